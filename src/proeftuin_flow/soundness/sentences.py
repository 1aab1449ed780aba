"""
Sentences: what a check says, in both languages.
"""

from __future__ import annotations

from typing import Final

from ..labels import Label, phrase

# ── the report ───────────────────────────────────────────────────────────────────────────────────────────────────────────

REPORT: Final = phrase("sound_report", nl="{of}, versie {version}: {counted}, in {seconds} s",
                       en="{of}, version {version}: {counted}, in {seconds} s", of=Label, version=int, counted=object, seconds=str)
COUNTED: Final = phrase("sound_counted",
                        nl="{lifecycles} levenscycli, {states} toestanden, {transitions} overgangen, onder profiel {profile}",
                        en="{lifecycles} lifecycles, {states} states, {transitions} transitions, under profile {profile}",
                        lifecycles=int, states=int, transitions=int, profile=Label)
EXPLORED: Final = phrase("sound_explored", nl="{what}: alle {states:,} toestanden, {moves:,} stappen, {seconds} s ({speed:,} per s)",
                         en="{what}: all {states:,} states, {moves:,} moves, {seconds} s ({speed:,} a second)",
                         what=str, states=int, moves=int, seconds=str, speed=int)
CUT_OFF: Final = phrase("sound_cut_off",
                        nl="{what}: de eerste {states:,} toestanden, tot de grens, {moves:,} stappen, {seconds} s ({speed:,} per s)",
                        en="{what}: the first {states:,} states, up to the bound, {moves:,} moves, {seconds} s ({speed:,} a second)",
                        what=str, states=int, moves=int, seconds=str, speed=int)
ROOT_WITH: Final = phrase("sound_root_with", nl="de stam met {parts}", en="the root with {parts}", parts=str)
ROOT_ALONE: Final = phrase("sound_root_alone", nl="de stam alleen", en="the root alone")
TOTAL: Final = phrase("sound_total", nl="{open} bevindingen, {explained} zo bedoeld, {gone} verwacht en niet gevonden",
                      en="{open} findings, {explained} as they should be, {gone} expected and not found", open=int, explained=int, gone=int)
CERTAIN: Final = Label("zeker", "certain")
POSSIBLE: Final = Label("mogelijk", "possible")
LOOKED: Final = phrase("sound_looked", nl="bekeken: {far}", en="looked at: {far}", far=str)
EXPLAINED: Final = phrase("sound_explained", nl="zo bedoeld: {why}", en="as it should be: {why}", why=Label)
FOLLOWS: Final = phrase("sound_follows", nl="; vanzelf: {events}", en="; by itself: {events}", events=tuple)
SUPPOSING: Final = phrase("sound_supposing", nl="; aangenomen: {guards}", en="; supposing: {guards}", guards=tuple)
DENYING: Final = phrase("sound_denying", nl="; aangenomen van niet: {guards}", en="; supposing not: {guards}", guards=tuple)
GONE: Final = phrase("sound_gone", nl="verwacht, maar niet gevonden: {name}", en="expected, and not found: {name}", name=str)

NOT_HERE: Final = phrase("sound_not_here", nl="dit staat hier niet vast", en="nobody knows this here")
BY_ITSELF: Final = Label("vanzelf", "by itself")
FROM_ELSEWHERE: Final = Label("door wat elders gebeurt", "by what happens elsewhere")
SOMETHING: Final = Label("er gebeurt iets", "something happens")

# ── how far was looked ───────────────────────────────────────────────────────────────────────────────────────────────────

WHOLE: Final = phrase("sound_whole", nl="de hele levenscyclus {lifecycle}", en="the whole lifecycle {lifecycle}", lifecycle=Label)
DETOURS: Final = phrase("sound_detours", nl="alle omwegen van hoogstens {most} stappen in {lifecycle}",
                        en="all detours of at most {most} steps in {lifecycle}", lifecycle=Label, most=int)
