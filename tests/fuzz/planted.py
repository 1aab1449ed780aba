"""
A reader with a mistake that lies deep: spoiling reaches it only by going on from what came further than before.
"""

from __future__ import annotations

from pathlib import Path

from tools.fuzz_readers import Reader


def _deep(text: bytes, _: Path) -> None:
    """Eight steps, each of which one changed byte in eight takes."""
    a, b, c, d, e, f, g, h = text[:8].ljust(8)
    if a > 0xE0 and b > 0xE0 and c > 0xE0 and d > 0xE0 and e > 0xE0 and f > 0xE0 and g > 0xE0 and h > 0xE0:
        [].pop()


READERS = {"deep": Reader(lambda: [b"........"], _deep)}
