// Statistics over samples. Medians and percentiles rather than means, since on a shared machine a few samples are
// always spoiled by somebody else.

/** The value below which the share `quantile` (0 to 1) of the samples lies, by the nearest-rank method. */
export function quantile(samples, share) {
  if (samples.length === 0) throw new Error("There are no samples.");
  const sorted = [...samples].sort((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1];
}

export const median = (samples) => quantile(samples, 0.5);
export const p95 = (samples) => quantile(samples, 0.95);
export const sum = (samples) => samples.reduce((total, sample) => total + sample, 0);
