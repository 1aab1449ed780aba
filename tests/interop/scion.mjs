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

function once(model, at, name, truth, follows) {
    const chart = new scxml.core.Statechart(model, { snapshot: snapshotAt(at), ...alone() });
    const [state] = chart.gen({ name, data: { truth, follows } });
    return { state, emitted: chart.getSnapshot()[3].emitted };
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
