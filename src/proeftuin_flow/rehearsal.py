"""
Rehearsal: which running cases would not fit into another version of their rules, and why, before anybody moves one.

It reads, and writes nothing.  Cases are looked at one by one, so it needs no more memory for a million than for one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from attrs import field, frozen

from .acts import ask_mapping, misfits
from .asking import bounded
from .case_type import CaseType
from .errors import LogError
from .labels import Language, Phrase, text_of
from .log import Versions, standing
from .messages import REHEARSED
from .stores.port import Store, kept_structure
from .upcasting import lifts

__all__ = ["Rehearsal", "rehearse"]

OFTEN = 100
"""Between how many cases progress is told."""


@frozen
class Rehearsal:
    """
    What came of a rehearsal: how many running cases `fit`, and of the others what does not, by case.

    `closed` is how many have come to a final state; they need not move, and were not asked.  `unread` are cases that could not be read.
    """

    old: CaseType
    new: CaseType
    fit: int = 0
    closed: int = 0
    misfits: Mapping[str, tuple[Phrase, ...]] = field(factory=dict)
    unread: Mapping[str, LogError] = field(factory=dict)

    def text(self, language: Language) -> str:
        """The report, a line for each case that does not fit."""
        lines = [REHEARSED(name=self.old.label, old=self.old.version, new=self.new.version, fit=self.fit, others=len(self.misfits),
                           closed=self.closed, unread=len(self.unread)).text(language)]  # fmt: skip
        for case, found in self.misfits.items():
            lines.append(f"  - {case}: {'; '.join(text_of(each, language) for each in bounded(found))}")
        lines += [f"  - {error.text(language)}" for error in self.unread.values()]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text("en")


def rehearse(
    old: CaseType, new: CaseType, store: Store, *, mapping: Mapping[str, Mapping[str, str]] | None = None,
    facts: Mapping[str, Mapping[str, Any]] | None = None, others: Iterable[CaseType] = (), progress: Callable[[int], object] | None = None,
) -> Rehearsal:  # fmt: skip
    """
    Which running cases that live under the old version would fit into the new one, with the mapping and the facts that `migrate` would get.

    `others` are further versions that a case may have lived under before.  `progress` is told every hundred cases, and at the end, how many
    there were.

    Raises:
        InvalidData: If they are not two versions of one case type, or the mapping names what does not exist.
        NotOurs: If a definition of the old version was changed in the store.
        StoreUnavailable: If the store is not there.
    """
    states, known = mapping or {}, facts or {}
    ask_mapping(old, new, states, known)
    formerly = (each.fingerprint for each in store.definitions(old.name, old.version) if lifts(old, kept_structure(each)))
    types = Versions([*others, new, old], formerly)
    fit = closed = count = 0
    found: dict[str, tuple[Phrase, ...]] = {}
    unread: dict[str, LogError] = {}
    for stream, versions in groupby(store.versions(), itemgetter(0)):
        *_, (_, under) = versions
        if (under.name, under.version) != (old.name, old.version):
            continue
        try:
            case = standing(partial(store.read, stream), types)
            if case is None:  # destroyed in between
                continue
            if case.type.root.state_of(case.state).final:
                closed += 1
            elif problems := tuple(misfits(case, new, states, known)):
                found[stream] = problems
            else:
                fit += 1
        except LogError as error:
            unread[stream] = error
        count += 1
        if progress is not None and not count % OFTEN:
            progress(count)
    if progress is not None:
        progress(count)
    return Rehearsal(old, new, fit, closed, found, unread)
