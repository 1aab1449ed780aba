"""
The plugin of pytest that reports what a run showed of case types: states, transitions, outcomes of guards, and refusals.

    pytest --flow-coverage=permits.rules:PERMIT --flow-coverage-fail-under=100

It imports nothing of this package before tests are collected, so that whoever measures coverage of lines sees those too.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

__all__ = ["pytest_addoption", "pytest_collection"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which case types, and how much of each is enough."""
    group = parser.getgroup("flow-coverage", "what is shown of case types (proeftuin-flow)")
    group.addoption("--flow-coverage", action="append", default=[], metavar="MODULE:NAME",
                    help="report what the run shows of this case type; may be given more than once")  # fmt: skip
    group.addoption("--flow-coverage-fail-under", type=float, default=None, metavar="PERCENT", help="fail if less of a case type is shown than this")
    group.addoption("--flow-coverage-missing", action="store_true", help="name all that was not shown, not only the first of it")


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Look, from now on."""
    if named := session.config.getoption("--flow-coverage"):
        covering: Any = import_module(f"{__name__.rpartition('.')[0]}.covering")
        session.config.pluginmanager.register(covering.Covering(session.config, named), "flow-coverage-run")
