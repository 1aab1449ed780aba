"""
Exports of logs: what happened, without anybody.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from msgspec.structs import replace

from proeftuin_flow.errors import BrokenChain
from proeftuin_flow.exports import ocel, xes
from proeftuin_flow.log import GENESIS, Record, Stamp, seal
from proeftuin_flow.stores import read_jsonl
from tests.laws.playing import games

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden"
LOGS = sorted((ROOT / "golden").glob("*.jsonl"))
NS = "{http://www.xes-standard.org/}"


def read(name: str) -> list[Record]:
    """A golden log."""
    return [*read_jsonl(ROOT / "golden" / name)]


def traces(text: str) -> dict[str, Element]:
    """The traces of a log by their names."""
    return {_values(trace)["concept:name"]: trace for trace in fromstring(text).iter(f"{NS}trace")}


def _values(element: Element) -> dict[str, str]:
    return {each.attrib["key"]: each.attrib["value"] for each in element if "key" in each.attrib}


def _events(trace: Element) -> list[dict[str, str]]:
    return [_values(event) for event in trace.iter(f"{NS}event")]


@pytest.mark.parametrize("format", ["xes", "ocel.json"])
def test_exports_are_as_they_were(format: str):
    """
    A golden log in both formats, compared with the file that somebody looked at.
    """
    made = {"xes": xes, "ocel.json": ocel}[format](read("pf1.jsonl"))

    assert (GOLDEN / f"pf1.{format}").read_text(encoding="utf-8") == made


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.stem)
def test_only_what_a_header_says_is_there(path: Path):
    """
    Whatever stands in the pieces of a record, who did it, or for whom, is in neither format.
    """
    records = [*read_jsonl(path)]
    allowed = {"case", "case_type", "part", "settled", "concept:name", "time:timestamp", "org:role", "occurred"}
    headers = [record.read() for record in records]
    said = {header.by for header in headers} | {header.organisation for header in headers} | {header.request for header in headers}
    said |= {header.on_behalf_of for header in headers} | {header.correlation for header in headers}
    names = {name for name in said if name is not None}

    assert {each.attrib["key"] for each in fromstring(xes(records)).iter() if "key" in each.attrib} <= allowed
    for text in (xes(records), ocel(records)):
        assert [] == [name for name in names if re.search(rf'"{re.escape(name)}"', text)]


def test_of_personal_parts_only_that_they_are_settled_is_there():
    """
    No event, no time and no role; but that the part is there, and whether something is still to be done.
    """
    made = xes(_played("tender"))
    personal = {name: trace for name, trace in traces(made).items() if "/complaint/" in name}
    objects = [each for each in json.loads(ocel(_played("tender")))["objects"] if each["type"] == "tender.complaint"]

    assert len(personal) == len(objects) > 50
    assert {"true", "false"} == {_values(trace)["settled"] for trace in personal.values()}
    assert [] == [event for trace in personal.values() for event in _events(trace)]
    assert {True, False} == {each["attributes"][0]["value"] for each in objects}
    assert "complaint_" not in made


def test_settled_is_what_it_is_in_the_end():
    """
    The newest record of a part says it, of those that were not voided.
    """
    records = _played("tender")
    gone = _voided(records)
    newest = {
        f"{header.stream}/{header.part}": header.settled
        for record in records
        if (header := record.read()).settled is not None and (header.stream, header.seq) not in gone
    }
    said = {name: values["settled"] for name, trace in traces(xes(records)).items() if "settled" in (values := _values(trace))}

    assert {name: str(settled).lower() for name, settled in newest.items()} == said


def test_what_was_voided_is_left_out():
    """
    Both the record that voids and what it voids; of the rest nothing is missing.
    """
    records = _played("tender")
    headers = {(header.stream, header.seq): header for header in (record.read() for record in records) if header.settled is None}
    gone = _voided(records)
    acts = {"taken_over", "waived", "voided", "profile_changed", "migrated", "redacted"}
    expected = [f"{stream}:{seq}" for (stream, seq), header in headers.items() if header.type not in acts and (stream, seq) not in gone]

    assert len(gone) > 20
    assert sorted(expected) == sorted(each["id"] for each in json.loads(ocel(records))["events"])
    assert len(expected) == sum(len(_events(trace)) for trace in traces(xes(records)).values())


def test_what_voids_must_say_which():
    """
    A piece that cannot be read is an error, as everywhere.
    """
    records = _played("tender")
    place = next(number for number, record in enumerate(records) if record.read().type == "voided")
    records[place] = replace(records[place], data=b'{"body":{}}')

    for export in (xes, ocel):
        with pytest.raises(BrokenChain) as raised:
            export(records)

        assert (records[place].stream, records[place].seq) == (raised.value.stream, raised.value.seq)


def test_events_are_about_their_part_and_their_case():
    """
    Every object that is named is there, with its type; and every event has a type that is declared.
    """
    made = json.loads(ocel(_played("tender")))
    types, kinds = {each["name"] for each in made["objectTypes"]}, {each["name"] for each in made["eventTypes"]}
    objects = {each["id"]: each["type"] for each in made["objects"]}

    assert {"tender", "tender.tender", "tender.bid", "tender.advice", "tender.complaint"} == types == {*objects.values()}
    assert kinds == {event["type"] for event in made["events"]}
    for event in made["events"]:
        part, case = (each["objectId"] for each in event["relationships"])

        assert part.startswith(f"{case}/")
        assert "tender" == objects[case]
        assert objects[part].startswith("tender.")


def test_events_of_a_part_keep_their_order():
    """
    By when they were recorded, and in one commit by their numbers.
    """
    made = json.loads(ocel(_played("relay")))
    order = [(event["time"], *event["id"].split(":")) for event in made["events"]]

    assert order == sorted(order, key=lambda each: (each[0], each[1], int(each[2])))
    assert {"role", "occurred"} == {each["name"] for event in made["events"] for each in event["attributes"]}
    assert any(len(event["attributes"]) == 1 for event in made["events"])  # nobody's roles, where it happened by itself


def _voided(records: list[Record]) -> set[tuple[str, int]]:
    """Streams and numbers of what was voided."""
    return {(record.stream, seq) for record in records if record.read().type == "voided" for seq in json.loads(record.data or b"")["body"]["records"]}


def _played(name: str) -> list[Record]:
    return [*_sealed(name)]


def _sealed(name: str) -> Iterator[Record]:
    for game in games(name):
        prev: Any = GENESIS
        for case, now, events in game.commits:
            made = seal(case, events, Stamp(now), prev)
            prev = made[-1].hash
            yield from made
