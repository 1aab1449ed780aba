"""
What a check of the lifecycles of others finds, each with the reason: it is so in the source.

What is found and not here makes the test fail, and so does what is here and not found.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from proeftuin_flow.soundness import Expected


def never_ends(where: str, *, nl: str, en: str) -> Expected:
    """From there on nothing is final."""
    return Expected(f"trap: {where}", nl=nl, en=en)


def either_way(names: Iterable[str]) -> list[Expected]:
    """One event leads to two states, and a check does not know that what is told of them is never both."""
    nl, en = (
        "de bron vraagt voor de ene pijl wat er voor de andere niet is",
        "the source asks for one arrow what is not there for the other",
    )
    return [Expected(f"overlap: {name}", nl=nl, en=en) for name in names]


EXPECTED: Final = {
    "bugzilla": [never_ends("bugzilla unconfirmed", nl="elke fout kan worden heropend", en="every bug can be reopened")],
    "redmine": [never_ends("redmine new_2", nl="een beheerder zet elke status", en="a manager sets any status")],
    "gitlab merge status": [
        never_ends("gitlab_merge_status unchecked", nl="wat is nagegaan, wordt opnieuw nagegaan", en="what was checked is checked again"),
    ],
    "ietf working group draft": [
        never_ends("ietf_working_group_draft wg_document", nl="ook wat is ingediend komt terug", en="even what was submitted comes back"),
        Expected("endless: ietf_working_group_draft adopted_by_a_wg", nl="dit leidt alleen daarheen", en="it leads only there"),
    ],
    "iesg": [never_ends("iesg i_d_exists", nl="een dood stuk kan opnieuw worden aangeboden", en="what is dead can be requested anew")],
    "drupal editorial": [never_ends("drupal_editorial draft", nl="wat is gearchiveerd kan terug", en="what is archived can come back")],
    "plone simple publication": [never_ends("plone_simple_publication private", nl="alles kan worden ingetrokken", en="everything can be retracted")],
    "plone intranet": [never_ends("plone_intranet internal", nl="alles kan worden ingetrokken", en="everything can be retracted")],
    "ironic provisioning": [never_ends("ironic_provisioning enroll", nl="verwijderen staat niet in de tabel", en="removal is not in the table")],
    "bgp session": [
        never_ends("bgp_session idle", nl="een sessie begint altijd opnieuw", en="a session always starts again"),
        *either_way((
            "bgp_session connect (event_16): connect, opensent", "bgp_session connect (event_17): connect, opensent",
            "bgp_session connect (event_18): active, idle",
            "bgp_session active (event_16): active, opensent", "bgp_session active (event_17): active, opensent",
        )),
    ],
}  # fmt: skip
