"""
A short form of each program of `make torture`; and that each would find what it looks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from proeftuin_flow.errors import StoreUnavailable
from proeftuin_flow.messages import STORE_FULL
from tests.torture import __main__ as torture
from tests.torture import cutting, emptying, killing, troubling, writing
from tests.torture.common import EMBEDDED, Effort, Row
from tests.torture.disk import Synced
from tests.torture.layers import why_not_sqlite

needs_a_look_under_sqlite = pytest.mark.skipif(why_not_sqlite() is not None, reason=str(why_not_sqlite()))


def effort(directory: Path, store: str, share: float, seed: int = 0) -> Effort:
    return Effort(directory, share, seed, (store,))


@pytest.mark.parametrize("store", EMBEDDED)
def test_kill_at_a_random_moment(tmp_path, store):
    """
    Nothing acknowledged is lost, nothing is half there, and the next append works.
    """
    (row,) = killing.run(effort(tmp_path, store, 0.02))

    assert ((), 20) == (row.broken, row.tried)


@pytest.mark.parametrize("store", [pytest.param("sqlite", marks=needs_a_look_under_sqlite), "jsonl"])
def test_power_that_fails(tmp_path, store):
    """
    What was synced is there, and whatever became of the rest does not matter.
    """
    (row,) = cutting.run(effort(tmp_path, store, 0.03))

    assert ((), 60) == (row.broken, row.tried)


@pytest.mark.parametrize("store", [pytest.param("sqlite", marks=needs_a_look_under_sqlite), "jsonl"])
def test_store_that_does_not_sync_is_found(tmp_path, store):
    """
    Were it not for the syncs, acknowledged events would be lost.
    """
    (tmp_path / "life").mkdir()
    disk = cutting.lived(store, tmp_path / "life", Random(1))
    # What made the file stays.
    first = next(number for number, step in enumerate(disk.trace) if getattr(step, "word", ("",))[0] == "did")
    disk.trace = [step for number, step in enumerate(disk.trace) if number < first or not isinstance(step, Synced)]
    (tmp_path / "left").mkdir()

    _, _, wrongs = cutting.wrongs_after(disk, len(disk.trace), "none", store, tmp_path / "left", Random(1))

    assert any("lost its record" in wrong for wrong in wrongs)


@pytest.mark.parametrize("store", EMBEDDED)
def test_many_writers(tmp_path, store):
    """
    No update is lost, no number comes twice, nothing is decided on what is stale, and nobody starves.
    """
    (row,) = writing.run(effort(tmp_path, store, 0.05))

    assert () == row.broken


@pytest.mark.parametrize("store", EMBEDDED)
def test_trouble_that_ends(tmp_path, store):
    """
    Whatever stands in the way, what was acknowledged is there, and once it is gone the same command works.
    """
    rows = [*troubling.run(effort(tmp_path, store, 0.05))]

    assert [(trouble, ()) for trouble in troubling.TROUBLES] == [(row.program, row.broken) for row in rows]


@pytest.mark.parametrize("store", EMBEDDED)
def test_outbox_that_is_killed(tmp_path, store):
    """
    In one database each effect is there once; elsewhere at most the last is repeated.
    """
    rows = [*emptying.run(effort(tmp_path, store, 0.02))]

    assert [(f"{store}, database", ()), (f"{store}, file", ())] == [(row.what, row.broken) for row in rows]


def test_table_and_answer(tmp_path, monkeypatch, capsys):
    """
    The table has a line for each row, and a broken promise is said and counts.
    """
    rows = [Row("kill", "sqlite", 3, "fine"), Row("kill", "jsonl", 12, "not so", ["case-1 lost its record 7"])]
    monkeypatch.setattr(killing, "run", lambda effort: iter(rows))
    monkeypatch.setattr("sys.argv", ["torture", "--only", "kill", "--directory", str(tmp_path)])

    assert 1 == torture.main()
    assert [
        "program  over    times  broken  seen",
        "kill     sqlite  3      0       fine",
        "kill     jsonl   12     1       not so",
        "BROKEN  kill jsonl: case-1 lost its record 7",
    ] == capsys.readouterr().out.splitlines()


def test_program_that_breaks_down_is_a_broken_promise(tmp_path, monkeypatch, capsys):
    """
    The others go on, and the table comes.
    """

    def breaks_down(effort: Effort) -> Iterator[Row]:
        raise StoreUnavailable("here", STORE_FULL())

    monkeypatch.setattr(killing, "run", breaks_down)
    monkeypatch.setattr(writing, "run", lambda effort: iter([Row("write", "sqlite", 3, "fine")]))
    monkeypatch.setattr("sys.argv", ["torture", "--only", "kill", "write", "--directory", str(tmp_path)])

    assert 1 == torture.main()
    shown = capsys.readouterr().out.splitlines()
    assert ["program", "kill", "write", "BROKEN"] == [line.split()[0] for line in shown]
    assert "StoreUnavailable" in shown[-1]


def test_list_of_programs(monkeypatch, capsys):
    """
    Every program says in a line what it tries.
    """
    monkeypatch.setattr("sys.argv", ["torture", "--list"])

    assert 0 == torture.main()
    lines = capsys.readouterr().out.splitlines()
    assert [*torture.PROGRAMS] == [line.split()[0] for line in lines]
    assert all(line.endswith(".") for line in lines)
