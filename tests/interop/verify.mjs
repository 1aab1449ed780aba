// A verifier of logs in the format pf1, written from docs/reference/log-format.md alone: plain Node, no package.
//
//     node verify.mjs FILE…          a line of JSON for each file; exit code 1 if one of them is broken
//     node verify.mjs --batch        many small logs on standard input, a line of JSON for each, in their order:
//                                    {"log": <base64>}, and perhaps "heads": {<stream>: <hash>}

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

const GENESIS = "0".repeat(64);
const LINE_FEED = 0x0a;

/** The log is not what was written; `seq` and `stream` say where, as far as that can be said. */
class Broken extends Error {
  constructor(what, place = {}) {
    super(what);
    this.place = place;
  }
}

// ── canonical JSON ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** The one text of a value: RFC 8785 on objects with ASCII keys, arrays, strings, whole numbers, true, false and null. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new Broken("a number that is not whole, or too large");
    return String(value);
  }
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  // Not in the order of the object: JavaScript puts keys that look like numbers first.
  const members = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${members.join(",")}}`;
}

/** The text of these bytes, which must be UTF-8. */
function decoded(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Broken("no UTF-8");
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Broken("no JSON");
  }
}

/** The SHA-256 of a domain, a line feed, and the canonical text of a value. */
function digest(domain, value) {
  return createHash("sha256").update(`${domain}\n${canonical(value)}`, "utf8").digest("hex");
}

// ── what a header is ─────────────────────────────────────────────────────────────────────────────────────────────────────

const text = (value) => typeof value === "string";
const integer = (value) => Number.isSafeInteger(value);
const flag = (value) => typeof value === "boolean";
const texts = (value) => Array.isArray(value) && value.length > 0 && value.every(text);

/** A moment in UTC that exists, with microseconds only if they are not zero. */
function moment(value) {
  if (!text(value)) return false;
  const found = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{6}))?Z$/.exec(value);
  if (!found || found[2] === "000000" || found[1] < "0001") return false;
  const read = new Date(`${found[1]}Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString() === `${found[1]}.000Z`;
}

function checks(value) {
  const keys = ["by", "guard", "outcome"];
  const check = (each) => plain(each) && Object.keys(each).every((key) => keys.includes(key) && text(each[key])) && "guard" in each && "outcome" in each;
  return Array.isArray(value) && value.length > 0 && value.every(check);
}

const plain = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

const ALWAYS = {
  by: text, case_type: text, fingerprint: text, format: text, part: text, prev: text, profile: text, recorded: moment, seq: integer,
  stream: text, version: integer,
};
const SOMETIMES = {
  caused_by: integer, correlation: text, data: text, on_behalf_of: text, organisation: text, personal: text, recorded_by: text,
  request: text, roles: texts,
};
/** Of a lifecycle that is not personal; in one that is, `settled` stands in the place of all of these. */
const TOLD = { occurred: text, schema: integer, source: text, target: text, type: text };
const TOLD_SOMETIMES = { checks, trigger: text };

/** Whether this is a header: the members that must be there, none that may not, each of its type. */
function isHeader(value) {
  if (!plain(value)) return false;
  const hidden = "settled" in value;
  const wanted = hidden ? { ...ALWAYS, settled: flag } : { ...ALWAYS, ...TOLD };
  const allowed = hidden ? { ...wanted, ...SOMETIMES } : { ...wanted, ...SOMETIMES, ...TOLD_SOMETIMES };
  return Object.keys(wanted).every((name) => name in value) &&
    Object.entries(value).every(([name, member]) => Object.hasOwn(allowed, name) && allowed[name](member));
}

// ── one stream ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** One chain, record by record; `end` says what it has. */
class Chain {
  constructor(stream, head) {
    this.stream = stream;
    this.wanted = head;
    this.found = head === undefined;
    this.seq = 0;
    this.prev = GENESIS;
    this.erased = new Set();
    this.unlisted = new Set();
    this.listed = new Set();
  }

