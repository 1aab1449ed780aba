"""
Records as lines: their schema, and what is no line of ours.
"""

from __future__ import annotations

import json
import re
from copy import deepcopy

import jsonschema
import pytest
from msgspec.structs import replace

from proeftuin_flow.errors import BrokenChain, CaseNotFound, LogError, NotOurs
from proeftuin_flow.log import GENESIS, Record, checked, parse_line, record_schema, verify
from proeftuin_flow.log.record import Header, hash_of, piece_digest, write_header
from proeftuin_flow.testing.notebook import Author
from tests.laws.playing import Player
from tests.laws.test_laws import sealed
from tests.laws.worlds import WORLDS
from tests.log.test_golden import LINES

VALID = jsonschema.Draft202012Validator(record_schema())


# ── the schema ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_schema_is_a_schema():
    """
    It is a JSON Schema of 2020-12, and its header has every field that a header has, in order.
    """
    jsonschema.Draft202012Validator.check_schema(record_schema())
    header = record_schema()["$defs"]["header"]

    assert [*Header.__struct_fields__] == [*header["properties"]] == sorted(header["properties"])
    assert header["additionalProperties"] is False


@pytest.mark.parametrize("name", [*WORLDS])
def test_what_is_written_is_valid(name):
    """
    Every record of histories that nobody thought of, as it was written and after its personal piece was removed.
    """
    player = Player(WORLDS[name])
    records = [record for seed in range(8) for record in sealed(player.play(seed))]
    records += [replace(record, personal=None) for record in records[::5]]

    assert len(records) > 20
    assert [] == [(error.json_path, error.message) for record in records for error in VALID.iter_errors(json.loads(record.line()))]


def test_golden_log_is_valid():
    """
    So is everything that a record can have.
    """
    for line in LINES:
        VALID.validate(json.loads(line))


def paths(value, at=()):
    """Every place in a JSON value."""
    yield at
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in members:
        yield from paths(inner, (*at, name))


def changed(value, path, by):
    """The value with the one at the path changed, taken out, or renamed."""
    copy = deepcopy(value)
    *way, last = path
    holder = copy
    for name in way:
        holder = holder[name]
    if by == "gone":
        del holder[last]
    elif by == "renamed":
        holder[f"{last}x"] = holder.pop(last)
    else:
        holder[last] = by
    return copy


FREE = re.compile(r"/(data|personal)/(body/.*|evidence/\d+/reference|checks/\d+/(blockers/.*|reason)|subjects/\d+)")
OPTIONAL = re.compile(
    r"/personal|/header/(caused_by|checks|correlation|on_behalf_of|organisation|recorded_by|request|roles|trigger|checks/\d+(/by)?|roles/\d+)"
    r"|/(data|personal)/(body|checks|evidence|subjects)(/\d+)?|/personal/event/trigger|/(data|personal)/evidence/\d+/sha256|/personal/checks/\d+/reason"
)


def test_what_was_changed_is_not_valid():
    """
    Another type, another name, or nothing at all, wherever it stands; but for what is free, or may be left out.
    """
    unseen = []
    for line in LINES:
        value = json.loads(line)
        for path in [each for each in paths(value) if each]:
            where = "/" + "/".join(map(str, path))
            if FREE.fullmatch(where):
                continue
            tries = [("other", changed(value, path, other)) for other in (1.5, True, ["X Y"], {"x": 1.5}, "X Y", None, 2**53)]
            if isinstance(path[-1], str):
                tries.append(("renamed", changed(value, path, "renamed")))
            if not OPTIONAL.fullmatch(where):
                tries.append(("gone", changed(value, path, "gone")))
            for how, other in tries:
                allowed = how == "other" and (where, _at(other, path)) in ALSO_FINE
                if not allowed and other != value and VALID.is_valid(other):
                    unseen.append((where, how, _at(other, path)))

    assert [] == unseen


def _at(value, path):
    for name in path:
        if isinstance(value, dict) and name not in value:
            return "gone"
        value = value[name]
    return json.dumps(value)


ALSO_FINE = {("/header/settled", "true"), ("/personal/subjects", '["X Y"]'),
             *((f"/personal/checks/{number}/blockers", '["X Y"]') for number in (0, 1))}


