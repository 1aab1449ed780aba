"""
Spoilt bytes: no reader lets out anything but the errors of the library, for what was found before and for what is fresh.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from proeftuin_flow.errors import BrokenProof, InvalidData, NotOurs
from proeftuin_flow.messages import TORN_LINE
from tests.fuzz.planted import READERS as READERS_THAT_FAIL
from tools import fuzz, fuzz_guided
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
    with pytest.raises((InvalidData, NotOurs, BrokenProof)):
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


# ── guided by coverage ───────────────────────────────────────────────────────────────────────────────────────────────────

guided = pytest.mark.skipif(not fuzz_guided.is_here(), reason="there is no atheris for this Python")


@guided
def test_guided_goes_on_from_what_came_further(tmp_path):
    """
    A mistake eight steps deep is found by what keeps each step, and not by what begins anew every time.
    """
    found = fuzz_guided.run("deep", 0, 4, "tests.fuzz.planted:READERS", tmp_path)

    assert [True] == [each.startswith("IndexError") for _, each in found.found]
    assert all(letter > 0xE0 for letter in found.found[0][0][:8])
    assert found.reached > 8 and len([*(tmp_path / "deep").iterdir()]) > 8
    assert (found.tries, []) != fuzz.fuzz("deep", READERS_THAT_FAIL["deep"], 0, count=2000) == (2000, [])


@guided
def test_guided_runs_over_our_readers(tmp_path, capsys):
    """
    The command says of each reader how far it came.
    """
    assert 0 == fuzz.main(["--guided", "--seconds=1", "--reader=record"], regressions=tmp_path)
    assert re.search(r"record +\d+ inputs, +[1-9]\d* places reached, 0 findings", capsys.readouterr().out)
    assert [] == [*tmp_path.iterdir()]


@guided
def test_fuzzer_that_fails_says_so(tmp_path):
    """
    Where the fuzzer itself ends with an error, nobody takes that for no findings.
    """
    with pytest.raises(RuntimeError, match="KeyError: 'shallow'"):
        fuzz_guided.run("shallow", 0, 1, "tests.fuzz.planted:READERS", tmp_path)


def test_without_the_fuzzer_it_goes_on_unguided(tmp_path, capsys, monkeypatch):
    """
    For a Python that atheris is not made for, the same readers are tried without it.
    """
    monkeypatch.setattr(fuzz_guided, "is_here", lambda: False)

    assert 0 == fuzz.main(["--guided", "--seconds=0.1", "--reader=key"], regressions=tmp_path)
    out = capsys.readouterr().out
    assert "atheris is not here" in out and re.search(r"key +\d+ inputs, 0 findings", out)
