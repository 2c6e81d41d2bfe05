// Two workers of a cluster try to open the file that is named on the command line; what each got is printed.

import cluster from "node:cluster";

cluster.setupPrimary({ exec: new URL("./holder.mjs", import.meta.url).pathname });
const workers = [cluster.fork(), cluster.fork()];
const answers = await Promise.all(
  workers.map(async (worker) => {
    const next = () => new Promise((resolve) => worker.once("message", resolve));
    await next();
    const answer = next();
    worker.send({ open: process.argv[2] });
    return answer;
  }),
);
console.log(answers.sort().join(" "));
for (const worker of workers) worker.kill();