ALL_OF: Final = phrase("sound_all_of", nl="alle {states:,} toestanden van {what}", en="all {states:,} states of {what}", states=int, what=Label)
FIRST_OF: Final = phrase("sound_first_of", nl="de eerste {states:,} toestanden van {what}", en="the first {states:,} states of {what}",
                         states=int, what=Label)
PEOPLE: Final = phrase("sound_people", nl="de {count} mensen die er zijn", en="the {count} people who are there", count=int)
ONE_EACH: Final = phrase("sound_one_each", nl="één mens voor elk van {count} rollen", en="one person for each of {count} roles", count=int)
WALKED: Final = phrase("sound_walked", nl="{decisions:,} besluiten", en="{decisions:,} decisions", decisions=int)

# ── what is found in a lifecycle ─────────────────────────────────────────────────────────────────────────────────────────

NOBODY_MAY: Final = phrase("sound_nobody_may", nl="{trigger}: geen rol mag dit, en niets anders opent het",
                           en="{trigger}: no role may do it, and nothing else opens it", trigger=Label)
NOBODY_HAS: Final = phrase("sound_nobody_has", nl="{trigger}: niemand heeft een van de rollen {roles}",
                           en="{trigger}: nobody has one of the roles {roles}", trigger=Label, roles=tuple)
STATE_NEVER: Final = phrase("sound_state_never", nl="{state} kan nooit worden bereikt", en="{state} can never be reached", state=Label)
EVENT_NEVER: Final = phrase("sound_event_never", nl="{event} kan nooit gebeuren", en="{event} can never happen", event=Label)
SHADOWED: Final = phrase("sound_shadowed", nl="{arrow} naar {target}: wie dit mag, wordt altijd eerder naar {first} geleid",
                         en="{arrow} to {target}: whoever may do it is always taken to {first} before", arrow=Label, target=Label, first=Label)
NOT_TAKEN: Final = phrase("sound_not_taken", nl="{arrow} vanuit {state}: geen rol mag dit", en="{arrow} from {state}: no role may do it",
                          arrow=Label, state=Label)
NOT_REACHED: Final = phrase("sound_not_reached", nl="{arrow}: {state} kan nooit worden bereikt", en="{arrow}: {state} can never be reached",
                            arrow=Label, state=Label)
TRAP: Final = phrase("sound_trap", nl="vanuit {state} leidt niets meer naar een eind; wie erin zit, blijft in: {states}",
                     en="nothing leads from {state} to an end any more; whoever is there stays in: {states}", state=Label, states=tuple)
IDLE: Final = phrase("sound_idle", nl="in {state} kan niemand iets doen; het wacht op {watched}",
                     en="in {state} nobody can do anything; it waits for {watched}", state=Label, watched=tuple)
ASKED_ONCE: Final = phrase("sound_asked_once", nl="in {state} kan niemand iets doen; wat vanzelf gaat, wordt alleen bij aankomst gevraagd",
                           en="in {state} nobody can do anything; what goes by itself is asked on arrival only", state=Label)
BYPASS: Final = phrase("sound_bypass", nl="van {source} naar {target} kan ook zonder de vaste voorwaarde “{guard}”, door af te wijken van: {waived}",
                       en="from {source} to {target} leads also without the fixed requirement “{guard}”, by waiving: {waived}",
                       source=Label, target=Label, guard=Label, waived=tuple)
DUTY_ROLES: Final = phrase("sound_duty_roles",
                           nl="{step}: voor “{guard}” zijn in de rollen {roles} meer mensen nodig dan één voor elke rol (eerder: {before})",
                           en="{step}: “{guard}” takes more people in the roles {roles} than one for each role (before: {before})",
                           step=Label, guard=Label, roles=tuple, before=tuple)
DUTY_PEOPLE: Final = phrase("sound_duty_people",
                            nl="{step}: voor “{guard}” blijft in de rollen {roles} niemand over (eerder: {before})",
                            en="{step}: “{guard}” leaves nobody in the roles {roles} (before: {before})",
                            step=Label, guard=Label, roles=tuple, before=tuple)

