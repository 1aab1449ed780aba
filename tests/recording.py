"""
Recording: what the library really does for some case types while the suite runs.

It looks at the few functions through which everything goes, and changes none of them: what is decided (but not what is only asked, as an
option), which guards are asked for a decision, what a store was given, and what was replayed from records.  Nothing in src knows of it.
What was seen is the evidence for docs/reference/coverage.md; see tools/coverage_page.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import local
from typing import Any

import msgspec
import pytest
from msgspec import Struct

from proeftuin_flow import stores, use_cases
from proeftuin_flow.asking import severity_of
from proeftuin_flow.case import Case, Event
from proeftuin_flow.case_type import ACTS, WAIVE, CaseType
from proeftuin_flow.decisions import Accepted, Refused
from proeftuin_flow.guards import Guard
from proeftuin_flow.log import Fold, Record
from proeftuin_flow.situation import Situation
from proeftuin_flow.testing.watching import around, deciding
from proeftuin_flow.wishes import Command
from tools.coverage_report import Report, Thing, arrow_name, state_name

STORES = (stores.MemoryStore, stores.SqliteStore, stores.JsonlStore)


class _Header(Struct):
    """The little of a header that says which rules and which event it is about."""

    fingerprint: str = ""
    type: str | None = None


class _Hidden(Struct):
    type: str = ""


class _Personal(Struct):
    """Where a personal lifecycle keeps the name of its event."""

    event: _Hidden | None = None


_header = msgspec.json.Decoder(_Header).decode
_personal = msgspec.json.Decoder(_Personal).decode


class Recorder:
    """What is seen of some case types; `with recorder.watching():` it looks."""

    def __init__(self, case_types: Iterable[CaseType]) -> None:
        self.seen: set[tuple[str, str, str, str]] = set()
        """Case type, kind, name, and what was seen of it."""
        self._types = {case_type: case_type.name for case_type in case_types}
        self._names = {case_type.fingerprint: case_type.name for case_type in self._types}
        self._arrows = {
            (case_type, each.name, t.source.name, t.target.name, None if t.trigger is None else t.trigger.name, t.emits.name): (
                arrow_name(each, t), state_name(each, t.target.name), t.role_names,
            )
            for case_type in self._types for each in case_type.lifecycles.values() for t in each.transitions
        }  # fmt: skip
        self._now = local()

    @property
    def report(self) -> dict[str, dict[Thing, frozenset[str]]]:
        """What was seen, by case type and thing."""
        found: dict[str, dict[Thing, frozenset[str]]] = {name: {} for name in self._types.values()}
        for case_type, kind, name, word in self.seen:
            found[case_type][kind, name] = found[case_type].get((kind, name), frozenset()) | {word}
        return found

    @contextmanager
    def watching(self) -> Generator[None]:
        """Look at what the library does."""
        with ExitStack() as undo:
            undo.enter_context(deciding(self._note_decision, self._begins, self._ends))
            for where, name, wrapped in self._places():
                undo.enter_context(around(where, name, wrapped))
            for guard in {guard for case_type in self._types for guard in case_type.guards.values()}:
                original = guard.blockers
                undo.callback(object.__setattr__, guard, "blockers", original)
                object.__setattr__(guard, "blockers", self._asked(guard, original))  # frozen, for everybody but us
            yield

    def _places(self) -> Iterator[tuple[Any, str, Callable[[Any], Any]]]:
        yield use_cases, "evolve", self._evolving
        yield Fold, "add", self._folding
        for store in STORES:
            yield store, "append", self._appending
            yield store, "append_all", self._appending_all
            yield store, "redact", self._redacting

    # ── decisions ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _begins(self, case: Case) -> None:
        self._now.deciding = case.type in self._types

    def _ends(self) -> None:
        self._now.deciding = False

    def _note_decision(self, case: Case, command: Command, decision: Accepted | Refused) -> None:
        if case.type not in self._types:
            return
        name = self._types[case.type]
        if isinstance(decision, Refused):
            if any(reason.code == "role" for reason in decision.reasons):
                self.seen.update((name, "role", role, "refused") for role in command.by.roles if role in case.type.roles)
            return
        for event in decision.events:
            found = self._arrows.get((case.type, event.part.partition("/")[0], event.source, event.target, event.trigger, event.type))
            if found is not None:
                self.seen.add((name, "arrow", found[0], "taken"))
                self.seen.add((name, "state", found[1], "reached"))
                if event is decision.events[0]:
                    self._note_acceptance(name, command, found[2])
        if command.trigger in ACTS:
            self._note_acceptance(name, command, allowed_to_act(case, command))

    def _note_acceptance(self, name: str, command: Command, allowed: frozenset[str]) -> None:
        """One role was accepted if it alone opened the door: of somebody with many it says nothing."""
        having = [*(allowed & command.by.roles)]
        if len(having) == 1:
            self.seen.add((name, "role", having[0], "accepted"))

    def _asked(self, guard: Guard[Any], original: Any) -> Any:
        def blockers(s: Situation[Any]) -> Iterator[Any]:
            watched = getattr(self._now, "deciding", False) and s.case.type in self._types  # an act can move it to another
            if guard.reads_data and (s.command is None or s.command.data is None):
                watched = False  # it waits for the data
            outcome = "met"
            for blocker in original(s):
                if watched and outcome == "met":
                    outcome = "unmet"
                    self.seen.add((self._types[s.case.type], "guard", guard.code, outcome))
                yield blocker
            if watched:
                self.seen.add((self._types[s.case.type], "guard", guard.code, outcome))

        return blockers

    # ── the log ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _appending(self, original: Any) -> Any:
        def append(store: Any, commit: Any) -> None:
            original(store, commit)
            self._note_records(commit.records, "written")

        return append

    def _appending_all(self, original: Any) -> Any:
        def append_all(store: Any, commits: Sequence[Any]) -> Any:
            conflicts = original(store, commits)
            for commit, conflict in zip(commits, conflicts, strict=True):
                if conflict is None:
                    self._note_records(commit.records, "written")
            return conflicts

        return append_all

    def _redacting(self, original: Any) -> Any:
        def redact(store: Any, stream: str, seqs: Iterable[int], commit: Any = None) -> Any:
            done = original(store, stream, seqs, commit)
            if commit is not None:
                self._note_records(commit.records, "written")
            return done

        return redact

    def _folding(self, original: Any) -> Any:
        def add(folding: Fold, record: Record, header: Any = None) -> None:
            original(folding, record, header)
            self._note_records((record,), "replayed")

        return add

    def _evolving(self, original: Any) -> Any:
        def evolve(case: Case, event: Event[Any]) -> Case:
            after: Case = original(case, event)
            if case.type in self._types and event.type:  # of what was erased there is none
                self.seen.add((self._types[case.type], "event", event.type, "replayed"))
            return after

        return evolve

    def _note_records(self, records: Iterable[Record], word: str) -> None:
        for record in records:
            try:
                header = _header(record.header)
                name = self._names.get(header.fingerprint)
                if name is None:
                    continue
                hidden = None if header.type is not None or record.personal is None else _personal(record.personal).event
            except msgspec.MsgspecError:
                continue  # a test of what a store does with anything
            if event := hidden.type if hidden is not None else header.type:
                self.seen.add((name, "event", event, word))


def allowed_to_act(case: Case, command: Command) -> frozenset[str]:
    """The roles that may do what the library itself can do to a case: for a waiver, the guard says who."""
    act = ACTS[command.trigger]
    data: Any = command.data
    roles = severity_of(case.type.guards[data.guard], case).by if act is WAIVE else case.type.acts.get(act, ())
    return frozenset(role.name for role in roles)


# ── a run ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

LEFT_OUT = {"tests/docs", "tests/typing"}
"""What may be left out of a whole run: it shows no rule."""


class Recording:
    """What a run of pytest sees; each worker of xdist looks by itself, and what they saw is put together in the end."""

    def __init__(self, config: pytest.Config, file: Path, recorder: Recorder) -> None:
        self._config, self._file, self._recorder = config, file, recorder
        self._passed: set[str] = set()
        self._stack = ExitStack()
        self._stack.enter_context(recorder.watching())

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            self._passed.add(report.nodeid)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self._recorder.seen.update(tuple(each) for each in json.loads(getattr(node, "workeroutput", {}).get("recorded", "[]")))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        self._stack.close()
        worker: Any = getattr(self._config, "workeroutput", None)
        if worker is not None:
            worker["recorded"] = json.dumps(sorted(self._recorder.seen))
            return
        report = Report(self._recorder.report, frozenset(self._passed), exitstatus == 0 and is_whole(self._config))
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(report.written(), encoding="utf-8")


def is_whole(config: pytest.Config) -> bool:
    """Whether nothing chose among the tests."""
    option = config.option
    chosen = [option.keyword, option.markexpr, option.deselect, option.collectonly, getattr(option, "lf", False), option.ignore_glob]
    left_out = {Path(each).as_posix() for each in option.ignore or ()}
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not any(chosen) and left_out <= LEFT_OUT
