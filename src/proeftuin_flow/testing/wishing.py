"""
Wishing: what somebody may wish of a case as it stands, as a strategy of hypothesis.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from hypothesis import strategies as st

from ..case import Case
from ..decider import decide
from ..decisions import Reason, Refused
from ..wishes import Actor, Command, Waiver
from .making import Maker
from .searching import MALFORMED, Made, existing
from .shaping import values
from .spec import Given
from .words import words_of

__all__ = ["wishes"]

MOSTLY: Final[Sequence[bool]] = (True, True, True, True, False)


@st.composite
def wishes(draw: st.DrawFn, story: Given, made: Made, people: Sequence[Actor]) -> Command:
    """Mostly what exists here, by somebody who may, with data that fits; now and then anything at all."""

    def choose(of: Sequence[Any], /) -> Any:
        return draw(st.sampled_from(of))

    case = story.case
    part = choose([*existing(case)])
    here = [*part.lifecycle.table.get(part.state, {})]
    trigger: str = choose(here if choose(MOSTLY) and here else [*part.lifecycle.triggers])
    by = people[0] if choose(MOSTLY) else choose(people)
    reasons = _reasons(case, Command(trigger, by, story.now, part.address))
    wants = part.lifecycle.wanted[trigger]
    data: Any = None
    if not choose(MOSTLY):
        data = choose([None, MALFORMED] if wants is None else [None, MALFORMED, draw(values(wants))])
    elif wants is not None:
        data = Maker(choose, words_of(case.type).known_in(case, reasons), story.now, case, made.favourites, made.kinds).instance(wants)
    waivable = [*dict.fromkeys(str(reason.guard) for reason in reasons if reason.guard is not None)]
    waive = [Waiver(choose(waivable), "it follows")] if waivable and not choose(MOSTLY) else []
    occurred = None if choose(MOSTLY) or part.opened is not None else choose([case.type.day(story.now), story.now - timedelta(minutes=1)])
    return Command(trigger, by, story.now, part.address, data, occurred, waive)


def _reasons(case: Case, wish: Command) -> Sequence[Reason]:
    """Why it cannot be done without data; nothing where a rule raises, which the wish itself will show."""
    try:
        plain = decide(case, wish)
    except Exception:
        return ()
    return plain.reasons if isinstance(plain, Refused) else ()
