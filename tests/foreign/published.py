"""
Lifecycles of other fields as they were published: what leads from where to where, and who may, by the names of the source.

Facts only, each with the place where it can be looked up; for a repository the commit that was read.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from attrs import field, frozen

Arrow: TypeAlias = tuple[str, str, str]
"""From this state, on this, to that state."""

ANYBODY: Final = "anybody"


@frozen
class Published:
    """
    One lifecycle: `entries` are its ways in, with where each leads, and `arrows` all others.

    `roles` says for each role of the source which arrows are for it; where the source has none, everything is for anybody.
    `over` are states that the source itself calls closed, and that have a way out all the same.
    `dutch` are the words that the source itself has for them in Dutch; where it has none, its own stand in both languages.
    `when` says what an arrow hangs on, where the same thing leads from one state to several: `DelayOpen`, or `not DelayOpen`.
    `left_out` is what the source says beside its table, and no arrow says.
    """

    name: str
    field_of: str
    source: str
    entries: tuple[tuple[str, str], ...]
    arrows: frozenset[Arrow]
    roles: dict[str, frozenset[Arrow]] = field(factory=dict)
    over: frozenset[str] = frozenset()
    dutch: dict[str, str] = field(factory=dict)
    when: dict[Arrow, str] = field(factory=dict)
    left_out: str = ""

    @property
    def states(self) -> frozenset[str]:
        """All that are named anywhere."""
        return frozenset(state for _, state in self.entries) | {state for a, _, b in self.arrows for state in (a, b)}

    @property
    def triggers(self) -> frozenset[str]:
        """What can be asked of it once it is there."""
        return frozenset(trigger for _, trigger, _ in self.arrows)

    @property
    def final(self) -> frozenset[str]:
        """Where nothing leads out of."""
        return self.states - {source for source, _, _ in self.arrows}

    @property
    def conditions(self) -> frozenset[str]:
        """What arrows hang on."""
        return frozenset(condition.removeprefix("not ") for condition in self.when.values())

    def taken(self, arrow: Arrow, holding: frozenset[str]) -> bool:
        """Whether an arrow is taken while just those conditions hold."""
        condition = self.when.get(arrow)
        return condition is None or (condition.removeprefix("not ") in holding) != condition.startswith("not ")

    def nl(self, name: str) -> str:
        """A name in Dutch, where the source has it."""
        return self.dutch.get(name, name)

    def who(self, arrow: Arrow) -> frozenset[str]:
        """The roles that may take an arrow."""
        return frozenset(role for role, arrows in self.roles.items() if arrow in arrows) or frozenset({ANYBODY})


def _table(text: str) -> frozenset[Arrow]:
    """Arrows, a line for each state that they come from: `from: trigger > to, trigger > to`."""
    arrows = set[Arrow]()
    for line in text.strip().splitlines():
        source, _, rest = line.strip().partition(": ")
        for each in rest.split(", "):
            trigger, _, target = each.partition(" > ")
            arrows.add((source, trigger, target))
    return frozenset(arrows)


def _to(pairs: str) -> frozenset[Arrow]:
    """Arrows of a source that names none: to set another status is to name it."""
    lines = (line.strip().split(" → ") for line in pairs.strip().splitlines())
    return frozenset((source, target, target) for source, targets in lines for target in targets.split(", "))


def _events(text: str) -> frozenset[Arrow]:
    """Arrows of events by number, a line for each two states: `from → to: 1 3 9`."""
    lines = (line.strip().replace(": ", " → ").split(" → ") for line in text.strip().splitlines())
    return frozenset((source, f"Event {number}", target) for source, target, numbers in lines for number in numbers.split())


# ── issue trackers ───────────────────────────────────────────────────────────────────────────────────────────────────────

BUGZILLA: Final = Published(
    "bugzilla", "issue tracker",
    "github.com/bugzilla/bugzilla@0df807b, Bugzilla/Install.pm, STATUS_WORKFLOW",
    entries=(("UNCONFIRMED", "UNCONFIRMED"), ("CONFIRMED", "CONFIRMED"), ("IN_PROGRESS", "IN_PROGRESS")),
    arrows=_to("""
        UNCONFIRMED → CONFIRMED, IN_PROGRESS, RESOLVED
        CONFIRMED → IN_PROGRESS, RESOLVED
        IN_PROGRESS → CONFIRMED, RESOLVED
        RESOLVED → UNCONFIRMED, CONFIRMED, VERIFIED
        VERIFIED → UNCONFIRMED, CONFIRMED
    """),
)  # fmt: skip

REDMINE_STATUSES: Final = ("New", "In Progress", "Resolved", "Feedback", "Closed", "Rejected")
REDMINE: Final = Published(
    "redmine", "issue tracker",
    "github.com/redmine/redmine@000124f, lib/redmine/default_data/loader.rb, Workflow",
    entries=(("New", "New"),),
    arrows=frozenset((a, b, b) for a in REDMINE_STATUSES for b in REDMINE_STATUSES if a != b),
    roles={
        "Manager": frozenset((a, b, b) for a in REDMINE_STATUSES for b in REDMINE_STATUSES if a != b),
        "Developer": frozenset((a, b, b) for a in REDMINE_STATUSES[:4] for b in REDMINE_STATUSES[1:5] if a != b),
        "Reporter": frozenset({*((a, "Closed", "Closed") for a in REDMINE_STATUSES[:4]), ("Resolved", "Feedback", "Feedback")}),
    },
    over=frozenset({"Closed", "Rejected"}),
    # github.com/redmine/redmine@00481b7, config/locales/nl.yml, default_issue_status_ and default_role_
    dutch={
        "New": "Nieuw", "Resolved": "Opgelost", "Feedback": "Terugkoppeling", "Closed": "Gesloten", "Rejected": "Afgewezen",
        "Developer": "Ontwikkelaar", "Reporter": "Rapporteur",
    },
)  # fmt: skip

GITLAB_MERGE_REQUEST: Final = Published(
    "gitlab merge request", "review of changes",
    "github.com/gitlabhq/gitlabhq@0016ea0, app/models/merge_request.rb, state_machine :state_id",
    entries=(("", "opened"),),
    arrows=_table("""
        opened: close > closed, mark_as_merged > merged, lock_mr > locked
        locked: mark_as_merged > merged, unlock_mr > opened
        closed: reopen > opened
    """),
)  # fmt: skip

GITLAB_MERGE_STATUS: Final = Published(
    "gitlab merge status", "review of changes",
    "github.com/gitlabhq/gitlabhq@0016ea0, app/models/merge_request.rb, state_machine :merge_status",
    entries=(("", "unchecked"),),
    arrows=_table("""
        unchecked: mark_as_preparing > preparing, mark_as_checking > checking, mark_as_mergeable > can_be_merged, mark_as_unmergeable > cannot_be_merged
        preparing: mark_as_unchecked > unchecked
        checking: mark_as_unchecked > unchecked, mark_as_mergeable > can_be_merged, mark_as_unmergeable > cannot_be_merged
        can_be_merged: mark_as_unchecked > unchecked
        cannot_be_merged: mark_as_unchecked > cannot_be_merged_recheck
        cannot_be_merged_recheck: mark_as_checking > cannot_be_merged_rechecking, mark_as_mergeable > can_be_merged, mark_as_unmergeable > cannot_be_merged
        cannot_be_merged_rechecking: mark_as_unchecked > cannot_be_merged_recheck, mark_as_mergeable > can_be_merged, mark_as_unmergeable > cannot_be_merged
    """),  # noqa: E501  # a line for each state
    left_out="That it is not asked of a merge request that is no longer open.",
)  # fmt: skip

# ── standards bodies ─────────────────────────────────────────────────────────────────────────────────────────────────────

IETF_WORKING_GROUP: Final = Published(
    "ietf working group draft", "standards bodies",
    "github.com/ietf-tools/datatracker@0038b24, ietf/name/fixtures/names.json, doc.state of type draft-stream-ietf, next_states",
    entries=(("Call For Adoption By WG Issued", "Call For Adoption By WG Issued"), ("WG Document", "WG Document")),
    arrows=_to("""
        Call For Adoption By WG Issued → Adopted by a WG, Adopted for WG Info Only
        Adopted by a WG → WG Document
        WG Document → Parked WG Document, Dead WG Document, In WG Last Call, WG Consensus: Waiting for Write-Up
        Parked WG Document → WG Document
        Dead WG Document → WG Document
        In WG Last Call → WG Document, Waiting for WG Chair Go-Ahead, WG Consensus: Waiting for Write-Up
        Waiting for WG Chair Go-Ahead → In WG Last Call, WG Consensus: Waiting for Write-Up
        WG Consensus: Waiting for Write-Up → Submitted to IESG for Publication
        Submitted to IESG for Publication → WG Document
    """),
    over=frozenset({"Dead WG Document"}),
    left_out="Two states have no arrow, in or out: Waiting for Implementation, and Held by WG. Here a state is what an arrow leads to. What is "
             "next is a suggestion of the source: a chair may set any state. The ways in are those that its descriptions of states tell of.",
)  # fmt: skip

IESG: Final = Published(
    "iesg", "standards bodies",
    "github.com/ietf-tools/datatracker@0038b24, ietf/name/fixtures/names.json, doc.state of type draft-iesg, next_states",
    entries=(("", "I-D Exists"),),
    arrows=_to("""
        I-D Exists → Publication Requested, AD is watching
        AD is watching → Publication Requested
        Publication Requested → AD Evaluation, AD is watching, Dead
        AD Evaluation → Expert Review, Last Call Requested, IESG Evaluation, AD is watching
        Expert Review → AD Evaluation
        Last Call Requested → In Last Call
        In Last Call → Waiting for Writeup, Waiting for AD Go-Ahead
        Waiting for Writeup → Waiting for AD Go-Ahead
        Waiting for AD Go-Ahead → IESG Evaluation
        IESG Evaluation → IESG Evaluation - Defer, Approved-announcement to be sent, DNP-waiting for AD note
        IESG Evaluation - Defer → IESG Evaluation
        Approved-announcement to be sent → Approved-announcement sent
        Approved-announcement sent → RFC Ed Queue
        RFC Ed Queue → RFC Published
        RFC Published → Dead
        DNP-waiting for AD note → DNP-announcement to be sent
        DNP-announcement to be sent → Dead
        Dead → Publication Requested
    """),
    over=frozenset({"Dead"}),
    left_out="What is next is a suggestion of the source, and substates go beside it. A deferral once only, as its description says, is no arrow.",
)  # fmt: skip

# ── publishing ───────────────────────────────────────────────────────────────────────────────────────────────────────────

DRUPAL: Final = Published(
    "drupal editorial", "publishing",
    "github.com/drupal/drupal@3a0a39c, core/profiles/demo_umami/config/install/workflows.workflow.editorial.yml",
    entries=(("", "draft"),),
    arrows=_table("""
        draft: create_new_draft > draft, publish > published
        published: create_new_draft > draft, publish > published, archive > archived
        archived: archived_draft > draft, archived_published > published
    """),
)  # fmt: skip

PLONE_SIMPLE: Final = Published(
    "plone simple publication", "publishing",
    "github.com/plone/Products.CMFPlone@25bc60d, Products/CMFPlone/profiles/default/workflows/simple_publication_workflow/definition.xml",
    entries=(("", "private"),),
    arrows=_table("""
        private: publish > published, submit > pending
        pending: publish > published, reject > private, retract > private
        published: reject > private, retract > private
    """),
    roles={
        "Review portal content": _table("""
            private: publish > published
            pending: publish > published, reject > private
            published: reject > private
        """),
        "Request review": _table("""
            private: submit > pending
            pending: retract > private
            published: retract > private
        """),
    },
)  # fmt: skip

PLONE_INTRANET: Final = Published(
    "plone intranet", "publishing",
    "github.com/plone/Products.CMFPlone@7a9abb6, Products/CMFPlone/profiles/default/workflows/intranet_workflow/definition.xml",
    entries=(("", "internal"),),
    arrows=_table("""
        internal: hide > private, publish_internally > internally_published, submit > pending
        internally_published: reject > internal, retract > internal, publish_externally > external
        pending: publish_internally > internally_published, publish_externally > external, reject > internal, retract > internal
        private: show_internally > internal
        external: retract > internal
    """),
    roles={
        "Modify portal content": _table("""
            internal: hide > private
            private: show_internally > internal
        """),
        "Review portal content": _table("""
            internal: publish_internally > internally_published
            internally_published: reject > internal, publish_externally > external
            pending: publish_internally > internally_published, publish_externally > external, reject > internal
        """),
        "Request review": _table("""
            internal: submit > pending
            internally_published: retract > internal
            pending: retract > internal
            external: retract > internal
        """),
    },
)  # fmt: skip

# ── machines and payments ────────────────────────────────────────────────────────────────────────────────────────────────

IRONIC: Final = Published(
    "ironic provisioning", "data centres",
    "github.com/openstack/ironic@0370f5a, ironic/common/states.py, machine.add_transition",
    entries=(("", "enroll"),),
    arrows=_table("""
        enroll: manage > verifying
        verifying: done > manageable, fail > enroll
        manageable: provide > cleaning, clean > cleaning, inspect > inspecting, adopt > adopting
        available: deploy > deploying, manage > manageable
        deploying: fail > deploy failed, wait > wait call-back, done > active
        deploy failed: rebuild > deploying, deploy > deploying, delete > deleting
        wait call-back: resume > deploying, fail > deploy failed, delete > deleting
        active: rebuild > deploying, delete > deleting, rescue > rescuing
        deleting: fail > error, clean > cleaning
        error: rebuild > deploying, delete > deleting
        cleaning: done > available, fail > clean failed, wait > clean wait, manage > manageable
        clean wait: fail > clean failed, abort > clean failed, resume > cleaning
        clean failed: manage > manageable
        inspecting: done > manageable, fail > inspect failed, wait > inspect wait
        inspect wait: done > manageable, fail > inspect failed, abort > inspect failed, resume > inspecting
        inspect failed: manage > manageable, inspect > inspecting
        adopting: done > active, fail > adopt failed
        adopt failed: adopt > adopting, manage > manageable
        rescuing: done > rescue, wait > rescue wait, fail > rescue failed
        rescue: rescue > rescuing, delete > deleting, unrescue > unrescuing
        rescue wait: resume > rescuing, fail > rescue failed, abort > rescue failed, delete > deleting
        rescue failed: rescue > rescuing, unrescue > unrescuing, delete > deleting
        unrescuing: done > active, fail > unrescue failed
        unrescue failed: rescue > rescuing, unrescue > unrescuing, delete > deleting
    """),
    left_out="In which states a node may be deleted, which removes it and is no event of this machine; and where each state is heading.",
)  # fmt: skip

SOLIDUS_PAYMENT: Final = Published(
    "solidus payment", "web shops",
    "github.com/solidusio/solidus@b67dbb7, core/app/models/spree/core/state_machines/payment.rb",
    entries=(("", "checkout"),),
    arrows=_table("""
        checkout: started_processing > processing, pend > pending, complete > completed, void > void, invalidate > invalid
        processing: started_processing > processing, failure > failed, pend > pending, complete > completed, void > void
        pending: started_processing > processing, failure > failed, complete > completed, void > void
        completed: started_processing > processing, void > void
    """),
)  # fmt: skip

# ── standards ────────────────────────────────────────────────────────────────────────────────────────────────────────────

TCP: Final = Published(
    "tcp connection", "network protocols (IETF)",
    "RFC 9293, 3.3.2, figure 5",
    entries=(("passive OPEN", "LISTEN"), ("active OPEN", "SYN-SENT")),
    arrows=_table("""
        LISTEN: SEND > SYN-SENT, rcv SYN > SYN-RECEIVED, CLOSE > CLOSED
        SYN-SENT: CLOSE > CLOSED, rcv SYN > SYN-RECEIVED, rcv SYN;ACK > ESTABLISHED
        SYN-RECEIVED: rcv ACK of SYN > ESTABLISHED, CLOSE > FIN-WAIT-1, rcv RST > LISTEN
        ESTABLISHED: CLOSE > FIN-WAIT-1, rcv FIN > CLOSE-WAIT
        FIN-WAIT-1: rcv ACK of FIN > FIN-WAIT-2, rcv FIN > CLOSING
        FIN-WAIT-2: rcv FIN > TIME-WAIT
        CLOSING: rcv ACK of FIN > TIME-WAIT
        CLOSE-WAIT: CLOSE > LAST-ACK
        LAST-ACK: rcv ACK of FIN > CLOSED
        TIME-WAIT: Timeout=2MSL > CLOSED
    """),
    left_out="CLOSED is drawn as one state, and in it a connection does not exist: here it is before the two ways in, and after the end. The "
             "notes below the figure (an RST only after a passive open, and FIN-WAIT-1 straight to TIME-WAIT) are conditions, not arrows.",
)  # fmt: skip

SIP_INVITE_CLIENT: Final = Published(
    "sip invite client", "telephony (IETF)",
    "RFC 3261, 17.1.1.2, figure 5",
    entries=(("INVITE from TU", "Calling"),),
    arrows=_table("""
        Calling: Timer A fires > Calling, Timer B fires > Terminated, Transport Err. > Terminated, 1xx > Proceeding, 2xx > Terminated, 300-699 > Completed
        Proceeding: 1xx > Proceeding, 2xx > Terminated, 300-699 > Completed
        Completed: 300-699 > Completed, Transport Err. > Terminated, Timer D fires > Terminated
    """),  # noqa: E501  # a line for each state
)  # fmt: skip

SIP_OTHER_CLIENT: Final = Published(
    "sip non-invite client", "telephony (IETF)",
    "RFC 3261, 17.1.2.2, figure 6",
    entries=(("Request from TU", "Trying"),),
    arrows=_table("""
        Trying: Timer E > Trying, Timer F > Terminated, Transport Err. > Terminated, 1xx > Proceeding, 200-699 > Completed
        Proceeding: Timer E > Proceeding, Timer F > Terminated, Transport Err. > Terminated, 1xx > Proceeding, 200-699 > Completed
        Completed: Timer K > Terminated
    """),
)  # fmt: skip

SIP_INVITE_SERVER: Final = Published(
    "sip invite server", "telephony (IETF)",
    "RFC 3261, 17.2.1, figure 7",
    entries=(("INVITE", "Proceeding"),),
    arrows=_table("""
        Proceeding: INVITE > Proceeding, 101-199 from TU > Proceeding, 2xx from TU > Terminated, 300-699 from TU > Completed, Transport Err. > Terminated
        Completed: INVITE > Completed, Timer G fires > Completed, Timer H fires > Terminated, Transport Err. > Terminated, ACK > Confirmed
        Confirmed: Timer I fires > Terminated
    """),  # noqa: E501  # a line for each state
)  # fmt: skip

BGP: Final = Published(
    "bgp session", "routing (IETF)",
    "RFC 4271, 8.2.2, with the events of 8.1 by their numbers",
    entries=(("", "Idle"),),
    arrows=_events("""
        Idle → Connect: 1 3
        Idle → Active: 4 5
        Connect → Idle: 2 8 10 11 13 18 19 21 22 23 24 25 26 27 28
        Connect → Connect: 9 14 15 16 17
        Connect → Active: 18
        Connect → OpenSent: 12 16 17
        Connect → OpenConfirm: 20
        Active → Idle: 2 8 10 11 13 18 19 21 22 23 24 25 26 27 28
        Active → Connect: 9
        Active → Active: 14 15 16 17
        Active → OpenSent: 12 16 17
        Active → OpenConfirm: 20
        OpenSent → Idle: 2 8 9 10 11 12 13 20 21 22 23 24 25 26 27 28
        OpenSent → Active: 18
        OpenSent → OpenSent: 14 16 17
        OpenSent → OpenConfirm: 19
        OpenConfirm → Idle: 2 8 9 10 12 13 18 19 20 21 22 23 24 25 27 28
        OpenConfirm → OpenConfirm: 11 14 16 17
        OpenConfirm → Established: 26
        Established → Idle: 2 8 9 10 12 13 18 19 20 21 22 23 24 25 28
        Established → Established: 11 14 16 17 26 27
    """),
    when={
        **{(a, f"Event {n}", a): "DelayOpen" for a in ("Connect", "Active") for n in (16, 17)},
        **{(a, f"Event {n}", "OpenSent"): "not DelayOpen" for a in ("Connect", "Active") for n in (16, 17)},
        ("Connect", "Event 18", "Active"): "DelayOpenTimer is running",
        ("Connect", "Event 18", "Idle"): "not DelayOpenTimer is running",
        **{(a, "Event 19", "Idle"): "dropped for a collision" for a in ("OpenConfirm", "Established")},
    },
    left_out="Events 6, 7 and 13 in Idle, of which the source leaves open what they do. An event that is ignored has no arrow, and is refused here. "
             "Timers, counters and messages, which are what is done on the way.",
)  # fmt: skip

CMMN_CASE: Final = Published(
    "cmmn case", "case management (OMG)",
    "CMMN 1.1 (OMG formal/2016-12-01), 8.4, states of the instance of a CasePlanModel",
    entries=(("create", "Active"),),
    arrows=_table("""
        Active: complete > Completed, terminate > Terminated, fault > Failed, suspend > Suspended
        Completed: re-activate > Active, close > Closed
        Terminated: re-activate > Active, close > Closed
        Failed: re-activate > Active, close > Closed
        Suspended: re-activate > Active, close > Closed
    """),
    over=frozenset({"Completed", "Terminated", "Failed"}),
)  # fmt: skip

ALL: Final = (
    BUGZILLA, REDMINE, GITLAB_MERGE_REQUEST, GITLAB_MERGE_STATUS, IETF_WORKING_GROUP, IESG, DRUPAL, PLONE_SIMPLE, PLONE_INTRANET, IRONIC,
    SOLIDUS_PAYMENT, TCP, SIP_INVITE_CLIENT, SIP_OTHER_CLIENT, SIP_INVITE_SERVER, BGP, CMMN_CASE,
)  # fmt: skip
