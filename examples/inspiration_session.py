"""
The afternoon of 21 November 2019: four pilots got decharge, and one plan of approach was signed.

In four acts: what the article says; the afternoon as it could have run through this library; the log that is left; and a table of all that
the article says, with an example for each row.
`--help` says what can be chosen.  With the package's extra `rich` it is shown in colours.  Two runs show the same, but for the hashes:
every piece of a record has a salt of its own.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path

from inspiration import afternoon, article, log, rows
from inspiration.clock import Clock
from inspiration.files import Files, InUse
from inspiration.made_up import Unexpected
from inspiration.screen import Screen

from proeftuin_flow import Flow, FlowError, Language
from proeftuin_flow.pilot import GATHERING, PROEFTUIN
from proeftuin_flow.stores import SqliteStore


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demo; 0 if all went well."""
    chosen = _parser().parse_args(arguments)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    screen, hint = _screen(chosen.language, plain=chosen.plain or not sys.stdout.isatty())
    try:
        with Files(chosen.directory) as files:
            _three_acts(files, screen)
        files.shown(screen)
        rows.act(screen)
    except BrokenPipeError:
        # Whoever read it has seen enough; without this, Python complains once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (FlowError, OSError, InUse, Unexpected) as error:
        said = error.text(chosen.language) if isinstance(error, FlowError) else str(error)
        print(f"inspiration_session: {said}", file=sys.stderr)
        return 1
    if hint:
        screen.say("Voor kleuren en kaders: pip install 'proeftuin-flow[rich]'", "For colours and boxes: pip install 'proeftuin-flow[rich]'")
    return 0


def _three_acts(files: Files, screen: Screen) -> None:
    clock = Clock()
    with SqliteStore(files.database) as store:
        flow = Flow(store, [PROEFTUIN, GATHERING], clock=clock)
        article.act(flow, clock, screen)
        afternoon.act(flow, clock, screen)
        before = log.Before.of(flow)
    log.act(before, files, screen)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="inspiration_session", description="Five pilots, from proposal to decharge, in a log that can be verified.")
    parser.add_argument("--plain", action="store_true", help="lines without colours; by itself where the output is no terminal")
    parser.add_argument("--language", choices=["nl", "en"], default="en", help="what is told (%(default)s); one refusal is in both")
    parser.add_argument("--directory", type=Path, default=Path("build", "demo"), metavar="DIR", help="where the files go (%(default)s)")
    return parser


def _screen(language: Language, *, plain: bool) -> tuple[Screen, bool]:
    """The screen, and whether it could be nicer."""
    if plain:
        return Screen(language), False
    try:
        from inspiration.rich_screen import RichScreen
    except ImportError:
        return Screen(language), True
    return RichScreen(language), False


if __name__ == "__main__":
    sys.exit(main())
