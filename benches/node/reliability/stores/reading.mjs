// The two steps of reading a store, each of which may fail.

/** Opens and reads; what fails is part of the answer. `entriesOf` yields entries, so that those before a failure count. */
export async function readIn({ open, entriesOf, close, reportOf = () => undefined }) {
  let store;
  try {
    store = await open();
  } catch (error) {
    return { opened: false, entries: [], error };
  }
  const entries = [];
  try {
    const report = reportOf(store);
    for await (const entry of entriesOf(store)) entries.push(entry);
    return { opened: true, entries, report };
  } catch (error) {
    return { opened: true, entries, error };
  } finally {
    await Promise.resolve(close(store)).catch(() => undefined);
  }
}
