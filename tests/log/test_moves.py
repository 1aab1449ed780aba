"""
The golden log of voiding and migrating: read for ever, to the same case.
"""

from __future__ import annotations

import json

import jsonschema
import pytest
from msgspec.structs import replace

from proeftuin_flow.acts import Voided
from proeftuin_flow.errors import BrokenChain, InvalidData, UnknownVersion
from proeftuin_flow.log import Fold, Folds, Versions, event_of, fold, parse_line, record_schema, standing, type_of, verify
from proeftuin_flow.privacy import REDACTED
from tests.core.test_migrating import MAPPING, ONE, TWO, Size
from tests.log.moves import FILE, lived, written
from tests.log.schemas import PERMITS, golden

RECORDS = [parse_line(line, "golden") for line in FILE.read_bytes().splitlines(keepends=True)]


def test_golden_log_is_what_is_written_today():
    """
    The same wishes give the same bytes, and the chain stands.
    """
    assert FILE.read_bytes() == written()
    assert RECORDS[-1].hash == verify(RECORDS, "desk-1").head


def test_golden_logs_are_valid():
    """
    By the schema that ships in the package; those of every schema of a body too.
    """
    valid = jsonschema.Draft202012Validator(record_schema())
    logs = [RECORDS, *([parse_line(line, "golden") for line in golden(schema).read_bytes().splitlines(keepends=True)] for schema in PERMITS)]

    assert [] == [error.message for records in logs for record in records for error in valid.iter_errors(json.loads(record.line()))]
    assert 10 + 3 * 4 == sum(map(len, logs))


def test_golden_log_leads_to_the_same_case():
    """
    Under the second version, without what was voided; whichever way it is read.
    """
    case = fold(RECORDS, ONE, "desk-1", types=[TWO])

    assert (TWO, "opened", 10, ["paper/1", "paper/2"]) == (case.type, case.state, case.revision, [*case.parts])
    assert ("Map", Size.LARGE, "u-41", 2, "u-43") == ((map_ := case["paper/1"].facts).title, map_.size, map_.owner, map_.pages, map_.reader)
    assert case == lived()[0] == standing(lambda: RECORDS, Versions([ONE, TWO]))
    assert case == fold(iter(RECORDS), ONE, "desk-1", types=[TWO])
    folds = Folds([ONE, TWO], lambda stream: RECORDS)
    for record in RECORDS:
        folds.add(record)
    assert {"desk-1": case} == folds.cases()


def test_golden_log_tells_what_happened():
    """
    Each record is read by the version that it names.
    """
    types = Versions([ONE, TWO])
    events = [event_of(record, type_of(record.read(), types)) for record in RECORDS]

    assert [1] * 5 + [2] * 5 == [record.read().version for record in RECORDS]
    assert [Voided((3,), "a plan of another desk"), Voided((8,), "next door"), Voided((5,), "nobody told it")] == [
        event.body for event in events if event.type == "voided"
    ]
    moved = events[5].body
    assert (TWO, MAPPING, {"paper": {"pages": 2, "reader": "u-43"}}, "the new rules") == (moved.to, moved.mapping, moved.facts, moved.reason)


@pytest.mark.parametrize("number", [4, 6, 9])
def test_reasons_can_be_erased(number):
    """
    The case stays as it is, but for what stood in the erased piece.
    """
    emptied = [replace(record, personal=None) if record.seq == number else record for record in RECORDS]
    case, before = fold(emptied, ONE, "desk-1", types=[TWO]), fold(RECORDS, ONE, "desk-1", types=[TWO])

    assert REDACTED == event_of(emptied[number - 1], TWO if number > 5 else ONE).body.reason
    assert (before == case) is (number != 6)
    assert ({"reader"} if number == 6 else frozenset()) == case["paper/1"].unknown


def test_version_that_is_not_given_is_named():
    """
    The case cannot be folded past the record that moves it.
    """
    with pytest.raises(UnknownVersion, match="no case type 'desk' version 2 here; known versions: 1"):
        fold(RECORDS, ONE, "desk-1")
    assert ONE == fold(RECORDS[:5], ONE, "desk-1").type
    assert standing(list, Versions([ONE])) is None


def test_move_that_does_not_fit_breaks_the_chain():
    """
    Somebody wrote it without asking: parts that the other version does not have.
    """
    import attrs

    less = attrs.evolve(TWO, parts=[part for part in TWO.parts if part.name != "paper"])
    object.__setattr__(less, "fingerprint", TWO.fingerprint)
    folding = Fold(ONE.new("desk-1"), Versions([ONE, less]))
    for record in RECORDS[:3]:
        folding.add(record)

    with pytest.raises(BrokenChain, match="record 6: it does not fit what came before: KeyError: 'paper'"):
        folding.add(RECORDS[5])


def test_fold_from_the_middle_misses_what_lies_before():
    """
    Nobody can leave out what is in the case already.
    """
    folding = Fold(fold(RECORDS[:3], ONE, "desk-1"), Versions([ONE, TWO]))
    for record in RECORDS[3:]:
        folding.add(record)

    assert {3, 8, 5} == folding.missed
    with pytest.raises(InvalidData):
        folding.case()
