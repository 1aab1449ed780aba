"""
Problem details: every error and every refusal as the JSON that RFC 9457 describes, for whoever answers over HTTP.

Beside `type`, `title`, `status` and `detail` stand the facts that a program can act upon.  `detail` is for people, in their language,
and may name a file or a host where a store is to blame: what strangers may see of a status from 500 up, the application decides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from .decisions import Reason, Refused
from .errors import (
    BrokenChain,
    BrokenProof,
    CaseNotFound,
    CommandRefused,
    DefinitionError,
    FlowError,
    InvalidData,
    NotEstablished,
    NotOurs,
    OutcomeUnknown,
    RequestReused,
    RevisionConflict,
    UnknownVersion,
)  # fmt: skip
from .labels import Blocker, Language, Phrase, blocker_data

__all__ = ["problem_details"]

Members = dict[str, Any]


def problem_details(problem: FlowError | Refused, language: Language = "nl") -> dict[str, Any]:
    """An error or a refusal in JSON types, to be sent as `application/problem+json` with its `status`."""
    error = CommandRefused(problem) if isinstance(problem, Refused) else problem
    return {
        "type": f"urn:proeftuin-flow:problem:{error.code}",
        "title": error.title.text(language),
        "status": error.status,
        "detail": error.text(language),
        **_members(error, language),
    }


def _members(error: FlowError, language: Language) -> Members:
    members = next((members for cls, members in MEMBERS.items() if isinstance(error, cls)), None)
    return {} if members is None else members(error, language)


def _refusal(error: CommandRefused, language: Language) -> Members:
    refusal = error.refusal
    return {"trigger": refusal.trigger.name, "part": refusal.part.address, "reasons": [_reason(reason, language) for reason in refusal.reasons]}


def _reason(reason: Reason, language: Language) -> Members:
    return {
        "code": reason.code,
        "text": reason.text(language),
        "guard": reason.guard,
        "part": reason.part,
        "severity": reason.severity.name,
        "waivable_by": [role.name for role in reason.waivable_by],
        "blockers": [_blocker(blocker, language) for blocker in reason.blockers],
    }


def _blocker(blocker: Blocker, language: Language) -> Any:
    """A name as it is; anything else with its text beside the data."""
    return blocker if isinstance(blocker, str) else blocker_data(blocker) | {"text": blocker.text(language)}


def _phrase(phrase: Phrase, language: Language) -> Members:
    return {"code": phrase.code, "text": phrase.text(language)}


MEMBERS: Final[dict[type[FlowError], Callable[[Any, Language], Members]]] = {
    CommandRefused: _refusal,
    InvalidData: lambda error, language: {"problems": [_phrase(problem, language) for problem in error.problems]},
    DefinitionError: lambda error, language: {"case_type": error.name, "version": error.version, "problems": [*error.problems]},
    NotEstablished: lambda error, language: {"fact": error.fact.text(language)},
    CaseNotFound: lambda error, language: {"stream": error.stream},
    RevisionConflict: lambda error, language: {"stream": error.stream, "expected": error.expected, "found": error.found},
    RequestReused: lambda error, language: {"stream": error.stream, "request": error.request},
    OutcomeUnknown: lambda error, language: {"stream": error.stream},
    NotOurs: lambda error, language: {"what": _phrase(error.what, language)},
    UnknownVersion: lambda error, language: {"case_type": error.name, "version": error.version, "known": [*error.known]},
    BrokenProof: lambda error, language: {"what": _phrase(error.what, language)},
    BrokenChain: lambda error, language: {"stream": error.stream, "seq": error.seq, "what": _phrase(error.what, language)},
}
