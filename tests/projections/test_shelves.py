"""
Shelves: state and position are kept together, whole or not at all.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from proeftuin_flow import (
    InvalidData,
    JsonShelf,
    MemoryShelf,
    NotOurs,
    Saved,
    Shelf,
    StoreUnavailable,
    catch_up,
    lead_times,
    standings,
)
from proeftuin_flow.stores import MemoryStore
from tests.projections.common import everything, live

FLOW = live(MemoryStore())


@pytest.fixture(params=["memory", "json"])
def shelf(request, tmp_path) -> Callable[[], Shelf]:
    """A shelf, as it is after a restart too."""
    memory = MemoryShelf()
    makes: dict[str, Callable[[], Shelf]] = {"memory": lambda: memory, "json": lambda: JsonShelf(tmp_path)}
    return makes[request.param]


def test_what_was_saved_is_there_again(shelf):
    """
    State, position, and what was skipped.
    """
    assert shelf().load(standings) is None

    for saved in (catch_up(FLOW, standings, limit=4), catch_up(FLOW, standings), catch_up(FLOW, everything)):
        shelf().save(saved)

    assert catch_up(FLOW, standings) == shelf().load(standings)
    assert catch_up(FLOW, everything) == shelf().load(everything)


def test_skipped_and_types_are_kept(shelf):
    """
    They decide whether it may go on from there.
    """
    saved = Saved("standings", 3, {"a": [1, None, True, "é"]}, "7", 9, {"permit 1 permit odd": 2}, frozenset({"b", "a"}))
    shelf().save(saved)

    assert saved == shelf().load(standings)


def test_dropped_is_gone(shelf):
    """
    Dropping what is not there is nothing.
    """
    shelf().save(catch_up(FLOW, standings))
    shelf().drop("standings")
    shelf().drop("standings")

    assert shelf().load(standings) is None


def test_kept_state_is_nobody_elses(shelf):
    """
    Whoever changes the state afterwards does not change what was saved.
    """
    saved = catch_up(FLOW, standings)
    shelf().save(saved)
    saved.state.clear()

    assert catch_up(FLOW, standings) == shelf().load(standings)


def test_state_that_is_no_json_is_not_saved(shelf):
    """
    What was saved before stays.
    """
    shelf().save(catch_up(FLOW, standings))

    with pytest.raises(InvalidData, match="'standings'"):
        shelf().save(Saved("standings", 1, {"a": (1, 2)}))

    assert catch_up(FLOW, standings) == shelf().load(standings)


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_file_is_plain_json(tmp_path):
    """
    Anybody can read where a case stands.
    """
    JsonShelf(str(tmp_path)).save(catch_up(FLOW, standings))
    kept = json.loads((tmp_path / "standings.json").read_bytes())

    assert "proeftuin-flow projection 1" == kept["format"]
    assert {"case_type": "permit", "since": "2026-03-02", "state": "granted"} == kept["state"]["permit-1"]
    assert [tmp_path / "standings.json"] == [*tmp_path.iterdir()]


def test_run_that_dies_while_saving_leaves_what_was_saved(tmp_path, monkeypatch):
    """
    The new file takes the place of the old one in one step.
    """
    shelf = JsonShelf(tmp_path)
    shelf.save(catch_up(FLOW, standings, limit=4))

    def dies(*anything: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", dies)
    with pytest.raises(StoreUnavailable, match="free some space"):
        shelf.save(catch_up(FLOW, standings))

    assert catch_up(FLOW, standings, limit=4) == shelf.load(standings)
    assert [tmp_path / "standings.json"] == [*tmp_path.iterdir()]


FOREIGN = [b"my own notes", b"", b"\xff", b"[" * 100_000, b'{"format":"other"}', b"[]"]


@pytest.mark.parametrize("text", FOREIGN, ids=lambda text: repr(text[:20]))
def test_foreign_file_is_not_used_and_not_lost(tmp_path, text):
    """
    It says what to do; nothing is thrown away by itself.
    """
    (tmp_path / "standings.json").write_bytes(text)

    with pytest.raises(NotOurs, match=r"standings\.json is no log .* delete it, and the projection starts again"):
        JsonShelf(tmp_path).load(standings)

    assert text == (tmp_path / "standings.json").read_bytes()


def test_newer_format_is_refused(tmp_path):
    """
    What a later version keeps in it, this one cannot know.
    """
    shelf = JsonShelf(tmp_path)
    shelf.save(catch_up(FLOW, lead_times))
    file = tmp_path / "lead_times.json"
    file.write_bytes(file.read_bytes().replace(b"projection 1", b"projection 2"))

    with pytest.raises(NotOurs, match="proeftuin-flow projection 2"):
        shelf.load(lead_times)


def test_directory_that_is_not_there_is_said(tmp_path):
    """
    Whoever gave the path may have mistyped it; so nothing is made.
    """
    with pytest.raises(StoreUnavailable):
        JsonShelf(tmp_path / "nowhere").save(catch_up(FLOW, standings))


def test_what_cannot_be_read_or_dropped_is_said(tmp_path):
    """
    In the words of the stores.
    """
    (tmp_path / "standings.json").mkdir()
    shelf = JsonShelf(Path(tmp_path))

    with pytest.raises(StoreUnavailable):
        shelf.load(standings)
    with pytest.raises(StoreUnavailable):
        shelf.drop("standings")
