"""
Ours: what `proeftuin_flow` enters in each race.

Every contestant checks what came out: a decision that was refused is not an accepted one.
"""

from benchmarks.ours.appending import appends, same_rows
from benchmarks.ours.bulk import counted_by, fold_whole, folded_by, pool_of, verify_whole
from benchmarks.ours.deciding import accepted, cases, refused
from benchmarks.ours.following import Behind, follow, read_again
from benchmarks.ours.growing import growths
from benchmarks.ours.importing import imports
from benchmarks.ours.journals import commanded, made_anew
from benchmarks.ours.logs import replays, verifies, write_log
from benchmarks.ours.names import (
    ACCEPTED,
    APPEND,
    APPEND_MANY,
    CACHED,
    CASE,
    CASES_PER_STORE,
    COMMANDS_PER_CASE,
    COMMANDS_PER_CASE_EACH,
    IMPORT,
    PARTS_PER_CASE,
    RECORDS_PER_CASE,
    REFUSED,
    REFUSED_TWICE,
    REPLAY,
    REPLAY_VERIFIED,
    STATES_PER_LIFECYCLE,
    VERIFY,
    VERIFY_STORE,
    Growing,
)
from benchmarks.ours.postgres import PERMITS_EACH, by_flow, by_psycopg, by_psycopg_asked, by_store
from benchmarks.ours.programme import programme, traced
from benchmarks.ours.redacting import VISIT_RECORDS, erasing, visit_id, write_visits

__all__ = [
    "ACCEPTED", "APPEND", "APPEND_MANY", "CACHED", "CASE", "CASES_PER_STORE", "COMMANDS_PER_CASE", "COMMANDS_PER_CASE_EACH",
    "IMPORT", "PARTS_PER_CASE", "PERMITS_EACH", "RECORDS_PER_CASE", "REFUSED", "REFUSED_TWICE", "REPLAY", "REPLAY_VERIFIED",
    "STATES_PER_LIFECYCLE", "VERIFY", "VERIFY_STORE", "VISIT_RECORDS", "Behind", "Growing", "accepted", "appends", "by_flow",
    "by_psycopg", "by_psycopg_asked", "by_store", "cases", "commanded", "counted_by", "erasing", "fold_whole", "folded_by",
    "follow", "growths", "imports", "made_anew", "pool_of", "programme", "read_again", "refused", "replays", "same_rows",
    "traced", "verifies", "verify_whole", "visit_id", "write_log", "write_visits",
]  # fmt: skip
