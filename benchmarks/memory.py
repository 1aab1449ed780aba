"""
Memory: what one more of something costs.

Only what Python's allocator hands out is seen; what several instances share is paid before the count begins.
"""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable


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
