"""
The suite in random order, in parallel, under several seeds of Python's hash.

    python -m tools.shuffle                      three orders, each with a hash seed of its own
    python -m tools.shuffle --orders 1 tests/log whatever follows goes to pytest

What fails here and passes in the usual order leans on another test, or on the order of a set.  The seeds are printed; with `--seed` the same
order comes back.  It is also a plugin of pytest: `-p tools.shuffle --shuffle 7`.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
HASH_SEEDS: Final = 2**32
SLOW: Final = ("tests/torture", "tests/docs", "tests/typing", "tests/test_benchmarks.py", "tests/stores/test_sql_failover.py")
"""What runs programs of its own for long, or looks at pages; left out unless pytest is told where to look."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--shuffle", type=int, metavar="SEED", help="run the tests in the random order of this seed")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    seed = config.getoption("shuffle")
    if seed is not None:
        items[:] = shuffled(items, seed)


def shuffled(items: Sequence[pytest.Item], seed: int) -> list[pytest.Item]:
    """The same tests in the order of a seed; every worker makes the same."""
    return random.Random(seed).sample(items, len(items))


def main(arguments: Sequence[str]) -> int:
    """Run each order; 1 if any of them failed."""
    parser = ArgumentParser("python -m tools.shuffle", description="The suite in random order, under several seeds of Python's hash.")
    parser.add_argument("--orders", type=int, default=3, help="how many (3)")
    parser.add_argument("--seed", type=int, help="the seed of the first order; the next ones follow it (else by chance)")
    parser.add_argument("--workers", default="2", help="how many processes (2)")
    asked, rest = parser.parse_known_args(arguments)
    first = random.SystemRandom().randrange(HASH_SEEDS) if asked.seed is None else asked.seed
    # `-p no:cacheprovider` has a word that is no path.
    wanted = rest if any((ROOT / each.partition("::")[0]).exists() for each in rest) else [*rest, *(f"--ignore={path}" for path in SLOW)]
    failed = []
    for seed in range(first, first + asked.orders):
        print(f"order {seed}, PYTHONHASHSEED={seed % HASH_SEEDS}", flush=True)
        command = [sys.executable, "-m", "pytest", "-p", "tools.shuffle", f"--shuffle={seed}", f"--numprocesses={asked.workers}", *wanted]
        if subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": str(seed % HASH_SEEDS)}).returncode:
            failed.append(seed)
    print(f"failed in order: {', '.join(map(str, failed))}" if failed else f"passed in {asked.orders} orders")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
