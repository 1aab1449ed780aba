"""
Spoilt bytes: no reader lets out anything but the errors of the library, for what was found before and for what is fresh.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from proeftuin_flow.errors import BrokenProof, NotOurs
from proeftuin_flow.messages import TORN_LINE
from tools import fuzz
from tools.fuzz import REGRESSIONS, tried
from tools.fuzz_readers import READERS, Reader

FOUND = sorted(file for file in REGRESSIONS.rglob("*") if file.is_file())
FEW = {"catalogue": 12, "jsonl": 40, "export": 40, "sqlite": 40, "ledger": 30}
"""These take longer."""


@pytest.mark.parametrize("file", [pytest.param(file, id=f"{file.parent.name}-{file.name}") for file in FOUND])
def test_found_input_is_refused(file, tmp_path):
    """
    What once came out as something else comes out as an error of the library.
    """
    with pytest.raises((NotOurs, BrokenProof)):
        READERS[file.parent.name].read(file.read_bytes(), tmp_path)


@pytest.mark.parametrize("name", [*READERS])
def test_fresh_input(name):
    """
    Some inputs for each reader, the same for everybody; `make fuzz` tries others, and longer.
    """
    _, found = fuzz.fuzz(name, READERS[name], 1, count=FEW.get(name, 60))

    assert [] == [(each.what, each.input[:500]) for each in found]


@pytest.mark.parametrize("name", [name for name in READERS if name != "wish"])
def test_seed_is_read(name, tmp_path):
    """
    What a reader begins with is what the library writes, so it is read without an error, and spoiling it goes past the first check.
    """
    for n, seed in enumerate(READERS[name].seeds()):
        (tmp_path / str(n)).mkdir()
        READERS[name].read(seed, tmp_path / str(n))


# ── the judge itself ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _endless(text: bytes, _: Path) -> None:
    while True:
        pass


def _refused(text: bytes, _: Path) -> None:
    raise NotOurs("here", TORN_LINE())


@pytest.mark.parametrize(
    ("read", "what"),
    [
        pytest.param(lambda text, _: [].pop(), "IndexError: pop from empty list", id="error"),
        pytest.param(_endless, "took longer than 0.1 seconds", id="time"),
        pytest.param(lambda text, _: bytearray(20 << 20), "bytes of memory for 4", id="memory"),
    ],
)
def test_what_it_notices(read, what):
    """
    Another error, a hang and much memory are findings.
    """
    found = tried("reader", Reader(lambda: [b"seed"], read), b"seed", soon=0.1)

    assert found is not None and what in found.what


def test_error_of_the_library_is_no_finding():
    """
    A reader that refuses does what it should.
    """
    assert tried("reader", Reader(lambda: [b"seed"], _refused), b"seed") is None


def test_finding_is_kept(tmp_path, capsys):
    """
    What was found stands in a file of its own, under the name of its reader.
    """
    readers = {"reader": Reader(lambda: [b"seed"], lambda text, _: [].pop())}

    assert 1 == fuzz.main(["--seconds", "0.2"], readers, tmp_path)
    assert "reader: IndexError" in capsys.readouterr().out
    assert 1 == len([*(tmp_path / "reader").iterdir()])
