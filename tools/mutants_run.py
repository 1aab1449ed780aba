"""
The two things that `tools.mutants` starts in processes of their own, in a copy of the project.

    python -m tools.mutants_run map FILE TEST…    run the tests, and write which of them executed each line, and how long each took
    python -m tools.mutants_run patch TEST…       read mutants from standard input, one line of JSON each, and answer what became of each
    python -m tools.mutants_run anew              the same, slower, and of those too that are more than other code in a function

Each mutant gets a fork: of a process that has collected all tests, or of one that has imported what is slow and nothing of this project.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from importlib.metadata import entry_points
from inspect import CO_NEWLOCALS, CO_OPTIMIZED
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, Final

import pytest

PACKAGE: Final = "src/proeftuin_flow"
QUIET: Final = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov", "-p", "no:randomly", "-p", "no:proeftuin_flow",
                "-W", "ignore::pytest.PytestAssertRewriteWarning")  # fmt: skip
SLOW_TO_IMPORT: Final = ("hypothesis", "hypothesis.strategies", "attrs", "cattrs", "msgspec", "transitions", "sqlalchemy", "psycopg", "cryptography",
                         "holidays", "rich", "jsonschema", "decimal", "asyncio", "sqlite3", "multiprocessing", "concurrent.futures")  # fmt: skip


def load_plugins() -> None:
    """What hypothesis would have loaded by itself when it was imported."""
    for each in entry_points(group="hypothesis"):
        each.load()()


AT_ONCE: Final = ("<genexpr>", "<listcomp>", "<setcomp>", "<dictcomp>")
"""Functions that are over when their module is imported, if they stand there."""


class Map:
    """A plugin that knows, once the tests ran, which of them executed each line, how long each took, and which failed."""

    def __init__(self, coverage: Any) -> None:
        self.coverage = coverage
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.failed: set[str] = set()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        # A server of their own for each mutant would take too long.
        items[:] = [item for item in items if "postgres" not in getattr(item, "fixturenames", ())]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self.coverage.switch_context(item.nodeid)
        try:
            return (yield)
        finally:
            self.coverage.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration
        if report.failed:
            self.failed.add(report.nodeid)

    def told(self) -> dict[str, Any]:
        """All of it as JSON; of each line the tests as bits of a number, for most lines share theirs with others."""
        tests = [*self.seconds]
        places = {test: number for number, test in enumerate(tests)}
        data = self.coverage.get_data()
        lines = {
            str(Path(file).relative_to(Path.cwd())): {
                str(line): f"{sum(1 << places[test] for test in contexts if test in places):x}"
                for line, contexts in data.contexts_by_lineno(file).items()
            }
            for file in sorted(data.measured_files())
        }
        return {"failed": sorted(self.failed), "tests": {test: round(self.seconds[test], 4) for test in tests}, "lines": lines}


def map_tests(out: Path, tests: Sequence[str]) -> int:
    """Run the tests, and write what each executed; the exit code of pytest."""
    coverage = import_module("coverage").Coverage(data_file=None, config_file=False, include=[f"{Path.cwd()}/{PACKAGE}/*"])
    coverage.start()
    load_plugins()
    found = Map(coverage)
    code = pytest.main([*QUIET, *tests], plugins=[found])
    coverage.stop()
    out.write_text(json.dumps(found.told()), encoding="utf-8")
    return int(code)


class Wanted:
    """A plugin that runs these tests only, in this order."""

    def __init__(self, tests: Sequence[str]) -> None:
        self.places = {test: number for number, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((item for item in items if item.nodeid in self.places), key=lambda item: self.places[item.nodeid])


def imported_anew(tests: Sequence[str]) -> int:
    """The exit code of pytest over these tests, in a process that has imported nothing of the library."""
    load_plugins()
    return int(pytest.main(["-x", *QUIET, *dict.fromkeys(test.partition("::")[0] for test in tests)], plugins=[Wanted(tests)]))


def forked(does: Callable[[], int], seconds: float) -> str:
    """What a fork says that does this: `survived`, `killed` or `too long`."""
    child = os.fork()
    if not child:
        os.setsid()
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        try:
            os._exit(does())
        finally:
            os._exit(99)
    return _ended(child, seconds)


def _ended(child: int, seconds: float) -> str:
    def stop(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        _, status = os.waitpid(child, 0)
    except TimeoutError:
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return "too long"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    # Where no test was collected, none said anything.
    return "survived" if os.waitstatus_to_exitcode(status) in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED) else "killed"


class Caller:
    """Who asks: mutants come in as lines of JSON, and their answers go out.  pytest, which writes and reads too, gets nothing of either."""

    def __init__(self) -> None:
        self.asked, self.answers = os.fdopen(os.dup(0), encoding="utf-8"), os.fdopen(os.dup(1), "w", encoding="utf-8")
        os.dup2(2, 1)

    def mutants(self) -> Iterator[dict[str, Any]]:
        """Each mutant that is asked, until there are no more."""
        yield from map(json.loads, self.asked)

    def answer(self, answer: str) -> None:
        """What became of the last one."""
        print(json.dumps(answer), file=self.answers, flush=True)


def serve_anew(caller: Caller) -> None:
    """Write each mutant into its file, and import all of it in a fork; the file is as before afterwards.  Slow, and of every mutant."""
    for name in SLOW_TO_IMPORT:
        import_module(name)
    for mutant in caller.mutants():
        file = Path(mutant["file"])
        source = file.read_bytes()
        answer = "survived"
        try:
            file.write_bytes(mutated(source, mutant))
            for tests, seconds in mutant["rounds"]:
                if answer == "survived":
                    answer = forked(partial(imported_anew, tests), seconds)
        finally:
            file.write_bytes(source)
        caller.answer(answer)


def mutated(source: bytes, mutant: Mapping[str, Any]) -> bytes:
    """The text of the file with the fault in it."""
    text: bytes = source[: mutant["start"]] + mutant["text"].encode() + source[mutant["end"] :]
    return text


# ── within what is imported already ──────────────────────────────────────────────────────────────────────────────────────


class Patching:
    """
    A plugin that serves where the tests would run: all is collected, and a mutant is other code in the functions that are there.

    Quick, and not of every mutant: what a module or a class does when it is imported is done.  And a few that survive here do so because
    something was remembered from before.
    """

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.functions: dict[str, list[FunctionType]] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        gc.collect()
        for each in gc.get_objects():
            if isinstance(each, FunctionType):
                self.functions.setdefault(each.__code__.co_filename, []).append(each)
        gc.freeze()
        for mutant in self.caller.mutants():
            self.caller.answer(self.become_of(session, items, mutant))
        return True

    def become_of(self, session: pytest.Session, items: Mapping[str, pytest.Item], mutant: Mapping[str, Any]) -> str:
        """`killed`, `too long`, `survived`, or `elsewhere` if it is no matter of functions that are there."""
        file = Path(mutant["file"]).resolve()
        source = file.read_bytes()
        old, new = (compile(text, str(file), "exec", dont_inherit=True) for text in (source, mutated(source, mutant)))
        codes = changed(old, new)
        there = {_place(function) for function in self.functions.get(str(file), ())}
        # What is imported only when a function needs it has nothing here to put other code into: without the fault, all would survive.
        if codes is None or not codes.keys() & there:
            return "elsewhere"
        for tests, seconds in mutant["rounds"]:
            chosen = [items[test] for test in tests if test in items]
            answer = forked(partial(self.run, session, chosen, str(file), codes), seconds)
            if answer != "survived":
                return answer
        return "survived"

    def run(self, session: pytest.Session, items: Sequence[pytest.Item], file: str, codes: Mapping[tuple[str, int], CodeType]) -> int:
        """1 as soon as a test fails; 0 if none does."""
        for function in self.functions.get(file, ()):
            code = codes.get(_place(function))
            if code is not None:
                function.__code__ = code
        for item, following in zip(items, [*items[1:], None], strict=True):
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                return 1
        return 0


def _place(function: FunctionType) -> tuple[str, int]:
    return function.__code__.co_qualname, function.__code__.co_firstlineno


def changed(old: CodeType, new: CodeType) -> dict[tuple[str, int], CodeType] | None:
    """
    The functions whose code differs, by what they were called and where they began; None if a module's or a class's own code does.

    A function that has another one in it differs when that does, so that it makes the new one from now on.
    """
    inner = [[each for each in code.co_consts if isinstance(each, CodeType)] for code in (old, new)]
    if len(inner[0]) != len(inner[1]) or old.co_freevars != new.co_freevars:
        return None
    found: dict[tuple[str, int], CodeType] = {}
    for before, after in zip(*inner, strict=True):
        below = changed(before, after)
        if below is None:
            return None
        found |= below
    is_function = bool(old.co_flags & CO_NEWLOCALS) and bool(old.co_flags & CO_OPTIMIZED)
    if not is_function and any(name.endswith(AT_ONCE) for name, _ in found):
        return None
    if found or _alone(old) != _alone(new):
        if is_function:
            found[old.co_qualname, old.co_firstlineno] = new
        elif _alone(old) != _alone(new):
            return None
    return found


def _alone(code: CodeType) -> tuple[object, ...]:
    """What code is without the code in it and the numbers of its lines."""
    # 1, 1.0 and True are equal, and no mutant is.
    consts = [(type(each), each) for each in code.co_consts if not isinstance(each, CodeType)]
    return code.co_code, consts, code.co_names, code.co_varnames, code.co_cellvars, code.co_flags


if __name__ == "__main__":
    if sys.argv[1] == "map":
        sys.exit(map_tests(Path(sys.argv[2]), sys.argv[3:]))
    caller = Caller()
    if sys.argv[1] == "anew":
        serve_anew(caller)
    else:
        load_plugins()
        sys.exit(pytest.main([*QUIET, *sys.argv[2:]], plugins=[Patching(caller)]))
