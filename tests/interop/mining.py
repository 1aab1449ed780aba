"""
Process mining: pm4py aligns what happened in random play with the net of the lifecycle that it happened in.

Its fitness is 1.0 where a log fits, and below where it does not.  What fits we say ourselves, by walking along the arrows.
A net knows no requirements and no triggers, only what comes after what: so of mutants it can notice other targets, and nothing else.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import attrs
from attrs import define, field
from msgspec.structs import replace

from proeftuin_flow.acts import TAKEN_OVER
from proeftuin_flow.case_type import CaseType
from proeftuin_flow.exports import ocel, pnml, xes
from proeftuin_flow.lifecycle import NEW, Lifecycle
from proeftuin_flow.log import GENESIS, Record, Stamp, seal
from tests.laws.playing import GAMES, Game, played

Names = tuple[str, ...]
"""What happened to one part, by the names of its events."""


@define
class Mined:
    """The log of each lifecycle: as pm4py has read it, and as names."""

    logs: dict[str, list[Any]] = field(factory=dict)
    names: dict[str, list[Names]] = field(factory=dict)
    objects: int = 0


class Judge:
    """pm4py, and what it makes of logs and nets."""

    def __init__(self, directory: Path) -> None:
        os.environ["PM4PY_HIDE_BANNER"] = "1"
        warnings.simplefilter("ignore")
        self.pm4py = import_module("pm4py")
        self.kept = import_module("pm4py.objects.log.obj")
        vars(import_module("pm4py.util.constants"))["SHOW_PROGRESS_BAR"] = False
        self.directory = directory

    def read(self) -> Mined:
        """The logs of all games, written as XES, and read by pm4py."""
        mined = Mined()
        for name in GAMES:
            player, games = played(name)
            case_type = _nothing_personal(player.world.case_type)
            records = [record for game in games if not _taken_over(game) for record in _records(game, case_type)]
            path = self.directory / f"{name}.xes"
            path.write_text(xes(records), encoding="utf-8")
            for trace in self.pm4py.read_xes(str(path), return_legacy_log_object=True):
                key = f"{name}.{trace.attributes['part'].partition('/')[0]}"
                mined.logs.setdefault(key, []).append(trace)
                mined.names.setdefault(key, []).append(tuple(event["concept:name"] for event in trace))
            objects = self.directory / f"{name}.ocel.json"
            objects.write_text(ocel(records), encoding="utf-8")
            mined.objects += len(self.pm4py.read_ocel2_json(str(objects)).events)
        return mined

    def fitness(self, lifecycle: Lifecycle[Any], traces: Sequence[Any]) -> list[float]:
        """How well each trace fits the net of a lifecycle."""
        path = self.directory / "net.pnml"
        path.write_text(pnml(lifecycle, ends="anywhere"), encoding="utf-8")
        net = self.pm4py.read_pnml(str(path))
        return [found["fitness"] for found in self.pm4py.conformance_diagnostics_alignments(self.kept.EventLog(traces), *net)]

    def spoiled(self, trace: Any, names: Names) -> Any:
        """The same trace with other names in it."""
        made = self.kept.Trace(attributes=trace.attributes)
        for place, name in enumerate(names):
            made.append(self.kept.Event({**trace[min(place, len(trace) - 1)], "concept:name": name}))
        return made


def fits(lifecycle: Lifecycle[Any], names: Names) -> bool:
    """Whether there is a way along the arrows with these events; on which one state or another may be meant."""
    states = {NEW.name}
    for name in names:
        states = {t.target.name for t in lifecycle.transitions if t.source.name in states and t.emits.name == name}
    return bool(states)


def spoilings(names: Names, known: Sequence[str], rng: Random) -> Iterator[Names]:
    """One event left out, two exchanged, one put in, one called otherwise."""
    place = rng.randrange(len(names))
    yield names[:place] + names[place + 1 :]
    yield (*names[:place], *reversed(names[place : place + 2]), *names[place + 2 :])
    yield (*names[:place], rng.choice(known), *names[place:])
    yield (*names[:place], rng.choice(known), *names[place + 1 :])


def _nothing_personal(case_type: CaseType) -> CaseType:
    """The same case type, whose logs say everything: of personal lifecycles nothing could be mined."""
    root, *parts = (attrs.evolve(each, personal=False) if each.personal else each for each in case_type.lifecycles.values())
    made = attrs.evolve(case_type)
    for name, value in {"root": root, "parts": tuple(parts), "lifecycles": {each.name: each for each in (root, *parts)}}.items():
        object.__setattr__(made, name, value)  # past the checks: some bodies refer to parts of personal lifecycles
    return made


def _taken_over(game: Game) -> bool:
    """A case that began elsewhere has no beginning to align."""
    return any(event.type == TAKEN_OVER for event in game.events)


def _records(game: Game, case_type: CaseType) -> Iterator[Record]:
    prev = GENESIS
    for case, now, events in game.commits:
        made = seal(replace(case, type=case_type), events, Stamp(now), prev)
        prev = made[-1].hash
        yield from made


def lifecycles() -> Mapping[str, Lifecycle[Any]]:
    """All lifecycles of all games."""
    return {f"{name}.{each.name}": each for name in GAMES for each in played(name)[0].world.case_type.lifecycles.values()}
