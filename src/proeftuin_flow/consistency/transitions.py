"""
One transition: whether what it names fits together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, get_args

import attrs

from ..guards import Guard
from ..lifecycle import NEW, Lifecycle, Transition
from .words import arrow, body_type_problems, hints_of, is_a, named_problems

if TYPE_CHECKING:
    from ..case_type import CaseType

__all__ = ["facts_problems", "transition_problems"]


def transition_problems(t: Transition[Any], lifecycle: Lifecycle[Any], case_type: CaseType) -> Iterator[str]:
    """What is wrong with a transition where it stands."""
    where = arrow(t)
    if t.trigger is None:
        yield from _automatic(t, where)
    else:
        yield from named_problems(f"trigger {t.trigger.name!r}", t.trigger)
        if t.watches:
            yield f"{where}: only an automatic transition watches"
    for role in t.roles:
        yield from named_problems(f"role {role.name!r}", role)
    known = {each.facts for each in (case_type.root, *case_type.parts)}
    yield from (f"{where} watches {facts.__name__}, which are the facts of no lifecycle here" for facts in t.watches if facts not in known)
    for guard in t.guards:
        yield from _fits(guard, t, lifecycle, where)
    if t.emits.body is not None and t.make is None and t.data is not None:
        yield f"{where}: data={t.data.__name__} needs a make= that gives the body {t.emits.body.__name__}"
    if t.make is not None and t.emits.body is None:
        yield f"{where}: make= gives a body, but event {t.emits.name!r} has none"
    if t.make is not None and t.make.__code__.co_argcount > 1 and t.wants is None:
        yield f"{where}: make= takes data; say of which class, with data= or by its annotation"
    if t.wants is not None and t.wants is not t.emits.body:
        yield from body_type_problems(t.wants, f"{where}: data {t.wants.__name__}", needs_class=False)
    if t.reopens:
        yield from _reopening(t, where)
    for opened in t.opening:
        yield from _opened(opened, t, where, case_type)


def _automatic(t: Transition[Any], where: str) -> Iterator[str]:
    if t.source == t.target:
        yield f"{where}: an automatic transition must move to another state"
    if t.source == NEW:
        yield f"{where}: an automatic transition cannot open a part"
    if t.source.final:
        yield f"{where}: an automatic transition cannot leave a final state"
    if not t.guards:
        yield f"{where}: an automatic transition needs a guard, or the state before it would never be seen"
    if t.emits.body is not None and t.make is None:
        yield f"{where}: event {t.emits.name!r} has a body, which only make= can give it here"
    yield from (f"{where}: guard {guard.code!r} reads data, and an automatic transition has none" for guard in t.guards if guard.reads_data)


def _reopening(t: Transition[Any], where: str) -> Iterator[str]:
    if not t.roles:
        yield f"{where}: to reopen needs a role"
    wanted = t.wants
    if wanted is None or not attrs.has(wanted) or not any(f.name == "reason" and f.default is attrs.NOTHING for f in attrs.fields(wanted)):
        yield f"{where}: to reopen needs a reason: a required field 'reason' in its data"


def _opened(opened: Transition[Any], t: Transition[Any], where: str, case_type: CaseType) -> Iterator[str]:
    if opened.source != NEW or opened.trigger is None:
        yield f"{where} opens {arrow(opened)}, which is no opening transition"
    elif not any(opened is each for lifecycle in case_type.parts for each in lifecycle.transitions):
        yield f"{where} opens {arrow(opened)}, which belongs to no part here"
    if opened.wants is not None:
        yield f"{where} opens {arrow(opened)}, which wants data of its own"
    if opened.opening:
        yield f"{where} opens {arrow(opened)}, which opens parts in turn"


def facts_problems(guard: Guard[Any], lifecycle: Lifecycle[Any], where: str) -> Iterator[str]:
    """Whether a guard looks at the facts that are there."""
    parameters = _parameters(guard)
    facts = (get_args(hints_of(guard.function).get(parameters[0])) or (object,))[0] if parameters else object
    if isinstance(facts, type) and not is_a(lifecycle.facts, facts):
        yield f"{where}: guard {guard.code!r} is over the facts {facts.__name__}, not {lifecycle.facts.__name__}"


def _parameters(guard: Guard[Any]) -> tuple[str, ...]:
    return guard.function.__code__.co_varnames[: guard.function.__code__.co_argcount]


def _fits(guard: Guard[Any], t: Transition[Any], lifecycle: Lifecycle[Any], where: str) -> Iterator[str]:
    """Whether a guard looks at the facts and the data that are there."""
    yield from facts_problems(guard, lifecycle, where)
    if guard.reads_data and t.trigger is not None:
        data = hints_of(guard.function).get(_parameters(guard)[1])
        if t.wants is None:
            yield f"{where}: guard {guard.code!r} reads data, and {t.trigger.name!r} has none"
        elif isinstance(data, type) and not is_a(t.wants, data):
            yield f"{where}: guard {guard.code!r} reads {data.__name__}, and the data is {t.wants.__name__}"
