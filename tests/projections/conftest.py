"""
Every store, as the tests of `Flow` get it.
"""

from __future__ import annotations

from tests.flow.conftest import open_store, store

__all__ = ["open_store", "store"]
