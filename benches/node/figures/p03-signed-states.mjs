// P3: appending states that somebody signed, with and without looking at the signature.

import { EventStore, nitro } from "statelog";
import { time } from "../lib/clock.mjs";
import { contest } from "../lib/contest.mjs";
import { contestTable } from "../lib/rows.mjs";
import { withoutSignatures } from "../lib/unsigned.mjs";
import { logEvents } from "../lib/workload.mjs";

export const figure = {
  id: "P3",
  title: "append of state_signed, realistic (per event)",
  async run({ quick }) {
    const events = await logEvents("realistic", quick ? 1_000 : 4_000);
    const results = await contest(contestants(events), { rounds: quick ? 3 : 9 });
    const [off, on, recovery] = results.map(({ median }) => median * 1000);
    return {
      ...contestTable(results, "µs"),
      targets: [
        { what: "signatures not checked", measured: off, limit: 25, unit: "µs" },
        { what: "signatures checked, less the recovery", measured: on - recovery, limit: 25, unit: "µs" },
      ],
    };
  },
};

function contestants(events) {
  return [
    { name: "hash of the state checked", round: () => appendAll(new EventStore(withoutSignatures), events) },
    { name: "hash and signature checked", round: () => appendAll(new EventStore(), events) },
    { name: "recovery alone: nitro.recoverSigner", round: () => recoverAll(events) },
  ];
}

/** The whole log is appended, for a state needs its channel; the clock runs for signed states only. */
function appendAll(store, events) {
  return onSigned(events, (event) => store.append(event), (event) => store.append(event));
}

const recoverAll = (events) => onSigned(events, ({ stateHash, sig }) => nitro.recoverSigner(stateHash, sig.signature), () => {});

function onSigned(events, measured, other) {
  const samples = [];
  for (const event of events) {
    if (event.type === "state_signed") samples.push({ ms: time(() => measured(event)), count: 1 });
    else other(event);
  }
  return samples;
}
