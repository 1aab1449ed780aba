"""
Act 3: the log.  It is all that is left, and it is enough: the cases come back from it, and whoever changes it is found out.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from attrs import frozen

from proeftuin_flow import BrokenChain, Case, Flow, Label, Language
from proeftuin_flow.diagrams import mermaid_pages
from proeftuin_flow.pilot import GATHERING, PROEFTUIN
from proeftuin_flow.stores import MemoryStore, SqliteStore, Store, export, read_jsonl

from .files import Files
from .made_up import DELOITTE, SESSION, VANBERKEL, VKA_AEF, Unexpected
from .organisations import PILOTS
from .screen import Screen

__all__ = ["Before", "act"]

ABOUT = Label(
    "Het bestand is gesloten. Alles wat nu nog bekend is, staat erin.",
    "The file is closed. All that is known now is in it.",
)


@frozen
class Before:
    """What was known before the file was closed: the cases, and the hash of the newest record of each."""

    cases: dict[str, Case]
    heads: dict[str, str]

    @classmethod
    def of(cls, flow: Flow) -> Before:
        """What a flow knows now."""
        streams = dict.fromkeys(record.stream for _, record in flow.follow())
        return cls({stream: flow.case(stream) for stream in streams}, {stream: flow.head(stream) for stream in streams})


def act(before: Before, files: Files, screen: Screen) -> None:
    """Open the file again, and see what it is worth."""
    screen.act("Derde bedrijf: het logboek", "Act 3: the log", about=ABOUT)
    with SqliteStore(files.database) as store:
        flow = _flow(store)
        count = sum(1 for _ in flow.follow())
        _same_cases(flow, before)
        screen.done(f"opnieuw geopend en nagespeeld: {count} records, {len(before.cases)} zaken, precies die van zojuist",
                    f"opened again and replayed: {count} records, {len(before.cases)} cases, exactly those of a moment ago")  # fmt: skip
        for stream, head in before.heads.items():
            flow.verify(stream, head=head)
        screen.done("elke keten klopt, tot en met de laatste hash", "every chain stands up, to the newest hash")
        export(store, files.lines)
        _loaded(files.lines, before, screen)
        _two_times(flow, screen)
    _changed(files, screen)
    with SqliteStore(files.database) as store:
        _cut(_flow(store), screen)
    for case_type in (PROEFTUIN, GATHERING):
        for language in get_args(Language):
            for name, text in mermaid_pages(case_type, language).items():
                files.diagram(f"{name}.{language}", text)
    _ends(before, screen)


def _flow(store: Store) -> Flow:
    return Flow(store, [PROEFTUIN, GATHERING])


def _same_cases(flow: Flow, before: Before) -> None:
    for stream, case in before.cases.items():
        if flow.case(stream) != case:
            raise Unexpected(f"{stream} is not what it was")


def _loaded(lines: Path, before: Before, screen: Screen) -> None:
    """Into another store, of another kind."""
    other = MemoryStore()
    count = other.load(read_jsonl(lines))
    _same_cases(_flow(other), before)
    screen.done(f"uitgevoerd als JSON Lines, en geladen in een ander soort opslag: {count} records, dezelfde zaken",
                f"exported as JSON Lines, and loaded into another kind of store: {count} records, the same cases")  # fmt: skip


def _two_times(flow: Flow, screen: Screen) -> None:
    """When it happened, and when it was recorded."""
    screen.scene("Twee tijden", "Two times")
    record = next(each for each in flow.history(DELOITTE.id) if each.read().type == "decharge_granted")
    h = record.read()
    screen.table(
        [screen.words("in de kop van", "in the header of"), f"{h.stream}, {h.seq}"],
        [
            ["type", str(h.type)], ["occurred", str(h.occurred)], ["recorded", h.recorded.isoformat()], ["by", f"{h.by} ({', '.join(h.roles)})"],
            ["recorded_by", str(h.recorded_by)], ["correlation", str(h.correlation)],
        ],
    )  # fmt: skip
    between = datetime(2019, 11, 25, tzinfo=UTC)
    known, now = (case.root.title.state for case in (flow.case(VKA_AEF.id, at=between), flow.case(VKA_AEF.id)))
    screen.say(f"Wat het logboek op 25 november wist van {VKA_AEF.id}: {known.nl}. Nu: {now.nl}.",
               f"What the log knew of {VKA_AEF.id} on 25 November: {known.en}. Now: {now.en}.")  # fmt: skip


# ── who changes it is found out ──────────────────────────────────────────────────────────────────────────────────────────


def _changed(files: Files, screen: Screen) -> None:
    """In a copy of the SQLite file, one byte: the decharge of one pilot takes effect a day earlier."""
    screen.scene("Eén byte", "One byte")
    copy = files.database.with_name("changed.sqlite")
    with SqliteStore(files.database) as store:
        record = next(each for each in store.read(DELOITTE.id) if each.read().type == "decharge_granted")
    piece, day = record.data or b"", b'"effective_on":"2019-11-21"'
    text = bytearray(files.database.read_bytes())
    at = text.index(piece) + piece.index(day) + len(day) - 2
    text[at : at + 1] = b"0"
    copy.write_bytes(text)
    screen.say(f"In een kopie van het bestand gaat de décharge van {DELOITTE.id} een dag eerder in: 2019-11-21 wordt 2019-11-20.",
               f"In a copy of the file the decharge of {DELOITTE.id} takes effect a day earlier: 2019-11-21 becomes 2019-11-20.")  # fmt: skip
    with SqliteStore(copy) as store:
        _found_out(_flow(store), DELOITTE.id, None, screen)
    copy.unlink()


def _cut(flow: Flow, screen: Screen) -> None:
    """The newest record of one case is left out; the head that shows it is in the record of the session."""
    screen.scene("Het laatste record weg", "The newest record gone")
    kept = next(each.pilot.hash for each in flow.case(SESSION).root.facts.outcomes if each.case == VANBERKEL.id and each.pilot is not None)
    records = [record for _, record in flow.follow()]
    newest = max(record.seq for record in records if record.stream == VANBERKEL.id)
    other = MemoryStore()
    other.load(record for record in records if (record.stream, record.seq) != (VANBERKEL.id, newest))
    cut = _flow(other)
    cut.verify(VANBERKEL.id)
    screen.say(f"Van {VANBERKEL.id} ontbreekt record {newest}. Aan de keten zelf is dat niet te zien: die klopt. Maar de bijeenkomst legde vast "
               "bij welke hash de proeftuin stond:",
               f"Of {VANBERKEL.id} record {newest} is missing. The chain itself cannot show it: it stands up. But the session recorded at which "
               "hash the pilot stood:")  # fmt: skip
    _found_out(cut, VANBERKEL.id, kept, screen)


def _found_out(flow: Flow, stream: str, head: str | None, screen: Screen) -> None:
    try:
        flow.verify(stream, head=head)
    except BrokenChain as broken:
        screen.wrong(broken.text("nl"), broken.text("en"))
    else:
        raise Unexpected(f"nobody noticed what was done to {stream}")


# ── at the end ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _ends(before: Before, screen: Screen) -> None:
    screen.scene("Waar het eindigt", "Where it ends")
    heads = [
        screen.words("proeftuin", "pilot"), screen.words("staat", "state"),
        *[screen.words(*each) for each in (("artikel: records", "article: records"), ("hash", "head"))],
        *[screen.words(*each) for each in (("scenario: records", "scenario: records"), ("hash", "head"))],
    ]  # fmt: skip
    rows = []
    for each in PILOTS:
        told, played = before.cases[each.id], before.cases[f"scenario-{each.id}"]
        if told.state != played.state:
            raise Unexpected(f"{each.name} does not end where the article says")
        rows.append([each.name, told.root.title.state.text(screen.language), str(told.revision), before.heads[told.id][:12],
                     str(played.revision), before.heads[played.id][:12]])  # fmt: skip
    screen.table(heads, rows)
    screen.say("Elk scenario eindigt waar het artikel zegt.", "Each scenario ends where the article says.")
