"""
What is left after an erasure tells nothing: not by its headers, not by trying all candidates, not in a byte of a file.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from proeftuin_flow.cache import Known
from proeftuin_flow.canonical import canonical, digest, plain
from proeftuin_flow.flow import Flow
from proeftuin_flow.log.record import piece_digest
from proeftuin_flow.stores import JsonlStore, MemoryStore, SqliteStore
from tests.flow.common import Clock
from tests.flow.guidance import GUIDANCE, GUIDE_1, OFFICER_1, Application, Contact, Step
from tests.flow.test_redacting import GROUND, live

# ── headers of a personal lifecycle ──────────────────────────────────────────────────────────────────────────────────────


def headers(wants: str, who: str, steps: list[str], end: str) -> list[dict[str, object]]:
    """The headers of one life, with everything in them that is not a hash."""
    flow = Flow(MemoryStore(), [GUIDANCE], clock=Clock())
    flow.open("guidance", "case-1", by=GUIDE_1)
    flow.handle("case-1", "apply", by=GUIDE_1, data=Application(who, wants))
    for step in steps:
        flow.handle("case-1", "go_on", by=GUIDE_1, part="path/1", data=Step(step), occurred=None)
    flow.handle("case-1", end, by=GUIDE_1, part="path/1")
    told = [plain(record.header) for record in flow.history("case-1") if record.read().part == "path/1"]
    for header in told:
        for name in ("personal", "prev"):
            assert len(header.pop(name)) == 64
    return told


def test_headers_do_not_tell_two_lives_apart():
    """
    Somebody found work, somebody else left: of the same length, seen by the same people, at the same times, they differ in digests only.
    """
    one = headers("tuinieren", "p-1", ["stage", "cursus"], "find")
    other = headers("iets heel anders, en veel langer gezegd", "p-222", ["ziek", "weg"], "leave")

    assert one == other
    assert {"by", "case_type", "fingerprint", "format", "part", "profile", "recorded", "roles", "seq", "settled", "stream", "version"} == {
        name for header in one for name in header
    }


def test_headers_tell_the_length_the_times_and_what_is_settled():
    """
    So the test above can fail: that much they do tell.
    """
    one = headers("x", "p-1", ["a", "b"], "find")

    assert one != headers("x", "p-1", ["a"], "find")
    assert [False, False, False, True] == [header["settled"] for header in one]


# ── trying all candidates ────────────────────────────────────────────────────────────────────────────────────────────────

CANDIDATES = [f"p-{number}" for number in range(200)]


def guessed(digests: set[str], bodies: list[dict[str, object]]) -> list[dict[str, object]]:
    """The bodies of which the digest is known, by who tries them all: alone, with what stands beside them, and with an empty salt."""
    found = []
    for body in bodies:
        tries: list[dict[str, object]] = [body, {"body": body}, {"body": body, "subjects": [body["who"]]}]
        tries += [{**each, "salt": salt} for each in tries for salt in ("", "0" * 32)]
        texts = [canonical(each) for each in tries]
        if digests & {each for text in texts for each in (piece_digest("personal", text), digest(b"pf1:data", text))}:
            found.append(body)
    return found


def test_erased_piece_cannot_be_guessed():
    """
    There are only two hundred candidates, and all but the name is known; still no digest that is left in the whole store is found.
    """
    store = MemoryStore()
    flow = live(Flow(store, [GUIDANCE], clock=Clock()))
    flow.handle("case-2", "call", by=GUIDE_1, data=Contact("p-17", "werk"), request_id="q-1")
    flow.redact(subject="p-17", ground=GROUND, by=OFFICER_1, request_id="q-2")
    bodies: list[dict[str, object]] = [{"about": "werk", "who": who} for who in CANDIDATES]
    left = {value for _, record in store.follow() for value in plain(record.header).values() if isinstance(value, str) and len(value) == 64}
    requests = [store.request("case-2", id) for id in ("q-1", "q-2")]

    assert [] == guessed(left, bodies)
    assert [None, None] == [request.digest for request in requests if request is not None]


def test_without_a_salt_it_could_be_guessed():
    """
    So the test above can fail: with a digest of the bare piece, or with the salt that stood in it, the one is found at once.
    """
    bodies: list[dict[str, object]] = [{"about": "werk", "who": who} for who in CANDIDATES]
    bare = piece_digest("personal", canonical({"body": bodies[17], "subjects": ["p-17"]}))
    assert [bodies[17]] == guessed({bare}, bodies)

    store = MemoryStore()
    flow = live(Flow(store, [GUIDANCE], clock=Clock()))
    flow.handle("case-2", "call", by=GUIDE_1, data=Contact("p-17", "werk"))
    record = [*flow.history("case-2")][-1]
    salt = plain(record.personal or b"")["salt"]
    pieces = [canonical({"body": body, "salt": salt, "subjects": [body["who"]]}) for body in bodies]
    assert [17] == [place for place, piece in enumerate(pieces) if piece_digest("personal", piece) == record.read().personal]


# ── bytes in files ───────────────────────────────────────────────────────────────────────────────────────────────────────


def bytes_in(directory: Path) -> bytes:
    """Everything in every file: the database, its write-ahead log, its index, and whatever else there is."""
    return b"".join(each.read_bytes() for each in sorted(directory.rglob("*")) if each.is_file())


@pytest.mark.parametrize("kind", [SqliteStore, JsonlStore])
def test_no_file_has_a_byte_of_it(tmp_path, kind):
    """
    While the store is open, and after it was closed.
    """
    with kind(tmp_path / "cases") as store:
        flow = live(Flow(store, [GUIDANCE], clock=Clock()))
        assert b"geheim" in bytes_in(tmp_path)
        assert flow.redact(subject="p-1", ground=GROUND, by=OFFICER_1).wiped

        for word in (b"geheim", b"p-1"):
            assert word not in bytes_in(tmp_path)
        assert b"ander vier" in bytes_in(tmp_path)
    assert b"geheim" not in bytes_in(tmp_path)


def test_reader_delays_the_wiping_and_it_is_said(tmp_path):
    """
    A program that reads what was before holds the old pages: `wiped` is False, the bytes are there, and the log says already what went.
    Once it is done, doing the erasures again leaves none.
    """
    with SqliteStore(tmp_path / "cases.db", timeout=0.05) as store, closing(sqlite3.connect(tmp_path / "cases.db", isolation_level=None)) as other:
        flow = live(Flow(store, [GUIDANCE], clock=Clock()))
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM record").fetchall()
        report = flow.redact(subject="p-1", ground=GROUND, by=OFFICER_1)

        assert not report.wiped
        assert b"geheim" in bytes_in(tmp_path)
        assert [7, 1] == [flow.verify(id).erased for id in ("case-1", "case-2")]
        assert not flow.reapply(report.erasures, by=OFFICER_1).wiped

        other.execute("COMMIT")
        again = flow.reapply(report.erasures, by=OFFICER_1)
        assert (True, 0) == (again.wiped, again.records)
        assert b"geheim" not in bytes_in(tmp_path)


def test_nothing_of_it_stays_in_memory(store):
    """
    Neither in the cache of the Flow that erased, nor in that of another one, once it looked.
    """
    flow = live(Flow(store, [GUIDANCE], clock=Clock()))
    other = Flow(store, [GUIDANCE], clock=Clock())
    for id in ("case-1", "case-2"):
        other.case(id)
    flow.redact(subject="p-1", ground=GROUND, by=OFFICER_1)
    for id in ("case-1", "case-2"):
        other.case(id)

    assert [] == remembered(flow)  # nothing at all of these cases
    assert {"case-1", "case-2"} == {known.case.id for known in remembered(other)}
    for known in remembered(other):
        facts = repr([part.facts for part in (known.case.root, *known.case.parts.values())])
        assert "geheim" not in facts and "p-1" not in facts


def remembered(flow: Flow) -> list[Known]:
    """What a Flow has in memory of the two cases."""
    found = [flow._use_cases._cache.get(id) for id in ("case-1", "case-2")]
    return [known for known in found if known is not None]
