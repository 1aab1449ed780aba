"""
What the README says is in the table of claims, and what each is shown by is there.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
NO_CLAIMS: Final = ("Read on", "Licence")
"""Sections that only lead elsewhere."""


def sentences(page: str) -> list[str]:
    """Every sentence of a page, as it reads: without code, tables, comments, headings, the bold heads of lists, and the marks of Markdown."""
    text = re.sub(r"^```.*?^```$|<!--.*?-->|^\|.*?$|\*\*[^*]+[.]\*\*", "", page, flags=re.DOTALL | re.MULTILINE)
    found: list[str] = []
    for section in re.split(r"^#+ ", text, flags=re.MULTILINE)[1:]:
        title, _, body = section.partition("\n")
        for paragraph in re.split(r"\n\s*\n|^- ", body if title not in NO_CLAIMS else "", flags=re.MULTILINE):
            words = " ".join(re.sub(r"[*`]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", paragraph)).split())
            found += [each for each in re.split(r"(?<=[.:])\s(?=[A-Z])", words) if each and not each.endswith(":")]
    return found


def claims(page: str) -> dict[str, list[str]]:
    """The rows of the table: what is claimed, and by what each is shown."""
    table = page.partition("## What the README says")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (?!claim |---)(.*?) \| (.*?) \|$", table, flags=re.MULTILINE)
    return {claim: re.findall(r"`([^`]*)`", shown) for claim, shown in rows}


def is_there(what: str) -> bool:
    """Whether a test, a file, or a target of make exists."""
    if what.startswith("make "):
        return re.search(rf"^{what.removeprefix('make ')}:.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE) is not None
    path, _, name = what.partition("::")
    file = ROOT / path
    if not name:
        return file.exists()
    tree = ast.parse(file.read_bytes() if file.exists() else b"")
    return any(isinstance(node, ast.FunctionDef) and node.name == name for node in ast.walk(tree))


CLAIMS: Final = claims((ROOT / "docs" / "explanation" / "proof.md").read_text(encoding="utf-8"))


def test_no_sentence_of_the_readme_lacks_its_check():
    """
    Each sentence of the README stands in the table, and nothing else does.
    """
    assert sentences((ROOT / "README.md").read_text(encoding="utf-8")) == [*CLAIMS]


@pytest.mark.parametrize("claim", CLAIMS)
def test_what_shows_it_is_there(claim):
    """
    A claim names at least one test, file, or target of make, and all that it names exist.
    """
    assert CLAIMS[claim]
    assert [] == [what for what in CLAIMS[claim] if not is_there(what)]


def test_what_is_not_there_is_seen():
    """
    A claim that is not in the table, and a check that does not exist, are noticed.
    """
    readme = ("# A\n\nIt flies. It **swims**, see [there](x.md):\n\n```text\nIt sings.\n```\n\n"
              "- **Legs.** It `walks`.\n- It\n  runs.\n\n## Licence\n\nNone.\n")  # fmt: skip

    assert ["It flies.", "It walks.", "It runs."] == sentences(readme)
    assert {"It flies.": ["make test", "x.py"]} == claims("## What the README says\n\n| claim | shown by |\n| --- | --- |\n"
                                                          "| It flies. | `make test`, `x.py` |\n\n## More\n\n| It runs. | `x.py` |\n")  # fmt: skip
    assert is_there("make test") and is_there("tests/docs/test_claims.py") and is_there("tests/docs/test_claims.py::sentences")
    assert not any(is_there(what) for what in ("make fly", "tests/no.py", "tests/no.py::x", "tests/docs/test_claims.py::fly"))
