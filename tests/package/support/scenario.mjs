// The little program that every consumer runs: one event in and out again, one bad event refused. That proves the
// core was found and instantiated; what it computes is tested elsewhere.

/** Statements that need `EventStore` and leave their findings in `report`. */
export const scenario = `
const store = new EventStore();
const result = store.append({
  type: "objective_created",
  objectiveId: "chess-with-bob",
  kind: "other",
  source: "local_request",
  status: "unapproved",
  timestamp: 1700000000000,
});
const report = { offset: result.offset, length: store.length, type: store.get(0)?.type, refused: "" };
try {
  store.append({ type: "no_such_event" }${" as never"});
} catch (error) {
  report.refused = (error${" as { code: string }"}).code;
}
`;

/** The same for JavaScript. */
export const plainScenario = scenario.replace(/ as (never|\{[^}]*\})/g, "");

/** What the scenario reports when all is well. */
export const expected = { offset: 0, length: 1, type: "objective_created", refused: "INVALID_EVENT" };
