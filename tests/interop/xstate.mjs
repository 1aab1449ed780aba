/*
 * XState 5 follows our traces.  Its own pure functions are used, so that nothing is kept between two steps but its snapshot.
 */
import { createRequire } from "node:module";
import { join } from "node:path";

import { judgeAll } from "./judging.mjs";

const { createMachine, initialTransition, transition } = createRequire(join(process.env.STRANGERS, "index.js"))("xstate");

const guards = {
    permitted: ({ event: { truth } }, { any, all }) => (any?.some((name) => truth[name]) ?? true) && all.every((name) => truth[name]),
    follows: ({ event: { follows } }, { state, all }) => follows[state] !== undefined && all.every((name) => follows[state][name]),
};

await judgeAll({
    format: "xstate",
    load: (text) => createMachine(JSON.parse(text), { guards }),
    start: (machine) => {
        const [at] = initialTransition(machine);
        return { state: at.value, at };
    },
    place: (machine, state) => machine.resolveState({ value: state }),
    take: (machine, at, event) => {
        const [next, actions] = transition(machine, at, event);
        return { at: next, state: next.value, emitted: actions.filter(({ type }) => type === "emits").map(({ params }) => params.event) };
    },
});
