"""
What all tests share.
"""

from __future__ import annotations

from hypothesis import settings

# The same examples for everybody, so that a red run stays red and a green one stays green until the code changes.
settings.register_profile("default", deadline=None, derandomize=True, print_blob=True)
# Other examples each time, and more of them: make test COVERAGE= ARGS=--hypothesis-profile=deep
settings.register_profile("deep", deadline=None, max_examples=1_000, print_blob=True)
settings.load_profile("default")
