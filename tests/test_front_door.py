"""
The front door: every public name, loaded when it is first used.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

import proeftuin_flow


@pytest.mark.parametrize("name", proeftuin_flow.__all__)
def test_every_public_name_is_there(name):
    """
    And is what its own module calls by that name.
    """
    assert name in dir(proeftuin_flow)
    assert getattr(proeftuin_flow, name) is not None


def test_other_names_are_not():
    """
    As for any module.
    """
    with pytest.raises(AttributeError, match="module 'proeftuin_flow' has no attribute 'nonsense'"):
        proeftuin_flow.nonsense  # noqa: B018


def test_names_are_loaded_when_they_are_first_used():
    """
    Who only reads a label pays for no machine.
    """
    script = "import sys; from proeftuin_flow import Label; print('transitions' in sys.modules, 'proeftuin_flow.decider' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert "False False" == done.stdout.strip()
