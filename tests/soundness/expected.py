"""
What a check of our own case types finds and is as it should be, each with the reason.

What is not here must be repaired; what is here and no longer found must be taken out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from proeftuin_flow.soundness import Expected

__all__ = ["PROEFTUIN_IS_SO", "TENDER_IS_SO"]


def so(names: Iterable[str], *, nl: str, en: str) -> Iterator[Expected]:
    """Several findings with one reason."""
    for name in names:
        yield Expected(name, nl=nl, en=en)


PROEFTUIN_IS_SO = (
    # DESIGN: a final root closes whatever does not say that it outlives it.
    *so(
        (
            "hanging: proposal draft", "hanging: proposal submitted", "hanging: proposal intake", "hanging: plan drafting", "hanging: plan review",
            "hanging: plan signing", "hanging: plan in_force", "hanging: suspension suspended", "hanging: place open", "hanging: place filled",
            "hanging: decharge requested", "hanging: decharge scheduled", "hanging: decharge refused", "hanging: decharge remedied",
        ),
        nl="een proeftuin die ten einde is, sluit wat erin nog liep; het dossier laat zien waar het toen stond, en wat wel doorgaat, zegt dat zelf",
        en="a pilot that has ended closes what still went on in it; the file shows where that stood, and what does go on says so itself",
    ),
    *so(
        (
            "order: pilot evaluation -> decharge (pilot_discharged) | decharge granted -> revoked (decharge_taken_back)",
            "order: pilot evaluation -> decharge (pilot_discharged) | decharge granted_with_reservations -> revoked (decharge_taken_back)",
            "order: pilot evaluation -> decharge (pilot_discharged) | archive archived -> reopened (archiving_undone)",
            "order: pilot evaluation -> decharge (pilot_discharged) | archive destruction_proposed -> reopened (archiving_undone)",
            "order: pilot evaluation -> decharge (pilot_discharged) | archive destruction_approved -> reopened (archiving_undone)",
        ),
        nl="de proeftuin eindigt alleen door een décharge met een hoger nummer dan de laatste die is ingetrokken, en die is er dan nog niet",
        en="only a decharge with a higher number than the last one revoked ends the pilot, and right after that there is none yet",
    ),
    *so(
        ("missed: plan in_force -> superseded (plan_superseded)",),
        nl="dat een plan van kracht wordt, verleent geen décharge: dat doet alleen wie haar verleent, en niet zolang er een plan onderweg is",
        en="that a plan enters into force grants no decharge: only whoever grants it does, and not as long as a plan is under way",
    ),
    # S57: whoever stops a pilot before it began decides, on the record, whether it goes on after all.
    *so(
        ("bypass: pilot plan_in_force: plan_signed -> running", "bypass: pilot not_suspended: plan_signed -> running"),
        nl="heropenen na stoppen vóór de start is een eigen besluit van de opdrachtgever; wie daarna een kandidaat laat starten, moet alsnog "
           "aan beide voorwaarden voldoen",
        en="to reopen after a stop before the start is a decision of its own of the commissioning party; whoever then starts a candidate still "
           "has to meet both requirements",
    ),
)  # fmt: skip

TENDER_IS_SO = (
    *so(
        ("idle: tender closed",),
        nl="wie hier iets doet, beoordeelt inschrijvingen; de aanbesteding zelf gaat vanzelf verder",
        en="who does something here scores bids; the tender itself goes on by itself",
    ),
)