  /** The steps of "To verify", in their order. */
  add(record) {
    const { header, hash } = record;
    const seq = this.seq + 1;
    const demand = (right, what) => {
      if (!right) throw new Broken(what, { stream: this.stream, seq });
    };
    demand(digest("pf1:record", header) === hash, "its header was changed");
    demand(isHeader(header), "this is no record");
    demand(header.format === "pf1", "another format");
    demand(header.seq === seq && header.stream === this.stream, "another record stands here");
    demand(header.prev === this.prev, "it does not follow the record before it");
    for (const name of ["data", "personal"]) {
      if (name in record) {
        demand(name in header, `its piece ${name} does not belong there`);
        demand(digest(`pf1:${name}`, record[name]) === header[name], `its piece ${name} was changed`);
      } else if (name in header) {
        demand(name === "personal", "its piece data is missing");
        this.erased.add(seq);
        this.unlisted.add(seq);
      }
    }
    if (header.type === "redacted") {
      const emptied = record.data?.body?.emptied;
      demand(Array.isArray(emptied) && emptied.every(integer), "not in the form of its event");
      for (const each of emptied.filter((number) => number < seq)) {
        this.listed.add(each);
        this.unlisted.delete(each);
      }
    }
    this.seq = seq;
    this.prev = hash;
    this.found ||= hash === this.wanted;
  }

  end() {
    if (this.unlisted.size > 0) {
      throw new Broken("its personal piece is missing", { stream: this.stream, seq: Math.min(...this.unlisted) });
    }
    if (!this.found) throw new Broken("the tail is gone, or all was written anew", { stream: this.stream, seq: this.seq });
    const outstanding = [...this.listed].filter((seq) => !this.erased.has(seq)).sort((one, other) => one - other);
    return { erased: this.erased.size, head: this.prev, outstanding, records: this.seq };
  }
}

// ── a file ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

const MEMBERS = ["data", "hash", "header", "personal"];

/** The record in one line, which has no line feed any more. */
function recordIn(bytes) {
  const line = decoded(bytes);
  const record = parsed(line);
  const whole = plain(record) && Object.keys(record).every((name) => MEMBERS.includes(name)) && text(record.hash) && plain(record.header);
  if (!whole || (["data", "personal"].some((name) => name in record && !plain(record[name])))) throw new Broken("this is no record");
  if (canonical(record) !== line || line.normalize("NFC") !== line) throw new Broken("not written in canonical form");
  return record;
}

/** The lines of a stream of bytes.  The last one must end in a line feed too. */
async function* linesOf(chunks) {
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk]);
    let from = 0;
    for (let to = rest.indexOf(LINE_FEED); to >= 0; to = rest.indexOf(LINE_FEED, from)) {
      yield rest.subarray(from, to);
      from = to + 1;
    }
    rest = rest.subarray(from);
  }
  if (rest.length > 0) throw new Broken("its last line is torn");
}

/** What the records in these bytes have, by stream; or the first thing that is wrong. */
async function verified(chunks, heads = {}) {
  const chains = new Map();
  let number = 0;
  try {
    for await (const line of linesOf(chunks)) {
      number += 1;
      const record = recordIn(line);
      const stream = record.header.stream;
      if (!chains.has(stream)) chains.set(stream, new Chain(stream, heads[stream]));
      chains.get(stream).add(record);
    }
    const streams = {};
    for (const [stream, chain] of chains) streams[stream] = chain.end();
    const missing = Object.keys(heads).find((stream) => !chains.has(stream));
    if (missing !== undefined) throw new Broken("the whole case is gone", { stream: missing, seq: 0 });
    return { ok: true, streams };
  } catch (error) {
    // A text that nests too deep ends in a RangeError; that too is no record.
    if (!(error instanceof Broken || error instanceof RangeError)) throw error;
    return { ok: false, line: number, what: error.message, ...error.place };
  }
}

async function batch() {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const { log, heads } = JSON.parse(line);
    console.log(JSON.stringify(await verified([Buffer.from(log, "base64")], heads)));
  }
}

async function files(paths) {
  for (const path of paths) {
    const found = await verified(createReadStream(path));
    console.log(JSON.stringify({ path, ...found }));
    if (!found.ok) process.exitCode = 1;
  }
}

const given = process.argv.slice(2);
if (given.length === 0) {
  console.error("usage: node verify.mjs FILE…  |  node verify.mjs --batch");
  process.exitCode = 2;
} else {
  await (given[0] === "--batch" ? batch() : files(given));
}
