"""
Covering: what a run of pytest showed of case types, put together from all workers, and reported at its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from importlib import import_module
from typing import Any

import msgspec
import pytest

from ..case import Case
from ..case_type import CaseType
from ..decisions import Accepted, Refused
from ..soundness import Observed, Observer
from ..wishes import Command
from .covered import SHOWN, Covered, covered
from .watching import deciding

__all__ = ["Covering"]


class Covering:
    """Looks at a run of pytest; each worker of xdist looks by itself."""

    def __init__(self, config: pytest.Config, named: Sequence[str]) -> None:
        self._config = config
        self._types = {name: _found(name) for name in named}
        self._observers = {case_type.fingerprint: Observer(case_type) for case_type in self._types.values()}
        self._observed = {fingerprint: Observed() for fingerprint in self._observers}
        self._reports: list[Covered] = []
        self._stack = ExitStack()
        self._stack.enter_context(deciding(self._see))

    def _see(self, case: Case, command: Command, decision: Accepted | Refused) -> None:
        observer = self._observers.get(case.type.fingerprint)
        if observer is not None:
            observer.see(case, command, decision)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """What a worker saw."""
        seen = msgspec.json.decode(getattr(node, "workeroutput", {}).get("flow-coverage", "{}"), type=dict[str, Observed])
        for fingerprint, observed in seen.items():
            self._observed[fingerprint] |= observed

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Tell what was seen to whoever puts it together; a run that showed too little fails."""
        self._stack.close()
        for fingerprint, observer in self._observers.items():
            self._observed[fingerprint] |= observer.observed
        worker: Any = getattr(self._config, "workeroutput", None)
        if worker is not None:
            worker["flow-coverage"] = msgspec.json.encode(self._observed).decode()
            return
        self._reports = [covered(case_type, self._observed[case_type.fingerprint], name) for name, case_type in self._types.items()]
        if self._too_little() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """The report."""
        most = None if self._config.getoption("--flow-coverage-missing") else SHOWN
        terminalreporter.section("flow coverage")
        for report in self._reports:
            for line in report.lines(most):
                terminalreporter.line(line)
        for report in self._too_little():
            terminalreporter.line(f"{report.name}: less than {self._least:g} % was shown", red=True)

    @property
    def _least(self) -> float:
        least: float | None = self._config.getoption("--flow-coverage-fail-under")
        return 0 if least is None else least

    def _too_little(self) -> list[Covered]:
        return [report for report in self._reports if report.percent < self._least]


def _found(name: str) -> CaseType:
    """
    The case type that an option names.

    Raises:
        UsageError: If there is none.
    """
    module, _, attribute = name.partition(":")
    try:
        found = getattr(import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        raise pytest.UsageError(f"--flow-coverage={name}: {error}") from error
    if not isinstance(found, CaseType):
        raise pytest.UsageError(f"--flow-coverage={name} is no case type")
    return found
