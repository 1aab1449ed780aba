"""
Testing: what belongs in the tests of those who write rules.

`given(…)…when(…).then(…)` tries one wish after a story that led up to it.  It is pure, as the decider is: no store, no clock.
"""

from .spec import Asked, Given, given

__all__ = ["Asked", "Given", "given"]
