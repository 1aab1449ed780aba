/*
 * What both engines are judged by.
 *
 *     node <judge>.mjs <directory>
 *
 * reads <directory>/jobs.ndjson: which export is to be followed along which traces, and by what its automatic transitions are taken.  Of each
 * job a line is printed: how many steps there were, how many triggers were asked, and where the engine first differed.
 *
 * An engine is { load(text), start(machine), place(machine, state), take(machine, at, event) }; `take` gives { at, state, emitted } and changes
 * nothing that was given to it.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const lines = (path) => readFileSync(path, "utf-8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// An export that asks for what its trace does not know is wrong, whatever its engine makes of that: some take it for an answer.
let unheard = null;
const noticing = (truth) =>
    new Proxy(truth, {
        get: (target, name) => {
            if (typeof name === "string" && name.includes(".") && !Object.hasOwn(target, name)) unheard ??= name;
            return target[name];
        },
    });
const told = ({ type, truth, follows }) => ({
    type,
    truth: noticing(truth),
    follows: Object.fromEntries(Object.entries(follows).map(([state, said]) => [state, noticing(said)])),
});

function* eventsOf(step, automatic) {
    if (automatic === "eventless") {
        yield { type: step.event ?? "elsewhere", truth: step.truth, follows: step.follows };
        return;
    }
    if (step.event !== null) yield { type: step.event, truth: step.truth, follows: {} };
    for (const [type, truth] of step.then) yield { type, truth, follows: {} };
}

function follow(engine, machine, step, at, automatic) {
    const emitted = [];
    let state = step.before;
    for (const event of eventsOf(step, automatic)) {
        const taken = engine.take(machine, at, told(event));
        at = taken.at;
        state = taken.state;
        emitted.push(...taken.emitted);
    }
    return { at, state, emitted };
}

function* misjudged(engine, machine, step, at, job) {
    for (const type of job.triggers) {
        if (job.automatic === "eventless" && type.startsWith("automatic.")) continue;
        const [truth, possible] = step.asked[type] ?? [{}, false];
        const could = engine.take(machine, at, told({ type, truth, follows: {} })).emitted.length > 0;
        if (could !== possible) yield `${type} is ${could ? "" : "not "}possible`;
    }
}

const read = new Map();
function stepsOf(directory, lifecycle) {
    if (!read.has(lifecycle)) read.set(lifecycle, lines(join(directory, "traces", `${lifecycle}.ndjson`)));
    return read.get(lifecycle);
}

async function judge(engine, directory, job) {
    const result = { id: job.id, steps: 0, accepted: 0, asked: 0, differences: 0, first: null };
    const machine = await engine.load(readFileSync(join(directory, job.file), "utf-8"));
    const parts = new Map();
    for (const step of stepsOf(directory, job.lifecycle)) {
        const wrong = [];
        unheard = null;
        result.steps += 1;
        if (step.emits.length) result.accepted += 1;
        if (step.placed) parts.set(step.part, { state: step.before, at: engine.place(machine, step.before) });
        const { state, at } = parts.get(step.part) ?? engine.start(machine);
        if (state !== step.before) wrong.push(`is in ${state}`);
        if (step.asked !== null) {
            result.asked += job.triggers.length;
            wrong.push(...misjudged(engine, machine, step, at, job));
        }
        const after = follow(engine, machine, step, at, job.automatic);
        if (after.state !== step.after) wrong.push(`comes to ${after.state}, not to ${step.after}`);
        if (!same(after.emitted, step.emits)) wrong.push(`says ${after.emitted}, not ${step.emits}`);
        if (unheard !== null) wrong.push(`asks for ${unheard}, which is not in the trace`);
        if (step.kept) parts.set(step.part, { state: after.state, at: after.at });
        if (wrong.length) {
            result.differences += 1;
            result.first ??= { part: step.part, before: step.before, event: step.event, wrong };
            if (job.mutant) break;
        }
    }
    return result;
}

export async function judgeAll(engine) {
    const directory = process.argv[2];
    for (const job of lines(join(directory, "jobs.ndjson"))) {
        if (job.format === engine.format) console.log(JSON.stringify(await judge(engine, directory, job)));
    }
}
