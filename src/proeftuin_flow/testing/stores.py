"""
The store contract: what every store must do, as a class of tests.

    class TestMyStore(StoreContract):
        @pytest.fixture
        def make_store(self, tmp_path):
            return lambda: MyStore(tmp_path / "cases.db")

`make_store` gives a new handle on the same storage each time, as another process would have it.  A store that does not outlive its
process gives one handle again and again, and says `durable = False`.  This module needs pytest.
"""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("proeftuin_flow.testing.contract")

from .contract.destroying import Destroying  # noqa: E402  # rewritten only if they are registered before
from .contract.keeping import Keeping  # noqa: E402  # as above
from .contract.moving import Moving  # noqa: E402  # as above
from .contract.redacting import Redacting  # noqa: E402  # as above
from .contract.surviving import Surviving  # noqa: E402  # as above

__all__ = ["StoreContract"]


class StoreContract(Keeping, Moving, Redacting, Destroying, Surviving):
    """Give it a fixture `make_store`; see above."""
