"""
Memory: what one more of something costs, and the most that a whole process had.

Of one more of something, only what Python's allocator hands out is seen; what several instances share is paid before the count begins.
"""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any


def bytes_each(make: Callable[[int], object], count: int) -> float:
    """
    Bytes per instance, while `count` of them live together.
    """
    make(0)
    kept: list[object] = [None] * count
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for number in range(count):
            kept[number] = make(number)
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return (after - before) / count


def peak_of(does: Callable[..., object], *arguments: Any) -> int:
    """
    The most bytes that a fresh process had in memory while it did this and nothing else.
    """
    with ProcessPoolExecutor(1, get_context("spawn")) as alone:
        alone.submit(does, *arguments).result()
        return alone.submit(_peak).result()


def _peak() -> int:
    import resource  # which not every system has

    # What the system counts for a process began in its parent: as large as that was, it never was itself.
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    own = next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), None)
    return 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss if own is None else own)
