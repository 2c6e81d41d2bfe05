// The command line of the reliability script.

export const usage = `npm run reliability -- [--seed N] [--count N] [--write]
   --seed N    where the damage falls; default 1
   --count N   how many places of each kind are damaged in each store; default 200
   --write     put the results into docs/reliability.md`;

/** Reads the arguments; throws with the usage where they make no sense. */
export function readArguments(args) {
  const asked = { seed: 1, count: 200, write: false };
  const rest = [...args];
  while (rest.length > 0) {
    const option = rest.shift();
    if (option === "--write") asked.write = true;
    else if (option === "--seed" || option === "--count") asked[option.slice(2)] = numberOf(option, rest.shift());
    else throw new Error(`There is no option ${option}.\n${usage}`);
  }
  return asked;
}

function numberOf(option, text) {
  const number = Number(text);
  if (text === undefined || !Number.isSafeInteger(number) || number < 1) throw new Error(`${option} needs a whole number from 1 on.\n${usage}`);
  return number;
}
