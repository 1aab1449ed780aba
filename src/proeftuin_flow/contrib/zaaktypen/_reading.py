"""
Reading a catalogue: every field is looked at, and everything that is wrong is named with its place.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from ...errors import InvalidData
from ...guards import Role
from ...labels import Label, Phrase, folded, phrase
from ...messages import AND_MORE, FIELD_FORBIDDEN, FIELD_MISSING, FIELD_UNKNOWN, FIELD_VALUE
from ...privacy import forbidden_number
from ._left_open import with_open_points
from ._rules import HANDLER, case_type_of
from ._values import Check, Result, Status, Term, Unit, Zaaktype

__all__ = ["read_zaaktypen"]

Found: TypeAlias = list[Phrase]
Row: TypeAlias = dict[str, Any]
Reader: TypeAlias = Callable[[Any, str, Found], Any]

NAMED: Final = 20
"""So many problems are named; of the others the number is."""

not_readable = phrase("zaaktypen_not_readable", nl="{path} is niet te lezen: {cause}", en="{path} cannot be read: {cause}", path=str, cause=str)
key_twice = phrase("zaaktypen_key_twice", nl="de sleutel {key!r} staat twee keer in één object",
                   en="the key {key!r} is there twice in one object", key=str)  # fmt: skip
key_unreadable = phrase("zaaktypen_key", nl="een sleutel is een regel van 1 tot en met 200 tekens, zonder accolades",
                        en="a key is a line of 1 to 200 characters, without curly brackets")  # fmt: skip
no_catalogue = phrase("no_catalogue", nl="dit is geen catalogus in JSON: {cause}", en="this is no catalogue in JSON: {cause}", cause=str)
given_twice = phrase("zaaktype_twice", nl="zaaktype {id!r} staat er {times} keer in", en="zaaktype {id!r} is there {times} times", id=str, times=int)
number_twice = phrase("status_number_twice", nl="zaaktype {id!r}: volgnummer {number} staat er {times} keer in",
                      en="zaaktype {id!r}: status number {number} is there {times} times", id=str, number=int, times=int)  # fmt: skip

# ── fields ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _wanted(fits: Callable[[Any], bool], nl: str, en: str) -> Reader:
    wanted = Label(nl, en)

    def read(raw: Any, path: str, found: Found) -> Any:
        if not fits(raw):
            found.append(FIELD_VALUE(path=path, wanted=wanted))
        return raw

    return read


def _line(raw: Any, most: int) -> bool:
    # What stands between curly brackets in a label is a gap.
    return isinstance(raw, str) and len(raw) <= most and bool(raw.strip()) and raw.isprintable() and not {"{", "}"} & {*raw}


def _whole(raw: Any, least: int, most: int) -> bool:
    return type(raw) is int and least <= raw <= most


def _several(each: Reader) -> Reader:
    def read(raw: Any, path: str, found: Found) -> list[Any]:
        if not isinstance(raw, list):
            found.append(FIELD_VALUE(path=path, wanted=LIST))
            return []
        return [each(one, f"{path}[{place}]", found) for place, one in enumerate(raw)]

    return read


def _row(fields: Mapping[str, Reader]) -> Reader:
    def read(raw: Any, path: str, found: Found) -> Row:
        if not isinstance(raw, dict):
            found.append(FIELD_VALUE(path=path, wanted=OBJECT))
            return {}
        found += (FIELD_UNKNOWN(path=f"{path}.{name}") for name in raw if name not in fields)
        found += (FIELD_MISSING(path=f"{path}.{name}") for name in fields if name not in raw)
        return {name: reader(raw[name], f"{path}.{name}", found) for name, reader in fields.items() if name in raw}

    return read


def _terms(raw: Any, path: str, found: Found) -> Row:
    if not isinstance(raw, dict):
        found.append(FIELD_VALUE(path=path, wanted=OBJECT))
        return {}
    return {name: LINE(text, f"{path}.{name}", found) for name, text in raw.items()}


LIST: Final = Label("een lijst", "a list")
OBJECT: Final = Label("een object", "an object")
NAME: Final = _wanted(
    lambda raw: _line(raw, 200), "een regel van 1 tot en met 200 tekens, zonder accolades", "a line of 1 to 200 characters, without curly brackets"
)
LINE: Final = _wanted(
    lambda raw: _line(raw, 500), "een regel van 1 tot en met 500 tekens, zonder accolades", "a line of 1 to 500 characters, without curly brackets"
)
LINE_OR_NONE: Final = _wanted(
    lambda raw: raw is None or _line(raw, 500), "een regel van 1 tot en met 500 tekens, zonder accolades, of null",
    "a line of 1 to 500 characters, without curly brackets, or null",
)  # fmt: skip
YES_OR_NO: Final = _wanted(lambda raw: raw is None or raw in ("Ja", "Nee"), "‘Ja’, ‘Nee’ of null", "“Ja”, “Nee” or null")
BOOLEAN: Final = _wanted(lambda raw: isinstance(raw, bool), "true of false", "true or false")
VALUATION: Final = _wanted(lambda raw: raw in ("Bewaren", "Vernietigen"), "‘Bewaren’ of ‘Vernietigen’", "“Bewaren” or “Vernietigen”")
NUMBER: Final = _wanted(lambda raw: _whole(raw, 1, 9999), "een getal van 1 tot en met 9999", "a number from 1 to 9999")
COUNT: Final = _wanted(lambda raw: _whole(raw, 0, 9999), "een getal van 0 tot en met 9999", "a number from 0 to 9999")
ID: Final = _wanted(
    lambda raw: isinstance(raw, str) and re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,39}", raw) is not None,
    "een letter en hoogstens 39 letters, cijfers, streepjes en lage streepjes",
    "a letter and at most 39 letters, digits, hyphens and underscores",
)
ANYTHING: Final = _wanted(lambda raw: isinstance(raw, list), LIST.nl, LIST.en)

CHECK: Final = _row({"naam": NAME, "vraag": LINE_OR_NONE, "verplicht": BOOLEAN})
STATUS: Final = _row({"volgnummer": NUMBER, "naam": NAME, "zichtbaarheid": LINE_OR_NONE, "doorlooptijd": LINE_OR_NONE, "checks": _several(CHECK)})
RESULT: Final = _row({"naam": NAME, "waardering": VALUATION, "bewaartermijn": LINE_OR_NONE, "eenheid": LINE_OR_NONE, "start": LINE_OR_NONE})
ZAAKTYPE: Final = _row({
    "bron": LINE_OR_NONE, "id": ID, "naam": NAME, "termijnen": _terms, "aanhouden_mogelijk": YES_OR_NO, "beroep_mogelijk": YES_OR_NO,
    "lex_silencio": YES_OR_NO, "statustypen": _several(STATUS), "resultaattypen": _several(RESULT), "roltypen": _several(NAME),
    "documenttypen": COUNT, "regels": ANYTHING,
})  # fmt: skip

# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def read_zaaktypen(source: Path | bytes | str, *, by: Iterable[Role] = (HANDLER,), version: int = 1) -> tuple[Zaaktype, ...]:
    """
    The zaaktypen of a catalogue in JSON, given as a `Path`, or as the text itself; the how-to shows its form.

    `by` are the roles that may do everything, and `version` is that of each case type: a catalogue has neither.

    Raises:
        InvalidData: If it is no such catalogue, with everything that is wrong with it and where.
    """
    rows = _rows(_parsed(source))
    if problems := [*_twice(rows)]:
        raise _wrong(problems)
    roles, found = tuple(by), list[Phrase]()
    made = [_zaaktype(row, f"zaaktypen[{place}]", roles, version, found) for place, row in enumerate(rows)]
    if found:
        raise _wrong(found)
    return tuple(made)


def _parsed(source: Path | bytes | str) -> Any:
    try:
        text = source.read_bytes() if isinstance(source, Path) else source
    except OSError as cause:
        raise InvalidData(not_readable(path=str(source), cause=str(cause))) from cause
    try:
        return json.loads(text, object_pairs_hook=_object)
    except (ValueError, RecursionError) as cause:  # bytes that are no UTF-8, and numbers of thousands of digits, are ValueErrors
        raise InvalidData(no_catalogue(cause=str(cause))) from cause


def _object(pairs: list[tuple[str, Any]]) -> Row:
    """What is said twice may be said differently, and nobody knows which counts."""
    made = dict(pairs)
    if not all(_line(key, 200) for key in made):
        raise InvalidData(key_unreadable())
    if len(made) < len(pairs):
        raise InvalidData(*(key_twice(key=key) for key, times in Counter(key for key, _ in pairs).items() if times > 1))
    return made


def _rows(raw: Any) -> list[Row]:
    """The rows, once nothing is wrong with any; what stands beside them is not ours."""
    found: Found = []
    if not isinstance(raw, dict):
        raise InvalidData(FIELD_VALUE(path="$", wanted=OBJECT))
    if "zaaktypen" not in raw:
        raise InvalidData(FIELD_MISSING(path="zaaktypen"))
    rows: list[Row] = _several(ZAAKTYPE)(raw["zaaktypen"], "zaaktypen", found)
    if found:
        raise _wrong(found)
    return rows


def _wrong(found: Found) -> InvalidData:
    more = [AND_MORE(count=len(found) - NAMED)] if len(found) > NAMED else []
    return InvalidData(*found[:NAMED], *more)


def _twice(rows: Iterable[Row]) -> Iterator[Phrase]:
    ids = Counter(_code_of(row) for row in rows)
    yield from (given_twice(id=id, times=times) for id, times in ids.items() if times > 1)
    for row in rows:
        numbers = Counter(status["volgnummer"] for status in row["statustypen"])
        yield from (number_twice(id=row["id"], number=number, times=times) for number, times in numbers.items() if times > 1)


def _zaaktype(row: Row, path: str, roles: tuple[Role, ...], version: int, found: Found) -> Zaaktype:
    statuses, results = _statuses(row["statustypen"]), _results(row["resultaattypen"])
    # The log keeps these codes, so what may be the number of a person cannot be one.
    coded: list[Check | Result] = [*(check for status in statuses for check in status.checks), *results]
    found += (FIELD_FORBIDDEN(path=f"{path}: {each.name}") for each in coded if forbidden_number(each.code))
    yes = {"Ja": True, "Nee": False, None: None}
    made = Zaaktype(
        id=row["id"], name=row["naam"], source=row["bron"],
        case_type=case_type_of(_code_of(row), row["naam"], version, statuses, results, roles), statuses=statuses, results=results,
        terms=MappingProxyType({name: _term(text) for name, text in row["termijnen"].items()}), suspendable=yes[row["aanhouden_mogelijk"]],
        appealable=yes[row["beroep_mogelijk"]], silence_grants=yes[row["lex_silencio"]], parties=tuple(row["roltypen"]),
        documents=row["documenttypen"], open_points=(),
    )  # fmt: skip
    return with_open_points(made, has_rules=bool(row["regels"]))


def _statuses(rows: Iterable[Row]) -> tuple[Status, ...]:
    rows = sorted(rows, key=lambda row: row["volgnummer"])
    codes = _codes([row["naam"] for row in rows], "status")
    asked = iter(_codes([check["naam"] for row in rows for check in row["checks"]], "check"))
    return tuple(
        Status(
            code, row["volgnummer"], row["naam"], row["zichtbaarheid"], _term_or_none(row["doorlooptijd"]),
            tuple(Check(next(asked), check["naam"], check["vraag"] or check["naam"], check["verplicht"]) for check in row["checks"]),
        )
        for code, row in zip(codes, rows, strict=True)
    )  # fmt: skip


def _results(rows: list[Row]) -> tuple[Result, ...]:
    return tuple(
        Result(code, row["naam"], row["waardering"] == "Bewaren", _term_or_none(row["bewaartermijn"], row["eenheid"]), row["start"])
        for code, row in zip(_codes([row["naam"] for row in rows], "result"), rows, strict=True)
    )


def _code_of(row: Row) -> str:
    return f"zaaktype_{row['id'].lower().replace('-', '_')}"


def _codes(names: Iterable[str], kind: str) -> list[str]:
    """A code for each name, in order: `status_besluit_genomen`; a name that comes again gets a number."""
    made: dict[str, None] = {}
    again: Counter[str] = Counter()
    for name in names:
        words = re.sub(r"[^a-z0-9]+", "_", folded(name)).strip("_")
        code = base = f"{kind}_{words[:40].rstrip('_')}" if words else kind
        while code in made:
            again[base] += 1
            code = f"{base}_{again[base] + 1}"
        made[code] = None
    return [*made]


def _term(text: str) -> Term:
    """`8 Week`, as a number and a unit."""
    found = re.fullmatch(r"([0-9]{1,5}) (Dag|Week|Maand|Jaar)", text)
    return Term(text, int(found[1]), Unit(found[2])) if found else Term(text)


def _term_or_none(*said: str | None) -> Term | None:
    words = " ".join(each for each in said if each is not None)
    return _term(words) if words else None
