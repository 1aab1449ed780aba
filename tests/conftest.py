"""
What all tests share.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from tests.postgres import database_url, open_engine, postgres, schema

__all__ = ["database_url", "open_engine", "postgres", "schema"]  # fixtures for every test

# The same examples for everybody, so that a red run stays red and a green one stays green until the code changes.
settings.register_profile("default", deadline=None, derandomize=True, print_blob=True)
# Other examples each time, and more of them: make test COVERAGE= ARGS=--hypothesis-profile=deep
settings.register_profile("deep", deadline=None, max_examples=1_000, print_blob=True)
settings.load_profile("default")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--record", metavar="FILE", help="write what the library was seen to do: the evidence for docs/reference/coverage.md")


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    if file := session.config.getoption("record"):
        from tests.recording import Recorder, Recording  # not before pytest-cov looks at what is imported
        from tools.coverage_page import CASE_TYPES

        session.config.pluginmanager.register(Recording(session.config, Path(file), Recorder(CASE_TYPES)))
