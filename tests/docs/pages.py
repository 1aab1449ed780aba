"""
Runs the Python blocks of one Markdown page, in order and in one namespace, and compares what they print with what the page shows.

Every ``python`` block runs, and one that prints is followed by its output.  A comment before a block says what it is:

    <!-- output -->               before a text block: what the Python block above prints; … stands for any text
    <!-- not run: reason -->      before a Python block: it is only compiled
    <!-- raises: BrokenChain -->  before a Python block: it ends in this exception, whose sentence is the end of its output

A ``console`` block that begins with ``$ `` runs too: its commands are those of this package, and what they print follows each.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from textwrap import dedent
from types import ModuleType

from attrs import frozen

FENCE = re.compile(r" *(?:[-*+] +|\d+[.)] +)?(?P<fence>`{3,}|~{3,})(?P<language>[^`]*)")
MARKER = re.compile(r"<!-- *(?P<word>output|not run|raises) *(?:: *(?P<what>.*?))? *-->")
NEVER_RUN = {"py", "python3", "pycon", "{code-block} python", "{code} python"}


class PageError(AssertionError):
    """A page that shows something else than what happens."""

    def __init__(self, page: Path, line: int, problem: str) -> None:
        super().__init__(f"{page.name}, line {line}: {problem}")


@frozen
class Block:
    """A fenced block, with the marker before it."""

    line: int
    language: str
    text: str
    marker: str
    what: str


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page; a fence inside a longer fence is text."""
    lines = text.split("\n")
    before, at = "", 0
    while at < len(lines):
        if opening := FENCE.fullmatch(lines[at]):
            closing = re.compile(rf" *{opening['fence']}{opening['fence'][0]}* *")
            end = next((n for n in range(at + 1, len(lines)) if closing.fullmatch(lines[n])), len(lines))
            marker = MARKER.fullmatch(before)
            word, what = (marker["word"], marker["what"] or "") if marker else ("", "")
            yield Block(at + 1, opening["language"].strip(), dedent("\n".join(lines[at + 1 : end])), word, what)
            before, at = "", end
        else:
            before = lines[at].strip() or before
        at += 1


def run_page(page: Path) -> None:
    """Run one page in the present directory; the first thing that is not as the page says is a PageError."""
    # A real module, because annotations are looked up in the module of their class.
    module = ModuleType(f"page_{page.stem.replace('-', '_')}")
    sys.modules[module.__name__] = module
    printed, printed_at = "", 0
    try:
        for block in blocks(page.read_text(encoding="utf-8")):
            if block.language in NEVER_RUN:
                raise PageError(page, block.line, f"a block of {block.language!r} is never run; call it 'python'")
            if block.language == "python":
                everything_is_shown(page, printed_at, printed)
                printed, printed_at = run(page, block, module), block.line
            elif block.language == "console" and block.text.startswith("$ "):
                everything_is_shown(page, printed_at, printed)
                printed = ""
                is_as_shown(page, block, run_commands(page, block))
            elif block.marker == "output":
                is_as_shown(page, block, printed)
                printed = ""
        everything_is_shown(page, printed_at, printed)
    finally:
        del sys.modules[module.__name__]


def run(page: Path, block: Block, module: ModuleType) -> str:
    """What one Python block prints, and the sentence of the exception that it is meant to end in."""
    # Empty lines before it, so that a traceback names the line of the page.
    code = compile("\n" * block.line + block.text, str(page), "exec", dont_inherit=True)
    if block.marker == "not run":
        if not block.what:
            raise PageError(page, block.line, "say why it is not run: <!-- not run: reason -->")
        return ""
    output = StringIO()
    with redirect_stdout(output):
        try:
            exec(code, module.__dict__)
        except Exception as error:
            if block.marker != "raises" or type(error).__name__ != block.what:
                raise
            print(f"{block.what}: {error}")
        else:
            if block.marker == "raises":
                raise PageError(page, block.line, f"{block.what or 'an exception'} was not raised")
    return output.getvalue()


def run_commands(page: Path, block: Block) -> str:
    """The commands of one block, each with what it prints on either output; `echo $?` prints what the one before it left with."""
    output, left_with = "", 0
    for command in (line for line in block.text.split("\n") if line.startswith("$ ")):
        output += f"{command}\n"
        words = shlex.split(command[2:])
        if words == ["echo", "$?"]:
            output += f"{left_with}\n"
            continue
        if words[:3] != ["python", "-m", "proeftuin_flow"]:
            raise PageError(page, block.line, f"{command!r} is never run; show it in a block without a prompt")
        ended = subprocess.run([sys.executable, *words[1:]], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                               env=os.environ | {"LC_ALL": "C.UTF-8", "COLUMNS": "120"})  # fmt: skip
        output, left_with = output + ended.stdout, ended.returncode
    return output


def is_as_shown(page: Path, block: Block, printed: str) -> None:
    """Refuse an output block that shows something else than what was printed."""
    happened, shown = ("\n".join(map(str.rstrip, text.strip("\n").split("\n"))) for text in (printed, block.text))
    if not re.fullmatch(re.escape(shown).replace("…", ".*"), happened, re.DOTALL):
        raise PageError(page, block.line, f"shown is\n{shown}\n\nbut what was printed is\n{happened}")


def everything_is_shown(page: Path, line: int, printed: str) -> None:
    """Refuse a page that does not show what a block printed."""
    if printed:
        raise PageError(page, line, f"a block prints this, and no <!-- output --> block follows that shows it\n{printed}")
