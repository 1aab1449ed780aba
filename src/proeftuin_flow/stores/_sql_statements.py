"""
Every statement of `SqlStore`, as a value.  Whoever drives it, a thread or an event loop, says the same to the server.

The order of the whole store is (epoch, transaction id, position).  A position alone would be wrong: numbers are handed out before the
transaction ends, so that one that ends late puts a record behind a follower's back.  A follower reads only what was written by transactions
that are older than every one that still runs.

A transaction that had its id early may write late, after a record of a later id in the same stream.  So a record gets the later one of its
own transaction's id and of that of the record before it: within a stream the order is never another one than that of the numbers, and
no record gets an id that is smaller than that of its transaction, which is all that a follower relies on.

An epoch is one life of a server.  What was written in an earlier one can be read at once, for none of its transactions runs any more.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from msgspec import Struct
from sqlalchemy import TextClause, text

from ..log import GENESIS
from ._sql_schema import TURNS

__all__ = ["BARRIER", "CHUNK", "DESTROYING", "HOLDER", "LOCK_TIMEOUT", "RECORD", "REDACTING", "WAKE", "Statements", "statements"]

CHUNK: Final = 512
"""How many records are read at once."""

RECORD: Final = "stream, seq, header, hash, data, personal"

# That the newest record is the expected one is part of the statement: a key alone accepts number 9 after number 3.
APPEND: Final = f"""
INSERT INTO {{s}}.record (stream, seq, epoch, tx, header, hash, data, personal, subjects, request, first, salt, digest)
SELECT :stream, new.seq, now.epoch, greatest(pg_current_xact_id(), CASE WHEN tip.epoch = now.epoch THEN tip.tx END),
    new.header, new.hash, new.data, new.personal, CAST(new.subjects AS text[]),
    CASE WHEN new.seq = :last THEN CAST(:request AS text) END, CASE WHEN new.seq = :last THEN CAST(:first AS integer) END,
    CASE WHEN new.seq = :last THEN CAST(:salt AS text) END, CASE WHEN new.seq = :last THEN CAST(:digest AS text) END
FROM (SELECT max(epoch) AS epoch FROM {{s}}.epoch) AS now
    LEFT JOIN (SELECT seq, hash, epoch, tx FROM {{s}}.record WHERE stream = :stream ORDER BY seq DESC LIMIT 1) AS tip ON true
    CROSS JOIN unnest(
        CAST(:seqs AS integer[]), CAST(:headers AS bytea[]), CAST(:hashes AS text[]), CAST(:data AS bytea[]), CAST(:personal AS bytea[]),
        CAST(:subjects AS text[])
    ) AS new (seq, header, hash, data, personal, subjects)
WHERE coalesce(tip.seq, 0) = :expected AND coalesce(tip.hash, '{GENESIS}') = :prev
    AND (:expected > 0 OR NOT EXISTS (SELECT FROM {{s}}.destroyed WHERE stream = :stream))
ORDER BY new.seq
"""


class Statements(Struct, frozen=True):
    """The statements for the tables of one schema."""

    check: TextClause
    begin_epoch: TextClause
    append: TextClause
    tip: TextClause
    taken: TextClause
    tips: TextClause
    turns: TextClause
    read: TextClause
    request: TextClause
    about: TextClause
    follow: TextClause
    gone: TextClause
    waiting: TextClause
    lock: TextClause
    redact: TextClause
    digests: TextClause
    destroy: TextClause
    enter: TextClause
    register: TextClause
    take_in: TextClause
    take_in_request: TextClause
    keep: TextClause
    definitions: TextClause


BARRIER: Final = text("SELECT pg_logical_emit_message(true, 'proeftuin', '')")
"""A commit that waits until everything before it is where the settings want it to be."""

REDACTING: Final = text("SELECT set_config('proeftuin.redacting', :stream, true)")
DESTROYING: Final = text("SELECT current_setting('lock_timeout'), set_config('proeftuin.destroying', :stream, true)")
LOCK_TIMEOUT: Final = text("SELECT set_config('lock_timeout', :timeout, true)")

WAKE: Final = text("SELECT pg_notify(:channel, '')")

# Every transaction that has an id holds a lock on it, also one that was prepared; and everybody may see locks.
HOLDER: Final = text("""
SELECT locks.pid, activity.datname, activity.usename, activity.application_name, activity.state, activity.xact_start
FROM pg_locks AS locks LEFT JOIN pg_stat_activity AS activity USING (pid)
WHERE locks.locktype = 'transactionid' AND locks.mode = 'ExclusiveLock' AND locks.granted
    AND locks.transactionid = CAST(pg_snapshot_xmin(pg_current_snapshot()) AS xid)
