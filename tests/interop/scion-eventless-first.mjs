/*
 * A bug of SCION, in one chart: it takes the eventless transition first, with the data of an event that was not processed yet.
 *
 * By the algorithm of SCXML an external event is taken from its queue, the transitions that it enables are taken, and only then eventless
 * ones are asked: `stay,go`.  SCION 4.3.27 prints `go`.  It matters only where a condition reads `_event`.
 */
import { createRequire } from "node:module";
import { join } from "node:path";

const scxml = createRequire(join(process.env.STRANGERS, "index.js"))("@scion-scxml/scxml");

const chart = `
<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript" initial="here">
    <datamodel><data id="said" expr="[]"/></datamodel>
    <state id="here">
        <transition event="stay" target="here"><assign location="said" expr="said.concat(['stay'])"/></transition>
        <transition cond="_event.data.go === true" target="there"><assign location="said" expr="said.concat(['go'])"/></transition>
    </state>
    <state id="there"/>
</scxml>`;

scxml.documentStringToModel("", chart.trim(), (error, model) => {
    if (error) throw error;
    model.prepare((wrong, ready) => {
        if (wrong) throw wrong;
        const running = new scxml.core.Statechart(ready, { snapshot: [["here"], {}, false, { said: [] }, []] });
        running.gen({ name: "stay", data: { go: true } });
        console.log(running.getSnapshot()[3].said.join());
    }, {});
});