# ── a line ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_line_is_read_as_it_was_written():
    """
    A line gives its record back.
    """
    for record in Author("case-1").commit(4, "r-1").records:
        assert record == parse_line(record.line(), "line 1")


@pytest.mark.parametrize(
    "line",
    [
        b"", b"\n", b"{}", b"null\n", b'{"hash":"x","header":{}}\n', b"[[[[\n", b"\xff\n", b"[" * 100_000 + b"\n",
        LINES[0][:-1], LINES[0] + b"\n", b" " + LINES[0],
    ],
)  # fmt: skip
def test_what_is_no_line_of_ours(line):
    """
    The error names the line, and nothing else is raised.
    """
    with pytest.raises(NotOurs, match=r"cases\.jsonl, line 7") as caught:
        parse_line(line, "cases.jsonl, line 7")
    assert "cases.jsonl, line 7" == caught.value.where


def test_other_format_is_named():
    """
    A record of another version of the format is refused by name.
    """
    with pytest.raises(NotOurs, match="format 'pf2' instead of 'pf1'"):
        parse_line(LINES[0].replace(b"pf1", b"pf2"), "line")


@pytest.mark.parametrize("header", [b"", b"{}", b"x", b"\xff", b'{"by":1}'])
def test_header_that_is_none(header):
    """
    Reading a header that is none names the record.
    """
    with pytest.raises(NotOurs, match=r"case-1:3 is no log.* this is no record"):
        Record("case-1", 3, header, "x").read()


# ── the chain ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def forged(record: Record, **fields: object) -> Record:
    """A record whose header says something else, and whose hash is right."""
    header = write_header(replace(record.read(), **fields))
    return replace(record, header=header, hash=hash_of(header))


FIRST, SECOND, THIRD = Author("case-1").commit(3).records
ASKED = SECOND.read()


@pytest.mark.parametrize(
    ("record", "what"),
    [
        (replace(SECOND, header=SECOND.header + b" "), "its header was changed"),
        (replace(SECOND, hash="0" * 64), "its header was changed"),
        (replace(SECOND, header=b"{}", hash=hash_of(b"{}")), "this is no record"),
        (replace(SECOND, header=b"\xff", hash=hash_of(b"\xff")), "this is no record"),
        (forged(SECOND, format="pf2"), "format 'pf2'"),
        (forged(SECOND, seq=3), "record 3 of 'case-1' stands here"),
        (forged(SECOND, stream="case-2"), "record 2 of 'case-2' stands here"),
        (replace(SECOND, seq=3), "record 2 of 'case-1' stands here"),
        (replace(SECOND, stream="case-2"), "record 2 of 'case-1' stands here"),
        (forged(SECOND, prev=GENESIS), "it does not follow the record before it"),
        (replace(SECOND, header=SECOND.header.replace(b":", b": ", 1), hash=hash_of(SECOND.header.replace(b":", b": ", 1))), "canonical form"),
        (replace(SECOND, data=None), "its piece 'data' is missing"),
        (replace(SECOND, data=b"{}"), "its piece 'data' was changed"),
        (replace(SECOND, data=SECOND.personal, personal=SECOND.data), "its piece 'data' was changed"),
        (replace(SECOND, personal=b"{}"), "its piece 'personal' was changed"),
        (forged(replace(SECOND, data=b"{}"), data=None), "its piece 'data' does not belong there"),
        (forged(SECOND, personal=None), "its piece 'personal' does not belong there"),
    ],
)  # fmt: skip
def test_chain_says_what_is_wrong(record, what):
    """
    At the first record that does not stand up, and in both languages.
    """
    checking = checked([FIRST, record, THIRD], "case-1")
    assert next(checking) is FIRST
    with pytest.raises(BrokenChain, match=f"case 'case-1', record 2: .*{re.escape(what)}") as caught:
        next(checking)
    assert ("case-1", 2) == (caught.value.stream, caught.value.seq)
    assert "gebeurtenis 2" in caught.value.text("nl")


def test_pieces_cannot_stand_in_for_each_other():
    """
    The same bytes have another digest as data than as personal piece.
    """
    assert piece_digest("data", b"{}") != piece_digest("personal", b"{}")


def test_nothing_to_verify():
    """
    A log without records is no log.
    """
    with pytest.raises(CaseNotFound):
        verify([], "case-1")
    assert issubclass(BrokenChain, LogError)
