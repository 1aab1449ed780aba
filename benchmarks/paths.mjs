// The path generator of XState, timed: `node paths.mjs MACHINE.json ROUNDS`, with XState in the directory that XSTATE names.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const require = createRequire(join(process.env.XSTATE, "x.js"));
const { createMachine } = await import(pathToFileURL(require.resolve("xstate")));
const { getShortestPaths } = await import(pathToFileURL(require.resolve("xstate/graph")));

const machine = createMachine(JSON.parse(readFileSync(process.argv[2], "utf8")));
const seconds = [];
let reached = 0;
for (let round = 0; round < Number(process.argv[3]); round++) {
    const began = performance.now();
    const paths = getShortestPaths(machine);
    seconds.push((performance.now() - began) / 1000);
    reached = new Set(paths.map((path) => JSON.stringify(path.state.value))).size;
}
console.log(JSON.stringify({ reached, seconds }));
