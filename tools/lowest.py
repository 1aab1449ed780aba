"""
Print the lowest supported version of every dependency and extra, as pip constraints.

They are read from pyproject.toml, which states a lowest version for each; one that states none is an error here.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)\s*(\[[^\]]*\])?\s*>=\s*(?P<version>[\w.]+)[^;]*(?P<marker>;.*)?")


def pins(requirements: Iterable[str]) -> Iterator[str]:
    """One constraint per requirement; constraints know no extras, so these are left out."""
    for requirement in requirements:
        if not (match := REQUIREMENT.fullmatch(requirement)):
            sys.exit(f"{requirement!r} states no lowest version (name>=version)")
        yield f"{match['name']}=={match['version']}{match['marker'] or ''}"


def main() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = (requirement for extra in project["optional-dependencies"].values() for requirement in extra)
    for pin in pins([*project["dependencies"], *extras]):
        print(pin)


if __name__ == "__main__":
    main()
