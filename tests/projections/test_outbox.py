"""
The outbox: what has to be done outside, at least once and in order; a crash between any two steps repeats at most the last.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from proeftuin_flow import Flow, Followed, InvalidData, StoreUnavailable
from proeftuin_flow.projections import FileBookmark, Outbox, TableBookmark
from proeftuin_flow.stores import MemoryStore
from tests.projections.common import live

IDS = [
    "permit-1:1:letter", "permit-1:1:log", "permit-2:1:letter", "permit-2:1:log", "relay-1:1:letter", "relay-1:1:log", "permit-1:4:decision",
    "tender-1:1:letter", "tender-1:1:log", "relay-2:1:letter", "relay-2:1:log",
]  # fmt: skip


def letters(followed: Followed) -> Iterator[str]:
    """For every case that begins a letter and a line in the log of the post room; for a permit that was granted the decision."""
    if followed.first:
        yield from ("letter", "log")
    if followed.what == "permit_granted":
        yield "decision"


@pytest.fixture
def flow(store) -> Flow:
    return live(store)


def test_every_reaction_comes_in_the_order_of_the_log(flow):
    """
    With an id that stays the same; the record is there for who does it.
    """
    found = [*Outbox(flow, letters)]

    assert IDS == [reaction.id for reaction in found] == [reaction.id for reaction in Outbox(flow, letters)]
    assert [("decision", "permit-1")] == [(each.name, each.followed.stream) for each in found if each.followed.what == "permit_granted"]


def test_it_goes_on_after_every_mark(flow):
    """
    Also in the midst of what follows from one record.
    """
    found = [*Outbox(flow, letters)]

    for number, reaction in enumerate(found):
        assert IDS[number + 1 :] == [each.id for each in Outbox(flow, letters, reaction.mark)]


def test_mark_holds_ids_only(flow, store):
    """
    An id and a position of the store: nothing that anybody could want to have erased.
    """
    positions = {"", *(position for position, _ in store.follow())}

    for reaction in Outbox(flow, letters):
        id, _, position = reaction.mark.partition("@")
        assert id in ("", reaction.id)
        assert position in positions


def test_mark_goes_past_what_nothing_follows_from(flow, store):
    """
    Kept at the end, it saves reading that again; while the last one is not done, it does not stand after it.
    """
    box = Outbox(flow, letters)
    assert box.mark is None
    found = []
    for reaction in box:
        assert box.mark != reaction.mark
        found.append(reaction)

    *_, (newest, _) = store.follow()
    assert f"@{newest}" == box.mark
    assert box.mark != found[-1].mark
    assert [] == [*Outbox(flow, letters, box.mark)]


def test_limit_is_in_records(flow):
    """
    The rest comes another time.
    """
    box = Outbox(flow, letters, limit=2)

    assert IDS[:4] == [reaction.id for reaction in box]
    assert IDS[4:] == [reaction.id for reaction in Outbox(flow, letters, box.mark)]


def test_record_that_was_destroyed_takes_nothing_along(flow, store):
    """
    The mark stands in the midst of a record that is no more: what follows from the next one is whole.
    """
    half = next(iter(Outbox(flow, letters))).mark
    store.destroy("permit-1")

    assert [id for id in IDS if not id.startswith("permit-1")] == [reaction.id for reaction in Outbox(flow, letters, half)]


def test_from_what_nobody_knows_nothing_follows(flow, store):
    """
    It is passed by.
    """
    box = Outbox(Flow(store, []), letters)

    assert [] == [*box]
    *_, (newest, _) = store.follow()
    assert f"@{newest}" == box.mark


@pytest.mark.parametrize("names", [("letter", "letter"), ("Letter",), ("a:b",), ("",)])
def test_names_that_make_no_id(flow, names):
    """
    Two of one name would have one id, and others would make ids that mean something else.
    """
    with pytest.raises(InvalidData):
        next(iter(Outbox(flow, lambda followed: names)))


@pytest.mark.parametrize("mark", ["", "17", 17, "@seventeen"])
def test_mark_that_is_none(flow, mark):
    """
    A position is no mark.
    """
    with pytest.raises(InvalidData):
        next(iter(Outbox(flow, letters, mark)))


# ── crashes ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Crash(BaseException):
    """The process ends here."""


class Steps:
    """Counts steps, and ends the process before the one with a number."""

    def __init__(self, end: int) -> None:
        self.left = end

    def __call__(self) -> None:
        if self.left == 0:
            raise Crash
        self.left -= 1


def crashed_everywhere(run: Callable[[Steps], object], most: int = 200) -> Iterator[int]:
    """For every step: a run that crashes there, and one that goes on; until there are no more steps."""
    for end in range(most):
        crashed = False
        try:
            run(Steps(end))
        except Crash:
            crashed = True
        run(Steps(-1))
        yield end
        if not crashed:
            return
    raise AssertionError("it does not end")


def test_crash_between_any_two_steps_outside_a_database(flow, tmp_path, monkeypatch):
    """
    Each is done, in order, and at most the one at which it crashed is done again.
    """
    sent: list[str] = []
    really_replace = os.replace
    path = tmp_path / "letters.mark"

    def run(step: Steps) -> None:
        with monkeypatch.context() as here:

            def replace(old: Any, new: Any) -> None:
                step()
                really_replace(old, new)
                step()

            here.setattr(os, "replace", replace)
            marks = FileBookmark(path)
            for reaction in Outbox(flow, letters, marks.load()):
                step()
                sent.append(reaction.id)
                step()
                marks.save(reaction.mark)
                step()

    crashes = 0
    for end in crashed_everywhere(run):
        crashes = end
        assert IDS == [id for number, id in enumerate(sent) if number == 0 or id != sent[number - 1]]
        assert len(sent) <= len(IDS) + 1
        sent.clear()
        path.unlink()

    assert 5 * len(IDS) == crashes


def test_crash_between_any_two_steps_in_one_database(flow, tmp_path):
    """
    Effect and mark are written together: each effect is there once.
    """
    path = tmp_path / "application.db"

    def run(step: Steps) -> None:
        with closing(sqlite3.connect(path)) as db:
            db.execute("CREATE TABLE IF NOT EXISTS letter (id TEXT)")  # without a key: nothing but the mark keeps it from coming twice

            def execute(sql: str, values: Any = ()) -> Any:
                step()
                return db.execute(sql, values)

            execute(TableBookmark.TABLE)
            marks = TableBookmark("letters", execute)
            for reaction in Outbox(flow, letters, marks.load()):
                execute("INSERT INTO letter VALUES (:id)", {"id": reaction.id})
                marks.save(reaction.mark)
                step()
                db.commit()

    for _ in crashed_everywhere(run):
        with closing(sqlite3.connect(path)) as db:
            assert IDS == [id for (id,) in db.execute("SELECT id FROM letter ORDER BY rowid")]
        path.unlink()


def test_two_programs_empty_one_box(flow, tmp_path):
    """
    The second finds that the mark has moved, and its effect is rolled back.
    """
    path = tmp_path / "application.db"
    with closing(sqlite3.connect(path)) as one, closing(sqlite3.connect(path)) as other:
        one.execute("CREATE TABLE letter (id TEXT)")
        one.execute(TableBookmark.TABLE)

        def send(db: sqlite3.Connection, marks: TableBookmark, reaction: Any) -> None:
            with db:
                db.execute("INSERT INTO letter VALUES (?)", (reaction.id,))
                marks.save(reaction.mark)

        for _ in range(2):  # before there is any mark, and with one
            first, second = TableBookmark("letters", one.execute), TableBookmark("letters", other.execute)
            boxes = iter(Outbox(flow, letters, first.load())), iter(Outbox(flow, letters, second.load()))
            send(one, first, next(boxes[0]))
            with pytest.raises(StoreUnavailable, match=r"outbox letters is not available \(another program is emptying it now"):
                send(other, second, next(boxes[1]))
        send(other, TableBookmark("others", other.execute), next(iter(Outbox(flow, letters))))

        assert [*IDS[:2], IDS[0]] == [id for (id,) in one.execute("SELECT id FROM letter ORDER BY rowid")]


def test_file_that_is_in_the_way(tmp_path):
    """
    What was kept before is still there.
    """
    with pytest.raises(StoreUnavailable):
        FileBookmark(tmp_path).load()
    with pytest.raises(StoreUnavailable):
        FileBookmark(tmp_path / "nowhere" / "mark").save("@1")
    assert FileBookmark(tmp_path / "mark").load() is None


def test_file_that_is_no_mark(tmp_path):
    """
    Whatever it holds, it is said when it is used.
    """
    (tmp_path / "mark").write_bytes(b"\xff\xfe")

    with pytest.raises(InvalidData):
        Outbox(Flow(MemoryStore(), []), letters, FileBookmark(tmp_path / "mark").load())