""")

@cache
def statements(s: str) -> Statements:
    """The statements for the tables of a schema, whose name is in quotes."""

    def sql(statement: str) -> TextClause:
        return text(statement.replace("{s}", s))

    readable = "(epoch < (SELECT max(epoch) FROM {s}.epoch) OR tx < pg_snapshot_xmin(pg_current_snapshot()))"
    after = "(epoch, tx, pos) > (:epoch, CAST(:tx AS xid8), :pos)"
    return Statements(
        check=sql("""
            SELECT (SELECT max(version) FROM {s}.version), last.epoch, last.system, {s}.server(),
                current_setting('synchronous_commit'), current_setting('client_min_messages')
            FROM (SELECT epoch, system FROM {s}.epoch ORDER BY epoch DESC LIMIT 1) AS last
        """),
        begin_epoch=sql("SELECT {s}.begin_epoch(:moved)"),
        append=sql(APPEND),
        tip=sql("SELECT seq, hash FROM {s}.record WHERE stream = :stream ORDER BY seq DESC LIMIT 1"),
        taken=sql("SELECT line FROM {s}.destroyed WHERE stream = :stream"),
        # From stream to stream by the index, however many records each has.
        tips=sql("""
            WITH RECURSIVE streams (stream) AS (
                (SELECT stream FROM {s}.record WHERE stream > :after ORDER BY stream LIMIT 1)
                UNION ALL
                SELECT (SELECT record.stream FROM {s}.record WHERE record.stream > streams.stream ORDER BY record.stream LIMIT 1)
                FROM streams WHERE streams.stream IS NOT NULL
            )
            SELECT streams.stream, tip.seq, tip.hash
            FROM streams CROSS JOIN LATERAL (
                SELECT seq, hash FROM {s}.record WHERE record.stream = streams.stream ORDER BY seq DESC LIMIT 1
            ) AS tip
            LIMIT :limit
        """),
        turns=sql(f"""
            SELECT stream, seq, header FROM {{s}}.record WHERE ({TURNS}) AND (stream, seq) > (:stream, CAST(:seq AS bigint))
            ORDER BY stream, seq LIMIT :limit
        """),
        read=sql(f"SELECT {RECORD} FROM {{s}}.record WHERE stream = :stream AND seq > CAST(:after AS bigint) ORDER BY seq LIMIT :limit"),
        request=sql("SELECT request, first, seq, salt, digest FROM {s}.record WHERE stream = :stream AND request = :request"),
        about=sql("SELECT stream, seq FROM {s}.record WHERE subjects @> ARRAY[CAST(:subject AS text)] ORDER BY epoch, tx, pos"),
        # Its name once more, for the order is that of the column and not that of the text.
        follow=sql(f"""
            SELECT epoch, CAST(tx AS text), pos, {RECORD} FROM {{s}}.record WHERE {after} AND {readable}
            ORDER BY record.epoch, record.tx, record.pos LIMIT :limit
        """),
        gone=sql("""
            SELECT NOT EXISTS (
                SELECT FROM {s}.record WHERE epoch = :epoch AND tx = CAST(:tx AS xid8) AND pos = :pos AND left(hash, 16) = :hash
            )
        """),
        waiting=sql(f"""
            SELECT count(*) FILTER (WHERE {readable}), count(*) FILTER (WHERE NOT {readable}) FROM {{s}}.record WHERE {after}
        """),
        lock=sql("LOCK TABLE {s}.record IN SHARE ROW EXCLUSIVE MODE"),
        redact=sql("""
            UPDATE {s}.record SET personal = NULL, subjects = NULL
            WHERE stream = :stream AND seq = ANY(CAST(:seqs AS bigint[])) AND personal IS NOT NULL
        """),
        digests=sql("""
            UPDATE {s}.record SET digest = NULL
            WHERE stream = :stream AND digest IS NOT NULL
                AND EXISTS (SELECT FROM unnest(CAST(:seqs AS bigint[])) AS emptied WHERE emptied BETWEEN first AND seq)
        """),
        destroy=sql("DELETE FROM {s}.record WHERE stream = :stream"),
        enter=sql("INSERT INTO {s}.destroyed (stream, line) VALUES (:stream, :line) ON CONFLICT (stream) DO NOTHING"),
        register=sql("""
            SELECT position, line FROM {s}.destroyed WHERE position > :after AND stream = coalesce(CAST(:stream AS text), stream)
            ORDER BY position LIMIT :limit
        """),
        take_in=sql("""
            INSERT INTO {s}.record (stream, seq, epoch, tx, header, hash, data, personal, subjects)
            VALUES (:stream, :seq, (SELECT max(epoch) FROM {s}.epoch), pg_current_xact_id(), :header, :hash, :data, :personal,
                CAST(:subjects AS text[]))
        """),
        take_in_request=sql("""
            UPDATE {s}.record SET request = :request, first = :first, salt = :salt, digest = :digest WHERE stream = :stream AND seq = :seq
        """),
        keep=sql("""
            INSERT INTO {s}.definition (name, version, fingerprint, structure, texts)
            VALUES (:name, :version, :fingerprint, :structure, :texts) ON CONFLICT (fingerprint) DO NOTHING
        """),
        definitions=sql("""
            SELECT name, version, fingerprint, structure, texts FROM {s}.definition
            WHERE name = :name AND version = coalesce(CAST(:version AS integer), version) ORDER BY position
        """),
    )  # fmt: skip
