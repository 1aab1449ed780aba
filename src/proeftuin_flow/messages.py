"""
Messages: every sentence of the library itself, in both languages.

The sentences of a case type stand with its rules.  Nothing else in the library holds a text for people.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from .labels import Label, phrase

# ── how a refusal reads ──────────────────────────────────────────────────────────────────────────────────────────────────

NOT_POSSIBLE: Final = phrase("not_possible", nl="{wish} kan nu niet", en="{wish} is not possible now", wish=str)
NOT_YET: Final = Label("nog niet", "not yet")
NOT_ESTABLISHED: Final = Label("dit kan niet worden vastgesteld", "this cannot be established")
STANDS_AT: Final = phrase("stands_at", nl="{part}: {state}; dit kan pas vanaf: {states}", en="{part}: {state}; only possible from: {states}",
                          part=str, state=str, states=str)
IS_CLOSED: Final = phrase("is_closed", nl="{part}: {state}; hier gaat niets meer verder", en="{part}: {state}; nothing goes on here any more",
                          part=str, state=str)
AND_MORE: Final = phrase("and_more", nl="en nog {count}", en="and {count} more", count=int)

BY_ITSELF: Final = Label("vanzelf", "by itself")
ROLE: Final = Label("alleen voor", "only for")
NOBODY: Final = Label("niemand: dit gebeurt vanzelf", "nobody: it happens by itself")
DATA_MISSING: Final = Label("gegevens ontbreken", "data is missing")
DATA_MALFORMED: Final = Label("gegevens kloppen niet", "data is malformed")
UNKNOWN_EVENTS: Final = Label("hier zijn gebeurtenissen vastgelegd die deze versie niet kent",
                              "events were recorded here that this version does not know")
PART_LIMIT: Final = Label("er loopt er al een", "there is one already")
SECOND_PERSON: Final = Label("een ander bevestigt het", "somebody else confirms it")
WAIVER_NOT_ALLOWED: Final = Label("afwijken mag hier niet", "this may not be waived")
DOES_NOT_MOVE: Final = Label("dit past niet in de andere versie", "this does not fit into the other version")
CANNOT_BE_VOIDED: Final = Label("dit kan niet ongeldig worden verklaard", "this cannot be voided")

ALREADY_MET: Final = phrase("already_met", nl="{guard}: hieraan is al voldaan", en="{guard}: this is already met", guard=str)
IS_FIXED: Final = phrase("is_fixed", nl="{guard}: deze voorwaarde staat vast", en="{guard}: this requirement is fixed", guard=str)
NOT_YOURS: Final = phrase("not_yours", nl="{guard}: afwijken mag alleen door {roles}", en="{guard}: only {roles} may waive this", guard=str, roles=tuple)
NOT_WAIVABLE: Final = phrase("not_waivable", nl="{guard}: hiervan kan niemand afwijken", en="{guard}: nobody can waive this", guard=str)
NOT_ASKED: Final = phrase("not_asked", nl="{guard}: deze voorwaarde geldt hier niet", en="{guard}: this requirement does not apply here", guard=str)
ERASED: Final = phrase("erased", nl="gewist", en="erased")
SAME_PERSON: Final = phrase("same_person", nl="niet {who}, die het zelf vraagt", en="not {who}, who asks for it", who=str)
CONFIRMS_AS: Final = phrase("confirms_as", nl="in een van de rollen {roles}", en="in one of the roles {roles}", roles=tuple)
PARTS_UNKNOWN: Final = phrase("parts_unknown", nl="{kind}: niet alle onderdelen zijn bekend", en="{kind}: not all parts are known", kind=Label)
PARTS_ERASED: Final = phrase("parts_erased", nl="{kind}: van een onderdeel zijn de gegevens gewist", en="{kind}: the data of a part was erased", kind=Label)
BEFORE_TAKING_OVER: Final = phrase("before_taking_over", nl="wie dit vóór het overnemen deed: {trigger}", en="who did this before taking over: {trigger}",
                                   trigger=Label)
BEFORE_MIGRATING: Final = phrase("before_migrating", nl="wie dit onder de vorige versie deed: {trigger}", en="who did this under the version before: {trigger}",
                                 trigger=Label)
FACT_UNKNOWN: Final = phrase("fact_unknown", nl="{part}: {fact}", en="{part}: {fact}", part=Label, fact=Label)

# ── why a record cannot be voided ────────────────────────────────────────────────────────────────────────────────────────

VOID_OPENING: Final = phrase("void_opening", nl="de zaak begint ermee", en="the case begins with it")
VOID_OWN: Final = phrase("void_own", nl="{what}: dat blijft staan", en="{what}: that stays", what=Label)
VOID_TWICE: Final = phrase("void_twice", nl="gebeurtenis {record} is al ongeldig verklaard, door gebeurtenis {by}",
                           en="record {record} was voided already, by record {by}", record=int, by=int)
VOID_CAUSED: Final = phrase("void_caused", nl="gebeurtenis {record} volgde vanzelf op gebeurtenis {first}; verklaar die ongeldig",
                            en="record {record} followed by itself from record {first}; void that one", record=int, first=int)
VOID_ERASED: Final = phrase("void_erased", nl="gebeurtenis {record} is gewist, dus wat ervan afhangt is niet na te gaan",
                            en="record {record} was erased, so what depends on it cannot be told", record=int)
LATER_PART: Final = phrase("later_part", nl="gebeurtenis {record} ({what}): {part} zou er dan niet zijn",
                           en="record {record} ({what}): {part} would not be there then", record=int, what=Label, part=Label)
LATER_STATE: Final = phrase("later_state", nl="gebeurtenis {record} ({what}): {part} zou dan in {found} staan en niet in {wanted}",
                            en="record {record} ({what}): {part} would be in {found} then and not in {wanted}",
                            record=int, what=Label, part=Label, found=Label, wanted=Label)
LATER_FACTS: Final = phrase("later_facts", nl="gebeurtenis {record} ({what}): zij past dan niet bij de gegevens ({cause})",
                            en="record {record} ({what}): it would not fit the facts then ({cause})", record=int, what=Label, cause=str)
LATER_ITSELF: Final = phrase("later_itself", nl="gebeurtenis {record} ({what}): zij zou dan niet vanzelf zijn gevolgd",
                             en="record {record} ({what}): it would not have followed by itself then", record=int, what=Label)

LATER_VERSION: Final = phrase("later_version", nl="gebeurtenis {record} ({what}): de zaak zou dan niet passen ({why})",
                              en="record {record} ({what}): the case would not fit then ({why})", record=int, what=Label, why=tuple)

# ── why a case does not move to another version ──────────────────────────────────────────────────────────────────────────

ROOT_DOES_NOT_MOVE: Final = phrase("root_does_not_move", nl="de zaak zelf heet hier {here} en daar {there}", en="the case itself is called {here} here and {there} there",
                                   here=Label, there=Label)
PROFILE_DOES_NOT_MOVE: Final = phrase("profile_does_not_move", nl="versie {version} heeft geen profiel {profile}", en="version {version} has no profile {profile}",
                                      version=int, profile=Label)
KIND_DOES_NOT_MOVE: Final = phrase("kind_does_not_move", nl="{part}: zulke onderdelen heeft versie {version} niet", en="{part}: version {version} has no such parts",
                                   part=Label, version=int)
PERSONAL_DOES_NOT_MOVE: Final = phrase("personal_does_not_move", nl="{part}: of het over iemand gaat, is in de andere versie anders",
                                       en="{part}: whether it is about somebody is otherwise in the other version", part=Label)
STATE_DOES_NOT_MOVE: Final = phrase("state_does_not_move", nl="{part}: versie {version} heeft geen toestand {state}; noem er een in mapping=",
                                    en="{part}: version {version} has no state {state}; name one in mapping=", part=Label, version=int, state=Label)
FACT_DOES_NOT_MOVE: Final = phrase("fact_does_not_move", nl="{part}: {fact} kan daar niet worden gelezen ({cause})", en="{part}: {fact} cannot be read there ({cause})",
                                   part=Label, fact=Label, cause=str)
TOO_MANY_MOVE: Final = phrase("too_many_move", nl="{kind}: er lopen er {count}, en daar hoogstens {most}", en="{kind}: {count} are live, and there at most {most} are",
                              kind=Label, count=int, most=int)
UNKNOWN_EVENT_DOES_NOT_MOVE: Final = phrase("unknown_event_does_not_move", nl="{part}: de gebeurtenis {event} is hier niet bekend", en="{part}: the event {event} is not known here",
                                            part=Label, event=str)

REHEARSED: Final = phrase("rehearsed", nl="{name} {old} → {new}: {fit} lopende zaken passen, {others} niet; {closed} zijn afgesloten, {unread} niet te lezen",
                          en="{name} {old} → {new}: {fit} running cases fit, {others} do not; {closed} are closed, {unread} cannot be read",
                          name=Label, old=int, new=int, fit=int, others=int, closed=int, unread=int)

GROUNDS: Final = phrase("grounds", nl="{what}, gebeurtenis {record} van zaak {stream}: {case_type} versie {version}, profiel {profile}",
                        en="{what}, record {record} of case {stream}: {case_type} version {version}, profile {profile}",
                        what=Label, record=int, stream=str, case_type=Label, version=int, profile=Label)
OUTCOMES: Final = {"met": Label("voldaan", "met"), "waived": Label("daarvan is afgeweken", "waived"), "advised": Label("niet voldaan, als advies", "not met, as advice")}

# ── what is wrong with a field ───────────────────────────────────────────────────────────────────────────────────────────

FIELD_MISSING: Final = phrase("field_missing", nl="{path} ontbreekt", en="{path} is missing", path=str)
FIELD_UNKNOWN: Final = phrase("field_unknown", nl="{path} bestaat hier niet", en="{path} does not exist here", path=str)
FIELD_TYPE: Final = phrase("field_type", nl="{path} moet {wanted} zijn, niet {got}", en="{path} must be {wanted}, not {got}", path=str, wanted=str, got=str)
FIELD_REFUSED: Final = phrase("field_refused", nl="{path}: {cause}", en="{path}: {cause}", path=str, cause=str)
FIELD_VALUE: Final = phrase("field_value", nl="{path} moet {wanted} zijn", en="{path} must be {wanted}", path=str, wanted=Label)
FIELD_LENGTH: Final = phrase("field_length", nl="{path} mag hoogstens {most} tekens hebben en heeft er {length}",
                             en="{path} may have at most {most} characters and has {length}", path=str, most=int, length=int)
FIELD_EMPTY: Final = phrase("field_empty", nl="{path} is leeg", en="{path} is empty", path=str)
FIELD_FORBIDDEN: Final = phrase("field_forbidden", nl="{path} bevat een nummer dat een BSN kan zijn; laat het weg",
                                en="{path} holds a number that may be a BSN; leave it out", path=str)
FIELD_CONTACT: Final = phrase("field_contact", nl="{path} bevat een e-mailadres of telefoonnummer; laat het weg",
                              en="{path} holds an e-mail address or a telephone number; leave it out", path=str)
FIELD_REDACTED: Final = phrase("field_redacted", nl="{path} kan niet als gewist worden opgegeven", en="{path} cannot be given as erased", path=str)

# ── what is wrong with a definition ──────────────────────────────────────────────────────────────────────────────────────

CONTRADICTS: Final = phrase("contradicts", nl="zaaktype {name!r} versie {version} hangt niet samen:", en="case type {name!r} version {version} does not hold together:",
                            name=str, version=int)
CHANGED: Final = phrase("changed", nl="zaaktype {name!r} versie {version} is veranderd zonder nieuw versienummer:",
                        en="case type {name!r} version {version} changed without a new version number:", name=str, version=int)

# ── what cannot even be decided ──────────────────────────────────────────────────────────────────────────────────────────

UNKNOWN_TRIGGER: Final = phrase("unknown_trigger", nl="{case_type} kent geen handeling {trigger!r}", en="{case_type} has no trigger {trigger!r}",
                                case_type=str, trigger=str)
UNKNOWN_PART: Final = phrase("unknown_part", nl="zaak {case!r} heeft geen onderdeel {part!r}", en="case {case!r} has no part {part!r}", case=str, part=str)
FOREIGN_PART: Final = phrase("foreign_part", nl="{trigger!r} hoort niet bij {part!r}, maar bij {kind!r}", en="{trigger!r} does not belong to {part!r} but to {kind!r}",
                             trigger=str, part=str, kind=str)
UNKNOWN_PROFILE: Final = phrase("unknown_profile", nl="{case_type} kent geen profiel {profile!r}", en="{case_type} has no profile {profile!r}",
                                case_type=str, profile=str)
UNKNOWN_CASE_TYPE: Final = phrase("unknown_case_type", nl="hier is geen zaaktype {name!r}", en="there is no case type {name!r} here", name=str)
UNKNOWN_ROLE: Final = phrase("unknown_role", nl="geen enkel zaaktype hier kent de rol {role!r}", en="no case type here has a role {role!r}", role=str)
UNKNOWN_GUARD: Final = phrase("unknown_guard", nl="{case_type} kent geen voorwaarde {guard!r}", en="{case_type} has no guard {guard!r}", case_type=str, guard=str)
UNKNOWN_STATE: Final = phrase("unknown_state", nl="{part} kent geen toestand {state!r}", en="{part} has no state {state!r}", part=str, state=str)
UNKNOWN_FACT: Final = phrase("unknown_fact", nl="{part} kent geen gegeven {fact!r}", en="{part} has no fact {fact!r}", part=str, fact=str)
UNKNOWN_LIFECYCLE: Final = phrase("unknown_lifecycle", nl="{case_type} kent geen onderdeel {kind!r}", en="{case_type} has no part lifecycle {kind!r}",
                                  case_type=str, kind=str)
DID_YOU_MEAN: Final = phrase("did_you_mean", nl="{problem}; bedoelde u {near!r}?", en="{problem}; did you mean {near!r}?", problem=object, near=str)
KNOWN_ARE: Final = phrase("known_are", nl="{problem}; wel bekend: {known}", en="{problem}; known: {known}", problem=object, known=tuple)
WHICH_PART: Final = phrase("which_part", nl="van welk onderdeel? geef part={kind}/1, {kind}/2, …", en="of which part? give part={kind}/1, {kind}/2, …", kind=str)
WHICH_TRIGGER: Final = phrase("which_trigger", nl="waarmee begint het? geef trigger= met een van: {triggers}",
                              en="how does it begin? give trigger= with one of: {triggers}", triggers=tuple)
PARTS_HAVE_GAPS: Final = phrase("parts_have_gaps", nl="onderdelen worden vanaf 1 genummerd zonder gaten: {part!r} kan niet",
                                en="parts are numbered from 1 without gaps: {part!r} cannot be", part=str)
NAIVE_TIME: Final = phrase("naive_time", nl="{name} heeft geen tijdzone; geef er een, bijvoorbeeld datetime.now(timezone.utc)",
                           en="{name} has no time zone; give it one, as datetime.now(timezone.utc) does", name=str)
ODD_OFFSET: Final = phrase("odd_offset", nl="{name} heeft een tijdzone die niet op een hele minuut uitkomt", en="{name} has a time zone that is not a whole number of minutes", name=str)
FUTURE_TIME: Final = phrase("future_time", nl="{occurred} ligt in de toekomst", en="{occurred} lies in the future", occurred=str)
BEFORE_OPENING: Final = phrase("before_opening", nl="{occurred} ligt vóór het begin van {part} op {opened}", en="{occurred} lies before {part} began on {opened}",
                               occurred=str, part=str, opened=str)
NOT_A_TIME: Final = phrase("not_a_time", nl="{name} moet een datum of een datetime zijn, niet {got}", en="{name} must be a date or a datetime, not {got}",
                           name=str, got=str)
BAD_ID: Final = phrase("bad_id", nl="{name} {value!r} kan niet: 1 tot 64 tekens uit a-z, 0-9, punt, streepje en liggend streepje, beginnend met letter of cijfer",
                       en="{name} {value!r} cannot be: 1 to 64 characters of a-z, 0-9, dot, hyphen and underscore, starting with a letter or digit",
                       name=str, value=str)
RESERVED_ID: Final = phrase("reserved_id", nl="{name} {value!r} is gereserveerd", en="{name} {value!r} is reserved", name=str, value=str)
FORBIDDEN_NUMBER: Final = phrase("forbidden_number", nl="{name} bevat een nummer dat een BSN kan zijn; laat het weg",
                                 en="{name} holds a number that may be a BSN; leave it out", name=str)
FORBIDDEN_CONTACT: Final = phrase("forbidden_contact", nl="{name} bevat een e-mailadres of telefoonnummer; laat het weg",
                                  en="{name} holds an e-mail address or a telephone number; leave it out", name=str)
BAD_TEXT: Final = phrase("bad_text", nl="{name} moet tekst in Unicode NFC zijn, zonder losse surrogaten", en="{name} must be text in Unicode NFC without lone surrogates", name=str)
BAD_SHA256: Final = phrase("bad_sha256", nl="{name} moet 64 kleine hexadecimale tekens zijn", en="{name} must be 64 lower-case hexadecimal characters", name=str)
SAME_VERSION: Final = phrase("same_version", nl="de zaak is al een {name!r} versie {version}", en="the case is a {name!r} version {version} already", name=str, version=int)
OTHER_CASE_TYPE: Final = phrase("other_case_type", nl="de zaak is een {here!r}, en wordt geen {there!r}", en="the case is a {here!r}, and becomes no {there!r}", here=str, there=str)
SAME_PROFILE: Final = phrase("same_profile", nl="de zaak heeft het profiel {profile!r} al", en="the case has the profile {profile!r} already", profile=str)
NO_SOURCE: Final = phrase("no_source", nl="geef een bron op", en="give a source")
NO_REVISION: Final = phrase("no_revision", nl="zaak {case!r} heeft geen stand {revision}; de nieuwste is {newest}",
                            en="case {case!r} has no revision {revision}; the newest is {newest}", case=str, revision=int, newest=int)
NO_REASON: Final = phrase("no_reason", nl="geef een reden op", en="give a reason")
NO_GROUND: Final = phrase("no_ground", nl="geef een grondslag op", en="give a ground")
NEEDS_HISTORY: Final = phrase("needs_history", nl="{trigger!r} wil alles wat er in de zaak gebeurd is, vanaf het begin; Flow leest dat zelf",
                              en="{trigger!r} wants all that happened in the case, from the beginning on; Flow reads that by itself", trigger=str)
NAMES_THE_ERASED: Final = phrase("names_the_erased", nl="de grondslag noemt de verwijzing die gewist moet worden, en blijft staan",
                                 en="the ground names the reference that is to be erased, and stays")
NOT_PERSONAL: Final = phrase("not_personal", nl="{part!r} hoort bij geen levenscyclus over een persoon; wis een persoon met subject=…",
                             en="{part!r} belongs to no personal lifecycle; erase a person with subject=…", part=str)
NO_PIECE: Final = phrase("no_piece", nl="zaak {case!r} heeft geen record {record} met iets dat gewist kan worden",
                         en="case {case!r} has no record {record} with anything that can be erased", case=str, record=int)
WHOM_TO_ERASE: Final = phrase("whom_to_erase", nl="zeg wat gewist moet worden: part=… of records=… van een zaak, of subject=…",
                              en="say what is to be erased: part=… or records=… of a case, or subject=…")
BAD_ACT: Final = phrase("bad_act", nl="{trigger!r} wil {wanted} als gegevens", en="{trigger!r} wants {wanted} as its data", trigger=str, wanted=str)
BAD_VALUE: Final = phrase("bad_value", nl="{name} kan niet {value} zijn", en="{name} cannot be {value}", name=str, value=str)
LEAVES_NOTHING: Final = phrase("leaves_nothing", nl="{trigger!r} doet meer dan vastleggen; gebruik Flow.{trigger}(…)",
                               en="{trigger!r} does more than to record something; use Flow.{trigger}(…)", trigger=str)
WAS_DESTROYED: Final = phrase("was_destroyed", nl="zaak {case!r} is op {day} vernietigd; gebruik een ander nummer",
                              en="case {case!r} was destroyed on {day}; use another id", case=str, day=date)
ALREADY_EXISTS: Final = phrase("already_exists", nl="zaak {case!r} bestaat al", en="case {case!r} exists already", case=str)

# ── what is wrong with a log ─────────────────────────────────────────────────────────────────────────────────────────────

HEADER_CHANGED: Final = phrase("header_changed", nl="de kop is gewijzigd", en="its header was changed")
NOT_IN_PLACE: Final = phrase("not_in_place", nl="hier staat gebeurtenis {seq} van {stream!r}", en="record {seq} of {stream!r} stands here", seq=int, stream=str)
NOT_LINKED: Final = phrase("not_linked", nl="zij volgt niet op de gebeurtenis ervoor", en="it does not follow the record before it")
PIECE_CHANGED: Final = phrase("piece_changed", nl="het deel {piece!r} is gewijzigd", en="its piece {piece!r} was changed", piece=str)
PIECE_ADDED: Final = phrase("piece_added", nl="het deel {piece!r} hoort er niet bij", en="its piece {piece!r} does not belong there", piece=str)
PIECE_MISSING: Final = phrase("piece_missing", nl="het deel {piece!r} ontbreekt", en="its piece {piece!r} is missing", piece=str)
NOT_CANONICAL: Final = phrase("not_canonical", nl="zij is niet in canonieke vorm geschreven", en="it is not written in canonical form")
NOT_A_RECORD: Final = phrase("not_a_record", nl="dit is geen gebeurtenis: {cause}", en="this is no record: {cause}", cause=str)
HEAD_NOT_FOUND: Final = phrase("head_not_found", nl="de bewaarde hash {head} komt niet voor: het einde is weg of alles is herschreven",
                               en="the head {head} that was kept is not there: the tail is gone, or all was written anew", head=str)
DOES_NOT_FIT: Final = phrase("does_not_fit", nl="zij past niet bij wat eraan voorafging: {cause}", en="it does not fit what came before: {cause}", cause=str)
OTHER_FORMAT: Final = phrase("other_format", nl="formaat {found!r} in plaats van {wanted!r}", en="format {found!r} instead of {wanted!r}", found=str, wanted=str)
NEWER_FILE: Final = phrase("newer_file", nl="versie {found}, en deze versie kent {known}; gebruik een nieuwere proeftuin-flow",
                           en="version {found}, and this one knows {known}; use a newer proeftuin-flow", found=int, known=int)
FOREIGN_FILE: Final = phrase("foreign_file", nl="{cause}", en="{cause}", cause=str)

# ── what is wrong with a kept index, a file, or what somebody kept of a log ──────────────────────────────────────────────

INDEX_DIFFERS: Final = phrase("index_differs", nl="de kolom {column!r} zegt iets anders dan de gebeurtenis", en="the column {column!r} says something else than the record",
                              column=str)
CASE_MISSING: Final = phrase("case_missing", nl="de zaak is er niet meer; bewaard is de hash {head}", en="the case is not there any more; the head {head} was kept",
                             head=str)
OTHER_HASH: Final = phrase("other_hash", nl="hier hoort {kept} te staan, en er staat {found}: alles tot hier is herschreven",
                           en="{kept} should stand here, and {found} does: all up to here was written anew", kept=str, found=str)
TAIL_MISSING: Final = phrase("tail_missing", nl="het einde is weg: gebeurtenis {seq} met hash {head} is bewaard", en="the tail is gone: record {seq} with the hash {head} was kept",
                             seq=int, head=str)
OTHER_HEAD: Final = phrase("other_head", nl="de zaak is vernietigd, maar het register noemt een andere hash dan {head}", en="the case was destroyed, but the register names another hash than {head}",
                           head=str)
BAD_KEY_NAME: Final = phrase("bad_key_name", nl="de naam van een sleutel heeft geen spaties en geen plus: {name!r} kan niet", en="the name of a key has no spaces and no plus: {name!r} cannot be",
                             name=str)
BAD_VERIFIER_KEY: Final = phrase("bad_verifier_key", nl="dit is geen controlesleutel van de vorm naam+nummer+sleutel: {key!r}", en="this is no verifier key of the form name+id+key: {key!r}",
                                 key=str)
BAD_KEY_FILE: Final = phrase("bad_key_file", nl="geen leesbare Ed25519-sleutel: {cause}", en="no Ed25519 key that can be read: {cause}", cause=str)
KEY_EXISTS: Final = phrase("key_exists", nl="daar staat al iets; een sleutel wordt nooit overschreven", en="something stands there; a key is never overwritten")
BAD_NOTE: Final = phrase("bad_note", nl="geen ondertekende tekst", en="no signed note")
BAD_CHECKPOINT: Final = phrase("bad_checkpoint", nl="geen ijkpunt: naam, aantal en wortel zijn niet te lezen", en="no checkpoint: its origin, size and root cannot be read")
BAD_PROOF: Final = phrase("bad_proof", nl="geen bewijs: {cause}", en="no proof: {cause}", cause=str)
SIGNATURE_WRONG: Final = phrase("signature_wrong", nl="de handtekening van {name!r} klopt niet", en="the signature of {name!r} is wrong", name=str)
SIGNED_BY_NOBODY: Final = phrase("signed_by_nobody", nl="geen van de gegeven sleutels heeft dit ondertekend; wel: {names}", en="none of the keys that were given signed this; these did: {names}",
                                 names=tuple)
ROOT_DIFFERS: Final = phrase("root_differs", nl="de eerste {size} bladen hebben een andere wortel dan het ijkpunt", en="the first {size} leaves have another root than the checkpoint",
                             size=int)
LEDGER_SHORT: Final = phrase("ledger_short", nl="er staan minder dan {size} bladen in", en="it has fewer than {size} leaves", size=int)
LEDGER_PLACES: Final = phrase("ledger_places", nl="blad {leaf} zegt niet bij welke zaak het hoort, of slaat een nummer over", en="leaf {leaf} does not say to which case it belongs, or skips a number",
                              leaf=int)
LEDGER_STATE: Final = phrase("ledger_state", nl="de stand is niet te lezen: {cause}", en="its state cannot be read: {cause}", cause=str)
LEDGER_EMPTY: Final = phrase("ledger_empty", nl="er is nog niets om te ondertekenen", en="there is nothing to sign yet")
CHECKPOINT_ALONE: Final = phrase("checkpoint_alone", nl="geef een ijkpunt en een ijkboek samen", en="give a checkpoint and a ledger together")
OTHER_STORE: Final = phrase("other_store", nl="de laatst opgenomen gebeurtenis, {seq} van {stream!r}, staat daar niet: een andere opslag, of een teruggezette reservekopie",
                            en="the record that was taken in last, {seq} of {stream!r}, does not stand there: another store, or a restored backup", seq=int, stream=str)
NOT_INCLUDED: Final = phrase("not_included", nl="het laat niet zien dat {hash} in het ijkpunt zit", en="it does not show that {hash} is in the checkpoint", hash=str)
NOT_CONSISTENT: Final = phrase("not_consistent", nl="het laat niet zien dat het ijkpunt over {second} het ijkpunt over {first} voortzet",
                               en="it does not show that the checkpoint over {second} continues the one over {first}", first=int, second=int)
NOT_IN_LEDGER: Final = phrase("not_in_ledger", nl="van zaak {case!r} staat niets tot {size} in het ijkboek", en="the ledger has nothing of case {case!r} up to {size}", case=str, size=int)
NO_SUCH_CHECKPOINT: Final = phrase("no_such_checkpoint", nl="er is geen ijkpunt over {size}", en="there is no checkpoint over {size}", size=int)

# ── what is wrong with a projection ──────────────────────────────────────────────────────────────────────────────────────

STATE_NOT_JSON: Final = phrase("state_not_json", nl="wat {name!r} bijhoudt, komt uit JSON niet terug zoals het was; gebruik dicts met tekst als sleutel, lijsten, tekst en getallen",
                               en="what {name!r} keeps does not come back from JSON as it was; use dicts with text keys, lists, texts and numbers", name=str)
NOT_SAVED: Final = phrase("not_saved", nl="dit is geen bewaard overzicht: {cause}; gooi het weg, dan begint het overzicht opnieuw",
                          en="this is no saved projection: {cause}; delete it, and the projection starts again", cause=str)

# ── what stands in the way of a store ────────────────────────────────────────────────────────────────────────────────────

STORE_FULL: Final = phrase("store_full", nl="de schijf is vol; maak ruimte vrij", en="the disk is full; free some space")
STORE_LOCKED: Final = phrase("store_locked", nl="al {seconds} s in gebruik door iets anders; wacht daarop of sluit het",
                             en="something else has held it for {seconds} s; wait for that, or close it", seconds=str)
STORE_READ_ONLY: Final = phrase("store_read_only", nl="hier mag niet worden geschreven ({cause}); pas de rechten van het bestand en de map aan",
                                en="it may not be written here ({cause}); change the rights of the file and its directory", cause=str)
STORE_NOT_OPENED: Final = phrase("store_not_opened", nl="het gaat niet open ({cause}); controleer of de map bestaat en van wie zij is",
                                 en="it does not open ({cause}); see whether the directory exists, and whose it is", cause=str)
OUTBOX_MOVED: Final = phrase("outbox_moved", nl="een ander programma leegt haar op dit moment; draai terug en begin opnieuw bij het bewaarde merk",
                             en="another program is emptying it now; roll back, and begin again from the mark that was kept")
STORE_FAILED: Final = phrase("store_failed", nl="{cause}", en="{cause}", cause=str)
STORE_CLOSED: Final = phrase("store_closed", nl="deze toegang is gesloten; open een nieuwe", en="this handle was closed; open a new one")
STORE_FORKED: Final = phrase("store_forked", nl="geopend vóór een fork, in een ander proces; open in elk proces een eigen",
                             en="opened before a fork, in another process; open one in each process")
FOREIGN_DATABASE: Final = phrase("foreign_database", nl="een database van iets anders", en="a database of something else")
DATABASE_REFUSED: Final = phrase("database_refused", nl="de database staat dit niet toe ({cause}); controleer de rechten van deze rol en of dit niet de standby is",
                                 en="the database does not allow it ({cause}); see what this role may do, and whether this is not the standby", cause=str)
NO_TABLES: Final = phrase("no_tables", nl="hier zijn geen tabellen van ons; maak ze met proeftuin_flow.stores.upgrade(engine)",
                          en="there are no tables of ours here; make them with proeftuin_flow.stores.upgrade(engine)")
OLDER_TABLES: Final = phrase("older_tables", nl="tabellen van versie {found}, en deze versie wil {known}; werk ze bij met proeftuin_flow.stores.upgrade(engine)",
                             en="tables of version {found}, and this one wants {known}; bring them up to date with proeftuin_flow.stores.upgrade(engine)",
                             found=int, known=int)
OTHER_SERVER: Final = phrase("other_server", nl="geschreven op server {then}, en dit is {now}; is het logboek verhuisd, zeg dat dan met proeftuin_flow.stores.moved(engine)",
                             en="written on server {then}, and this is {now}; if the log was moved, say so with proeftuin_flow.stores.moved(engine)", then=str, now=str)
NOT_FOR_EVIDENCE: Final = phrase("not_for_evidence", nl="met {name} = {value} zou iets als vastgelegd gelden wat verloren kan gaan; zet het voor deze rol op {wanted}",
                                 en="with {name} = {value} something would count as recorded that can be lost; set it to {wanted} for this role",
                                 name=str, value=str, wanted=str)
NOT_CONFIRMED: Final = phrase("not_confirmed", nl="de server waarschuwde: {cause}", en="the server warned: {cause}", cause=str)
CANCELLED: Final = phrase("cancelled", nl="het wachten op de server is afgebroken", en="the wait for the server was cancelled")
SNAPSHOT_GONE: Final = phrase("snapshot_gone", nl="het moment waarvan dit een deel was is voorbij; neem alle delen opnieuw en houd ze vast tot het werk klaar is",
                              en="the moment that this was a part of is over; take all parts anew, and hold on to them until the work is done")
POSITION_LOST: Final = phrase("position_lost", nl="op de bewaarde plaats {position} staat iets anders dan daar gelezen is: deze server is er gebeurtenissen kwijt; begin het overzicht opnieuw",
                              en="at the saved position {position} stands something else than was read there: this server has lost records; start the projection again",
                              position=str)
BAD_DEFINITION: Final = phrase("bad_definition", nl="de bewaarde definitie is gewijzigd of onleesbaar: {cause}",
                               en="the definition that was kept was changed, or cannot be read: {cause}", cause=str)
BAD_LINE: Final = phrase("bad_line", nl="deze regel hoort hier niet: {cause}", en="this line does not belong here: {cause}", cause=str)
TORN_LINE: Final = phrase("torn_line", nl="het einde is afgebroken", en="its end is torn off")

# ── what a statement of destruction says ─────────────────────────────────────────────────────────────────────────────────

STATEMENT_TITLE: Final = Label("Verklaring van vernietiging", "Statement of destruction")
STATEMENT_CASE: Final = phrase("statement_case", nl="Vernietigd is zaak {case} (zaaktype {case_type}, versie {version}), geheel.",
                               en="Destroyed was case {case} (case type {case_type}, version {version}), the whole of it.", case=str, case_type=str, version=int)
STATEMENT_PERIOD: Final = phrase("statement_period", nl="Aantal gebeurtenissen: {records}, vastgelegd van {first} tot en met {last}.",
                                 en="Number of records: {records}, recorded from {first} up to {last}.", records=int, first=str, last=str)
STATEMENT_GROUND: Final = phrase("statement_ground", nl="Grond: {ground}.", en="Ground: {ground}.", ground=str)
STATEMENT_RULE: Final = phrase("statement_rule", nl="Regel van de selectielijst: {rule}", en="Rule of the selection list: {rule}", rule=str)
STATEMENT_MANNER: Final = Label("Wijze: fysiek verwijderd uit de opslag; alleen de hashes blijven. Reservekopieën van eerder vallen hier niet onder.",
                                "Manner: physically removed from the store; only the hashes stay. Backups made before are not covered.")
STATEMENT_DONE: Final = phrase("statement_done", nl="Vernietigd op {moment} door {by}, bevestigd door {confirmed_by}.",
                               en="Destroyed on {moment} by {by}, confirmed by {confirmed_by}.", moment=str, by=str, confirmed_by=str)
STATEMENT_HEAD: Final = phrase("statement_head", nl="Hash van de laatste gebeurtenis: {head}", en="Hash of the newest record: {head}", head=str)
BAD_STATEMENT: Final = phrase("bad_statement", nl="geen ondertekende verklaring van vernietiging: {cause}", en="no signed statement of destruction: {cause}", cause=str)

# ── the command line ─────────────────────────────────────────────────────────────────────────────────────────────────────

CLI_ABOUT: Final = Label(
    "Controleer een logboek van proeftuin-flow. Er wordt niets in geschreven, en er is geen zaaktype voor nodig.",
    "Check a log of proeftuin-flow. Nothing is written into it, and no case type is needed.",
)
CLI_EXITS: Final = Label(
    "Afsluitcodes: 0 alles is heel, 1 er klopt iets niet, 2 het is niet te lezen of de opdracht klopt niet.",
    "Exit codes: 0 all is whole, 1 something is wrong, 2 it cannot be read or the command is not right.",
)
CLI_VERIFY: Final = Label(
    "kijk of elke gebeurtenis in een bestand nog is zoals zij is vastgelegd, ook tegen wat iemand elders heeft bewaard",
    "see whether every record in a file still is as it was recorded, also against what somebody kept elsewhere",
)
CLI_HEADS: Final = Label(
    "geef van elke zaak de hash van de nieuwste gebeurtenis; bewaar die waar niemand bij kan die het bestand kan schrijven",
    "give the hash of the newest record of every case; keep it where nobody can reach it who can write the file",
)
CLI_CHECK_PROOF: Final = Label(
    "kijk of een bewijs laat zien dat een gebeurtenis in een ijkpunt zit", "see whether a proof shows that a record is in a checkpoint",
)
CLI_FILE: Final = Label("een bestand met JSON-regels of van een SqliteStore", "a file of JSON Lines or of a SqliteStore")
CLI_PROOF: Final = Label("een bewijs in JSON", "a proof in JSON")
CLI_HEADS_FILE: Final = Label("de koppen die `heads` eerder gaf", "the heads that `heads` gave before")
CLI_HEAD: Final = Label("een hash die van zaak ID is bewaard", "a hash that was kept of case ID")
CLI_CASE: Final = Label("de zaak van --head", "the case of --head")
CLI_CHECKPOINT: Final = Label("een ondertekend ijkpunt", "a signed checkpoint")
CLI_LEDGER: Final = Label("de map met het ijkboek waar het ijkpunt over gaat", "the directory with the ledger that the checkpoint is over")
CLI_KEY: Final = Label("een controlesleutel die vertrouwd wordt, of een bestand met een op elke regel; mag vaker",
                       "a verifier key that is trusted, or a file with one on each line; may be repeated")
CLI_JOBS: Final = Label("over zoveel processen verdelen (alleen SQLite)", "spread over so many processes (SQLite only)")
CLI_JSON: Final = Label("geef de uitslag als JSON", "give the outcome as JSON")
CLI_QUIET: Final = Label("toon geen voortgang", "show no progress")
CLI_OUTPUT: Final = Label("schrijf ze in dit bestand", "write them into this file")
CLI_LANG: Final = Label("in het Nederlands of in het Engels", "in Dutch or in English")
CLI_HELP: Final = Label("toon deze uitleg", "show this help")
CLI_COMMANDS: Final = Label("opdrachten", "commands")
CLI_FILES: Final = Label("bestanden", "files")
CLI_OPTIONS: Final = Label("opties", "options")
CLI_WRONG: Final = phrase("cli_wrong", nl="de opdracht klopt niet: {cause}", en="the command is not right: {cause}", cause=str)
CLI_CASE_ALONE: Final = Label("geef --case en --head samen", "give --case and --head together")
CLI_KEYS_ALONE: Final = Label("geef --checkpoint, --ledger en --key samen", "give --checkpoint, --ledger and --key together")
CLI_WHOLE: Final = phrase("cli_whole", nl="Heel. Gebeurtenissen: {records:,}, zaken: {cases:,}.", en="Whole. Records: {records:,}, cases: {cases:,}.",
                          records=int, cases=int)
CLI_BROKEN: Final = phrase("cli_broken", nl="Niet heel. Bevindingen: {count:,}, gebeurtenissen: {records:,}, zaken: {cases:,}.",
                           en="Not whole. Findings: {count:,}, records: {records:,}, cases: {cases:,}.", count=int, records=int, cases=int)
CLI_MORE: Final = phrase("cli_more", nl="en nog {count:,}", en="and {count:,} more", count=int)
CLI_ERASED: Final = phrase("cli_erased", nl="Gebeurtenissen waarvan de persoonsgegevens zijn gewist, zoals is vastgelegd: {count:,}.",
                           en="Records whose personal data was erased, as is recorded: {count:,}.", count=int)
CLI_OUTSTANDING: Final = phrase("cli_outstanding", nl="Gebeurtenissen waarvan de persoonsgegevens nog moeten worden gewist, zoals is vastgelegd: {count:,}.",
                                en="Records whose personal data has still to be erased, as is recorded: {count:,}.", count=int)
CLI_DESTROYED: Final = phrase("cli_destroyed", nl="Zaken die elders zijn bewaard en volgens het register zijn vernietigd: {count:,}.",
                              en="Cases that were kept elsewhere, and destroyed as the register says: {count:,}.", count=int)
CLI_COVERED: Final = phrase("cli_covered", nl="Het ijkpunt van {origin} over {size:,} gebeurtenissen is ondertekend door {names}.",
                            en="The checkpoint of {origin} over {size:,} records is signed by {names}.", origin=str, size=int, names=tuple)
CLI_AGAINST_NOTHING: Final = Label(
    "Niet vergeleken met iets dat elders is bewaard: of het einde weg is of alles is herschreven, is zo niet te zien.",
    "Not compared with anything that was kept elsewhere: whether the tail is gone or all was written anew cannot be seen so.",
)
CLI_PROVEN: Final = phrase("cli_proven", nl="{hash} zit in het ijkpunt (gebeurtenis {seq} van zaak {case}).", en="{hash} is in the checkpoint (record {seq} of case {case}).",
                           hash=str, seq=int, case=str)
CLI_PROGRESS: Final = phrase("cli_progress", nl="{records:,} gebeurtenissen, {percent} %", en="{records:,} records, {percent} %", records=int, percent=int)

# ── what an export asks beside guards and roles ──────────────────────────────────────────────────────────────────────────

WISH_FITS: Final = Label("de gegevens en de afwijkingen kloppen", "data and waivers are in order")
CASE_IS_OPEN: Final = Label("de zaak is open", "the case is open")
ROOM_FOR_A_PART: Final = Label("er is ruimte voor nog een onderdeel", "there is room for another part")
OPENED_BY_ANOTHER: Final = Label("een ander onderdeel opent dit", "another part opens this")

# ── titles of errors ─────────────────────────────────────────────────────────────────────────────────────────────────────

TITLES: Final = {
    "flow_error": Label("er ging iets mis", "something went wrong"),
    "definition_error": Label("de regels spreken elkaar tegen", "the rules contradict themselves"),
    "command_refused": Label("dit kan nu niet", "this is not possible now"),
    "case_not_found": Label("zaak niet gevonden", "case not found"),
    "revision_conflict": Label("iemand anders was eerder", "somebody else was faster"),
    "request_reused": Label("dit verzoeknummer hoort bij een andere opdracht", "this request id stands for another command"),
    "outcome_unknown": Label("onbekend of het is vastgelegd", "it is unknown whether it was recorded"),
    "store_unavailable": Label("er is niets vastgelegd", "nothing was recorded"),
    "invalid_data": Label("het verzoek klopt niet", "the request is not right"),
    "cannot_be_established": NOT_ESTABLISHED,
    "log_error": Label("het logboek is niet te vertrouwen", "the log cannot be trusted"),
    "not_ours": Label("dit is geen logboek van deze bibliotheek", "this is not a log of this library"),
    "unknown_version": Label("versie onbekend", "unknown version"),
    "broken_chain": Label("de keten is verbroken", "the chain is broken"),
    "broken_proof": Label("het bewijs klopt niet", "the proof does not hold"),
}
