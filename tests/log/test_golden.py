"""
The golden log: what was once written is read for ever, and no byte of it can change unseen.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace as replaced

from proeftuin_flow.acts import Redaction
from proeftuin_flow.case import Erased
from proeftuin_flow.decider import replay
from proeftuin_flow.errors import BrokenChain, LogError
from proeftuin_flow.labels import text_of
from proeftuin_flow.log import Chains, Record, Verified, checked, event_of, fold, parse_line, subjects_in, verify
from proeftuin_flow.privacy import REDACTED, DataClass
from proeftuin_flow.stores import SqliteStore, read_jsonl
from proeftuin_flow.wishes import Evidence
from tests.log.golden import ERASED_FILE, FILE, LOAN, Grievance, Loan, Wish, written

LINES = FILE.read_bytes().splitlines(keepends=True)
RECORDS = [parse_line(line, "golden") for line in LINES]
ONE = [record for record in RECORDS if record.stream == "loan-1"]
TWO = [record for record in RECORDS if record.stream == "loan-2"]


def test_golden_log_is_what_is_written_today():
    """
    The same events give the same bytes.  If this fails, the format is another one, and needs another name.
    """
    assert FILE.read_bytes() == written()
    assert ERASED_FILE.read_bytes() == written(erased=True)


def test_golden_log_is_verified():
    """
    Both chains stand, and end in these heads.
    """
    assert Verified(RECORDS[6].hash, 6) == verify(ONE, "loan-1")
    assert Verified(RECORDS[8].hash, 3) == verify(TWO, "loan-2")
    chains = Chains()
    for record in RECORDS:
        chains.add(record)
    assert {"loan-1": verify(ONE, "loan-1"), "loan-2": verify(TWO, "loan-2")} == chains.end()


def test_golden_log_is_folded():
    """
    Both loans stand where they stood.
    """
    one, two = fold(ONE, LOAN, "loan-1", "branch"), fold(TWO, LOAN, "loan-2", "branch")

    assert ("finished", 6, "heard") == (one.state, one.revision, one["complaint/1"].state)
    assert Loan("Één “boek” \\ 𝄞", "A. de Vries", date(2019, 11, 21)) == one.root.facts
    assert "too slow" == one["complaint/1"].facts.about
    assert ("finished", 3, "filed") == (two.state, two.revision, two["complaint/1"].state)
    assert ("Old", "B. Bakker", date(2019, 11, 20)) == (two.root.facts.title, two.root.facts.reader, two.root.facts.back)


def test_golden_log_tells_what_happened():
    """
    Every event comes back with all that it had.
    """
    asked, complained, lent, back, by_itself, heard = (event_of(record, LOAN) for record in ONE)

    assert Wish("Één “boek” \\ 𝄞", frozenset({"a", "b", "é"}), "A. de Vries") == asked.body
    assert datetime(2019, 11, 21, 9, 30, 0, 120_000, tzinfo=UTC) == asked.occurred
    assert (Grievance("p-17", "too slow"), date(2019, 11, 21), "complain") == (complained.body, complained.occurred, complained.trigger)
    assert [("nothing_out", "waived", "u-1", "they are on their way"), ("reader_known", "met", None, None),
            ("room_on_the_shelf", "advised", None, None)] == [(c.guard, c.outcome, c.by, c.reason) for c in lent.checks]  # fmt: skip
    assert [["uitlening (gevraagd)"], [], ["shelf 3"]] == [
        [text_of(each, "nl") for each in check.blockers][-1:] for check in lent.checks
    ]
    assert "still_out: 2" == text_of(lent.checks[0].blockers[0], "en")
    assert (Evidence("card", "urn:card:7", "ab" * 32, DataClass.C0), Evidence("letter", "urn:letter:8")) == lent.evidence
    assert ("u-2", frozenset({"clerk", "head"}), "branch-3") == (lent.on_behalf_of, lent.by.roles, lent.by.organisation)
    assert -250 == back.body.cents
    assert "2019-11-21T10:33:00+01:00" == back.occurred.isoformat()
    assert (4, None, "system") == (by_itself.caused_by, by_itself.trigger, by_itself.by.id)
    assert (Evidence("minutes", "urn:minutes:1", None, DataClass.C0),) == heard.evidence


def test_golden_log_is_loaded(tmp_path):
    """
    A store takes it in, and has the same.
    """
    with SqliteStore(tmp_path / "golden.db") as store:
        assert 9 == store.load(read_jsonl(FILE))
        assert RECORDS == [record for _, record in store.follow()]
        request = store.request("loan-1", "r-2")
        assert request is not None and (3, 3) == (request.first, request.last)


def test_folding_is_replaying():
    """
    The fold of the records is the case that the events lead to, one by one.
    """
    for records, stream in ((ONE, "loan-1"), (TWO, "loan-2")):
        assert replay(LOAN.new(stream, "branch"), [event_of(record, LOAN) for record in records]) == fold(records, LOAN, stream, "branch")


@pytest.mark.parametrize("number", range(len(LINES)))
def test_no_byte_can_change_unseen(number):
    """
    Whatever byte of whatever line is another one: it is no line of ours, or the chain is broken.  Nothing else is ever raised.
    """
    line = LINES[number]
    unseen = []
    for place, byte in enumerate(line):
        for other in {byte ^ 1, byte ^ 0x20, ord("0"), ord('"'), 0xFF} - {byte}:
            changed = line[:place] + bytes([other]) + line[place + 1 :]
            if not _is_found(changed, number):
                unseen.append(changed)

    assert [] == unseen


@pytest.mark.parametrize("number", range(len(LINES)))
def test_no_byte_can_be_lost_or_added_unseen(number):
    """
    Nor can a line become shorter or longer.
    """
    line = LINES[number]
    changed = [line[:place] + line[place + 1 :] for place in range(len(line))]
    changed += [line[:place] + more + line[place:] for place in range(len(line) + 1) for more in (b"0", b" ", b"\n")]

    assert [] == [each for each in changed if not _is_found(each, number)]


def _is_found(changed: bytes, number: int) -> bool:
    try:
        record = parse_line(changed, "line")
        chains = Chains()
        for each in [*RECORDS[:number], record, *RECORDS[number + 1 :]]:
            chains.add(each)
    except LogError:
        return True
    return False


@pytest.mark.parametrize("number", [0, 1, 2, 3, 4, 6, 7])
def test_personal_piece_can_be_removed(number):
    """
    Nothing is wrong with what is left but that no record lists it, its line is one of ours, and the event says `REDACTED` where it had somebody.
    """
    record = replaced(RECORDS[number], personal=None)
    records = [*RECORDS[:number], record, *RECORDS[number + 1 :]]
    chains = Chains()
    for each in records:
        chains.add(each)
    with pytest.raises(BrokenChain) as caught:
        chains.end()
    assert (record.stream, record.seq) == (caught.value.stream, caught.value.seq)
    event = event_of(record, LOAN)

    assert record == parse_line(record.line(), "line")
    if "complaint" in event.part:
        assert ("", None, None, "erased.settled" if number == 6 else "erased.open") == (event.type, event.trigger, event.body, event.target)
    elif isinstance(event.body, Wish):
        assert ("Één “boek” \\ 𝄞", REDACTED) == (event.body.title, event.body.reader)
    for stream in ("loan-1", "loan-2"):
        own = [each for each in records if each.stream == stream]
        case = fold(own, LOAN, stream, "branch")
        assert ("finished", len(own)) == (case.state, case.revision)


@pytest.mark.parametrize("number", [1, 6])
def test_header_of_a_personal_lifecycle_tells_little(number):
    """
    Only that something happened to a part, by whom, and whether it is settled.
    """
    header = RECORDS[number].read()

    assert ("complaint/1", number == 6) == (header.part, header.settled)
    assert [None] * 6 == [header.type, header.schema, header.trigger, header.source, header.target, header.occurred]
    assert ((), None, None) == (header.checks, header.data, RECORDS[number].data)
    for word in (b"complain", b"grievance", b"filed", b"heard"):
        assert word not in RECORDS[number].header.replace(b"complaint/1", b"")


def test_order_and_number_of_records_is_shown():
    """
    A record that was moved, taken out, or told twice breaks the chain.
    """
    for wrong in ([*ONE[1:]], [*ONE[:2], *ONE[3:]], [ONE[1], ONE[0], *ONE[2:]], [*ONE[:3], ONE[2], *ONE[3:]], [*ONE, ONE[0]], [ONE[0], TWO[1]]):
        with pytest.raises(LogError):
            verify(wrong, "loan-1")


def test_tail_is_missed_against_a_head():
    """
    That the newest records are gone shows only to who kept a head.
    """
    verify(ONE[:3], "loan-1")

    with pytest.raises(LogError, match="the tail is gone, or all was written anew"):
        verify(ONE[:3], "loan-1", RECORDS[6].hash)
    assert ONE[-1].hash == verify(ONE, "loan-1", ONE[2].hash).head


def test_records_are_values():
    """
    Two records with the same bytes are the same.
    """
    assert isinstance(RECORDS[0], Record)
    assert RECORDS == [parse_line(line, "elsewhere") for line in LINES]


# ── the same log after a complaint was erased ────────────────────────────────────────────────────────────────────────────

ERASED = [parse_line(line, "golden") for line in ERASED_FILE.read_bytes().splitlines(keepends=True)]
ERASED_ONE = [record for record in ERASED if record.stream == "loan-1"]


def test_erased_log_is_verified():
    """
    The last record lists what is gone; nothing else is other than it was.
    """
    assert Verified(ERASED_ONE[6].hash, 7, 2) == verify(ERASED_ONE, "loan-1")
    assert [record.hash for record in ONE] == [record.hash for record in ERASED_ONE[:6]]
    assert ERASED_ONE == [*checked(ERASED_ONE, "loan-1")]
    chains = Chains()
    for record in ERASED:
        chains.add(record)
    assert {"loan-1": Verified(ERASED_ONE[6].hash, 7, 2), "loan-2": Verified(TWO[2].hash, 3)} == chains.end()


def test_erased_log_is_folded():
    """
    The loan stands where it stood, and of the complaint only that it was settled is known.
    """
    case = fold(ERASED_ONE, LOAN, "loan-1", "branch")

    assert ("finished", 7, Erased(settled=True)) == (case.state, case.revision, case["complaint/1"].facts)
    assert fold(ONE, LOAN, "loan-1", "branch").root == case.root
    assert replay(LOAN.new("loan-1", "branch"), [event_of(record, LOAN) for record in ERASED_ONE]) == case
    body = event_of(ERASED_ONE[6], LOAN).body
    assert Redaction((2, 6), "the retention period of complaints") == body


def test_missing_piece_must_be_listed_later():
    """
    Listed by nobody, or by an earlier record only: a broken log, at that record, once there are no more records.
    """
    again = [*ERASED_ONE[:6], ERASED_ONE[6]]
    again[2] = replaced(again[2], personal=None)
    for records in (ERASED_ONE[:6], again):
        with pytest.raises(BrokenChain, match="its piece 'personal' is missing") as caught:
            verify(records, "loan-1")
        assert (2 if records is not again else 3) == caught.value.seq
        with pytest.raises(BrokenChain):
            list(checked(records, "loan-1"))


def test_listed_piece_that_is_still_there_is_outstanding():
    """
    A backup that came back, or a crash: no broken chain, and said.
    """
    came_back = [ONE[0], ONE[1], *ERASED_ONE[2:]]
    chains = Chains()
    for record in came_back:
        chains.add(record)

    assert Verified(ERASED_ONE[6].hash, 7, 1, (2,)) == verify(came_back, "loan-1") == chains.end()["loan-1"]
    assert Verified(ERASED_ONE[6].hash, 7, 0, (2, 6)) == verify([*ONE, ERASED_ONE[6]], "loan-1")


def test_whom_a_record_is_about_is_read_without_a_definition():
    """
    The references stand in the personal piece, also those of facts at taking over.
    """
    assert [("A. de Vries",), ("p-17",), ("B. Bakker",), (), (), (), (), (), ()] == [subjects_in(record) for record in RECORDS]


def test_what_is_no_reference_is_named():
    """
    Another value in their place, or references in another order, are no record of ours; a body's own member of that name is.
    """
    for odd in (b'{"subjects":[1]}', b'{"subjects":["b","a"]}', b'{"subjects":["a","a"]}', b'{"subjects":["a"]'):
        with pytest.raises(BrokenChain, match="record 1: "):
            subjects_in(replaced(RECORDS[0], personal=odd))

    assert () == subjects_in(replaced(RECORDS[0], personal=b'{"body":{"subjects":["a"]}}'))