# ── what is found in a product ───────────────────────────────────────────────────────────────────────────────────────────

STUCK: Final = phrase("sound_stuck", nl="niets kan meer: {parts}; wat tegenhoudt: {guards}",
                      en="nothing can be done any more: {parts}; what blocks: {guards}",
                      parts=tuple, guards=tuple)
STUCK_NOBODY: Final = phrase("sound_stuck_nobody", nl="niets kan meer: {parts}", en="nothing can be done any more: {parts}", parts=tuple)
ENDLESS: Final = phrase("sound_endless", nl="de zaak kan van hieruit nooit meer eindigen: {parts}", en="from here the case can never end: {parts}",
                        parts=tuple)
HANGING: Final = phrase("sound_hanging", nl="{part} blijft hangen als de zaak eindigt in {root}",
                        en="{part} is left hanging when the case ends in {root}",
                        part=Label, root=Label)
APART: Final = phrase("sound_apart", nl="als de zaak eindigt in {root}, is {kind} nooit afgehandeld",
                      en="when the case ends in {root}, {kind} is never settled",
                      root=Label, kind=Label)
OVERLAP: Final = phrase("sound_overlap", nl="{trigger} vanuit {source} kan naar {first} en naar {second}; de eerste gaat voor",
                        en="{trigger} from {source} may lead to {first} and to {second}; the first is taken",
                        trigger=Label, source=Label, first=Label, second=Label)
ORDER: Final = phrase("sound_order", nl="{first} en {second} kunnen allebei vanzelf gebeuren, en welke eerst, maakt verschil",
                      en="{first} and {second} may both happen by themselves, and which is first makes a difference", first=Label, second=Label)
VACUOUS: Final = phrase("sound_vacuous", nl="{arrow} gebeurt vanzelf, ook als er nooit iets was van: {kinds}",
                        en="{arrow} happens by itself even if there never was any of: {kinds}", arrow=Label, kinds=tuple)
MISSED: Final = phrase("sound_missed", nl="{arrow} zou vanzelf gaan, maar niets vraagt ernaar: {parts}",
                       en="{arrow} would happen by itself, but nothing asks: {parts}", arrow=Label, parts=tuple)
WAITS_FOR_EVER: Final = phrase("sound_waits_for_ever", nl="{arrow} gebeurt met zoveel onderdelen nooit; gevraagd wordt: {guards}",
                               en="{arrow} never happens with so many parts; what is required: {guards}", arrow=Label, guards=tuple)
UNWATCHED: Final = phrase("sound_unwatched", nl="{arrow} kijkt naar {kind}, maar volgt het niet",
                          en="{arrow} looks at {kind}, and does not watch it", arrow=Label, kind=Label)

# ── what was never seen ──────────────────────────────────────────────────────────────────────────────────────────────────

WATCHED: Final = phrase("sound_watched",
                        nl="{decisions:,} besluiten, {taken} van {transitions} overgangen, {guards} van {of} voorwaarden vervuld en niet vervuld",
                        en="{decisions:,} decisions, {taken} of {transitions} transitions, {guards} of {of} guards both met and unmet",
                        decisions=int, taken=int, transitions=int, guards=int, of=int)
UNTAKEN: Final = phrase("sound_untaken", nl="{arrow} vanuit {source} gebeurde nooit", en="{arrow} from {source} was never taken",
                        arrow=Label, source=Label)
NEVER_MET: Final = phrase("sound_never_met", nl="“{guard}” was nooit vervuld", en="“{guard}” was never met", guard=Label)
NEVER_UNMET: Final = phrase("sound_never_unmet", nl="“{guard}” hield nooit iets tegen", en="“{guard}” was never unmet", guard=Label)
UNREFUSED: Final = phrase("sound_unrefused", nl="{trigger} werd nooit geweigerd om {why}", en="{trigger} was never refused for {why}",
                          trigger=Label, why=str)
