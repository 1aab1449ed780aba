"""
proeftuin_flow: the life of a case as explicit state machines, every reason why not, and a log that stands up as evidence.

Names are loaded when they are first used, so that who only decides does not pay for stores, and who only reads a log not for machines.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._version import __version__

if TYPE_CHECKING:
    from .access import AccessReport, Held, access_report
    from .acts import ChangeProfile, Destroy, Migrate, Past, TakeOver, Void, Waive
    from .async_flow import AsyncFlow
    from .bodies import OIN, RSIN, EmailAddress, Filled, KvK, Line, Money, PhoneNumber, Prose, Sha256, Uri
    from .case import Case, Check, Erased, Event, Part
    from .case_type import CHANGE_PROFILE, DESTROY, MIGRATE, REDACT, TAKE_OVER, VOID, WAIVE, CaseType, Destroyable, Profile
    from .decider import decide, evolve, options, replay
    from .decisions import Accepted, Option, Reason, Refused
    from .destruction import Destruction
    from .diagrams import mermaid
    from .erasing import CaseErased, Erasure, ErasureReport, erasures
    from .errors import (
        BrokenChain,
        BrokenProof,
        CaseNotFound,
        CommandRefused,
        DefinitionError,
        FlowError,
        InvalidData,
        LogError,
        NotEstablished,
        NotOurs,
        OutcomeUnknown,
        RequestReused,
        RevisionConflict,
        StoreUnavailable,
        UnknownVersion,
    )  # fmt: skip
    from .flow import Flow, Item, Outcome, Report
    from .forms import json_schema
    from .grounds import Grounds, grounds_of
    from .guards import Guard, Role, Severity, Trigger, guard, not_by_whoever, waivable
    from .labels import Blocker, Label, Language, PartTitle, Phrase, phrase
    from .lifecycle import NEW, EventType, Lifecycle, State, Transition, event, fact
    from .privacy import C0, C1, C2, REDACTED, DataClass, PartOf, Redacted, Subject
    from .problems import problem_details
    from .projections import (
        Followed,
        JsonShelf,
        LeadTime,
        MemoryShelf,
        Projection,
        Saved,
        Shelf,
        by_state,
        catch_up,
        lead_times,
        lead_times_by_state,
        react,
        standings,
    )  # fmt: skip
    from .rehearsal import Rehearsal, rehearse
    from .situation import Situation
    from .structure import diff
    from .wishes import Actor, CaseRef, Command, Evidence, Waiver

WHERE = {
    "access": "AccessReport Held access_report",
    "acts": "ChangeProfile Destroy Migrate Past TakeOver Void Waive",
    "async_flow": "AsyncFlow",
    "bodies": "OIN RSIN EmailAddress Filled KvK Line Money PhoneNumber Prose Sha256 Uri",
    "case": "Case Check Erased Event Part",
    "case_type": "CHANGE_PROFILE DESTROY MIGRATE REDACT TAKE_OVER VOID WAIVE CaseType Destroyable Profile",
    "decider": "decide evolve options replay",
    "decisions": "Accepted Option Reason Refused",
    "destruction": "Destruction",
    "diagrams": "mermaid",
    "erasing": "CaseErased Erasure ErasureReport erasures",
    "errors": "BrokenChain BrokenProof CaseNotFound CommandRefused DefinitionError FlowError InvalidData LogError NotEstablished NotOurs "
              "OutcomeUnknown RequestReused RevisionConflict StoreUnavailable UnknownVersion",
    "flow": "Flow Item Outcome Report",
    "forms": "json_schema",
    "grounds": "Grounds grounds_of",
    "guards": "Guard Role Severity Trigger guard not_by_whoever waivable",
    "labels": "Blocker Label Language PartTitle Phrase phrase",
    "lifecycle": "NEW EventType Lifecycle State Transition event fact",
    "privacy": "C0 C1 C2 REDACTED DataClass PartOf Redacted Subject",
    "problems": "problem_details",
    "projections": "Followed JsonShelf LeadTime MemoryShelf Projection Saved Shelf by_state catch_up lead_times lead_times_by_state react "
                   "standings",
    "rehearsal": "Rehearsal rehearse",
    "situation": "Situation",
    "structure": "diff",
    "wishes": "Actor CaseRef Command Evidence Waiver",
}  # fmt: skip
MODULE_OF = {name: module for module, names in WHERE.items() for name in names.split()}

__all__ = [
    "C0", "C1", "C2", "CHANGE_PROFILE", "DESTROY", "MIGRATE", "NEW", "OIN", "REDACT", "REDACTED", "RSIN", "TAKE_OVER", "VOID", "WAIVE",
    "Accepted", "AccessReport", "Actor", "AsyncFlow", "Blocker", "BrokenChain", "BrokenProof", "Case", "CaseErased", "CaseNotFound",
    "CaseRef", "CaseType", "ChangeProfile", "Check", "Command", "CommandRefused", "DataClass", "DefinitionError", "Destroy", "Destroyable",
    "Destruction", "EmailAddress", "Erased", "Erasure", "ErasureReport", "Event", "EventType", "Evidence", "Filled", "Flow", "FlowError",
    "Followed", "Grounds", "Guard", "Held", "InvalidData", "Item", "JsonShelf", "KvK", "Label", "Language", "LeadTime", "Lifecycle", "Line",
    "LogError", "MemoryShelf", "Migrate", "Money", "NotEstablished", "NotOurs", "Option", "Outcome", "OutcomeUnknown", "Part", "PartOf",
    "PartTitle", "Past", "PhoneNumber", "Phrase", "Profile", "Projection", "Prose", "Reason", "Redacted", "Refused", "Rehearsal", "Report",
    "RequestReused", "RevisionConflict", "Role", "Saved", "Severity", "Sha256", "Shelf", "Situation", "State", "StoreUnavailable", "Subject",
    "TakeOver", "Transition", "Trigger", "UnknownVersion", "Uri", "Void", "Waive", "Waiver", "__version__", "access_report", "by_state",
    "catch_up", "decide", "diff", "erasures", "event", "evolve", "fact", "grounds_of", "guard", "json_schema", "lead_times",
    "lead_times_by_state", "mermaid", "not_by_whoever", "options", "phrase", "problem_details", "react", "rehearse", "replay", "standings",
    "waivable",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    module = MODULE_OF.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{module}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
