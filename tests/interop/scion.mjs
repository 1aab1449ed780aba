/*
 * SCION follows our traces: an interpreter of SCXML that shares nothing with XState.
 */
import { createRequire } from "node:module";
import { join } from "node:path";

import { judgeAll } from "./judging.mjs";

const scxml = createRequire(join(process.env.STRANGERS, "index.js"))("@scion-scxml/scxml");

const compiled = (text) =>
    new Promise((resolve, reject) => {
        scxml.documentStringToModel("", text, (error, model) => {
            if (error) return reject(error);
            model.prepare((wrong, ready) => (wrong ? reject(wrong) : resolve(ready)), {});
        });
    });

const alone = () => ({ sessionid: "one", sessionRegistry: new Map() }); // or every chart is kept for ever

const snapshotAt = (state) => [[state], {}, false, { emitted: [] }, []];

// A chart that did not move is asked again: making one takes longer than all that it does.
const waiting = new Map();

function once(model, at, name, truth, follows) {
    if (!waiting.has(model)) waiting.set(model, new Map());
    const charts = waiting.get(model);
    const chart = charts.get(at) ?? new scxml.core.Statechart(model, { snapshot: snapshotAt(at), ...alone() });
    charts.delete(at);
    const before = chart.getSnapshot()[3].emitted.length;
    const [state] = chart.gen({ name, data: { truth, follows } });
    if (state === at && before < 20 && !chart.isFinal()) charts.set(at, chart);
    return { state, emitted: chart.getSnapshot()[3].emitted.slice(before) };
}

await judgeAll({
    format: "scxml",
    load: compiled,
    start: (model) => {
        const chart = new scxml.core.Statechart(model, alone());
        const [state] = chart.start();
        return { state, at: state };
    },
    place: (_, state) => state,
    take: (model, at, event) => {
        // Twice, because it would ask for what follows before the event itself; see scion-eventless-first.mjs.
        const { type, truth, follows } = event;
        const first = type === "elsewhere" ? { state: at, emitted: [] } : once(model, at, type, truth, {});
        if (Object.keys(follows).length === 0) return { at: first.state, ...first };
        const { state, emitted } = once(model, first.state, "elsewhere", {}, follows);
        return { at: state, state, emitted: [...first.emitted, ...emitted] };
    },
});
