// The command line of the benchmarks.

export const usage = `npm run bench -- [--only P1,P2] [--quick] [--write] [--from FILE]
   --only LIST   these figures only
   --quick       fewer rounds and shorter logs: a first impression
   --write       put the results into docs/performance.md (all figures, not quick)
   --from FILE   no run: take the results of FILE, to print them or to write them`;

/** Reads the arguments; `ids` are the figures that there are. Throws with the usage where they make no sense. */
export function readArguments(args, ids) {
  const asked = { only: ids, quick: false, write: false, from: undefined };
  const rest = [...args];
  while (rest.length > 0) {
    const option = rest.shift();
    if (option === "--quick") asked.quick = true;
    else if (option === "--write") asked.write = true;
    else if (option === "--only") asked.only = chosen(rest.shift(), ids);
    else if (option === "--from") asked.from = rest.shift() ?? fail("--from needs a file.");
    else fail(`There is no option ${option}.`);
  }
  const whole = asked.only.length === ids.length && !asked.quick;
  if (asked.write && asked.from === undefined && !whole) fail("--write needs a whole run, without --only and --quick.");
  return asked;
}

function chosen(list, ids) {
  const names = (list ?? "").split(",").map((name) => name.trim().toUpperCase()).filter(Boolean);
  const unknown = names.find((name) => !ids.includes(name));
  if (names.length === 0 || unknown !== undefined) fail(`There is no figure ${unknown ?? ""}; the figures are ${ids.join(", ")}.`);
  return ids.filter((id) => names.includes(id));
}

function fail(message) {
  throw new Error(`${message}\n${usage}`);
}
