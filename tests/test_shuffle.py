"""
The suite in random order: the same order by the same seed, and a test that leans on another one is found.
"""

from __future__ import annotations

from typing import Any

from tools import shuffle

LEANING = """
seen = []

def test_first():
    seen.append(1)

def test_second():
    assert seen
"""


def test_seed_is_an_order():
    """
    A seed gives one order of all, another seed another.
    """
    items: list[Any] = [*range(50)]

    assert shuffle.shuffled(items, 7) == shuffle.shuffled(items, 7)
    assert {*items} == {*shuffle.shuffled(items, 7)}
    assert shuffle.shuffled(items, 7) != shuffle.shuffled(items, 8)


def test_leaning_test_is_found(tmp_path, capfd):
    """
    Of several orders one shows a test that passes only after another one; the seed of that order is said.
    """
    file = tmp_path / "test_leaning.py"
    file.write_text(LEANING, encoding="utf-8")

    assert 1 == shuffle.main(["--orders=5", "--seed=1", "--workers=0", "-q", "-p", "no:cacheprovider", str(file)])
    out = capfd.readouterr().out
    assert "order 1, PYTHONHASHSEED=1" in out and "failed in order:" in out


def test_sound_tests_pass(tmp_path, capfd):
    """
    What leans on nothing passes in every order.
    """
    file = tmp_path / "test_sound.py"
    file.write_text("def test_one():\n    assert True\n", encoding="utf-8")

    assert 0 == shuffle.main(["--orders=2", "--seed=1", "--workers=0", "-q", "-p", "no:cacheprovider", str(file)])
    assert "passed in 2 orders" in capfd.readouterr().out
