"""
Salts: no two are the same.
"""

from __future__ import annotations

from proeftuin_flow.log.salts import DRAWN, SALT, salt
from tests.stores.ordinary import as_ordinary_user


def test_salts_are_random():
    """
    Each is given out once, though many are drawn at once.
    """
    salts = [salt() for _ in range(3 * DRAWN)]

    assert len(salts) == len(set(salts))
    assert {SALT} == {len(bytes.fromhex(each)) for each in salts}


def test_child_draws_its_own():
    """
    After a fork the salts of the parent are not those of its child.
    """
    first = salt()
    of_child = as_ordinary_user(salt)

    assert of_child not in {first, *(salt() for _ in range(DRAWN))}
    assert SALT == len(bytes.fromhex(of_child))
