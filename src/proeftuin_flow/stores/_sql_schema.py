"""
The tables of `SqlStore`, how they come into a database, and who may do what with them.

`tables()` describes them for SQLAlchemy and for Alembic's comparison; `upgrade()` makes them, step by step, as every version did.
The triggers are for accidents, the grants for applications: who owns the tables can do everything, and the chain shows it.
"""

from __future__ import annotations

import re
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    Connection,
    DateTime,
    Engine,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)  # fmt: skip
from sqlalchemy.types import UserDefinedType

from ..errors import InvalidData, NotOurs
from ..messages import BAD_VALUE, NEWER_FILE
from ._intake import MOVES

__all__ = ["SCHEMA", "TURNS", "VERSION", "grants", "known_schema", "moved", "schema_version", "tables", "upgrade"]

SCHEMA: Final = "proeftuin"
"""The schema of the tables, if none is named."""

VERSION: Final = 1
"""How many steps there are; an older version of this library may not use what a later step made."""

NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,47}", re.ASCII)

TURNS: Final = rf"seq = 1 OR position(CAST('\x{MOVES.hex()}' AS bytea) IN header) > 0"
"""Whether a record is the first under its rules, in SQL."""

STEPS: Final[list[list[str]]] = [
    [
        "CREATE TABLE {s}.version (version integer PRIMARY KEY)",
        "CREATE TABLE {s}.epoch (epoch integer PRIMARY KEY, system text NOT NULL, since timestamptz NOT NULL DEFAULT now())",
        # `tx` and `pos` are the order of the whole store; see `_sql_statements`.  One row is one record, with the request beside the last one
        # of its commit; the subjects leave together with the personal piece that names them.
        """
        CREATE TABLE {s}.record (
            stream text COLLATE "C" NOT NULL,
            seq integer NOT NULL,
            epoch integer NOT NULL,
            tx xid8 NOT NULL,
            pos bigint GENERATED ALWAYS AS IDENTITY,
            header bytea NOT NULL,
            hash text NOT NULL,
            data bytea,
            personal bytea,
            subjects text[],
            request text,
            first integer,
            salt text,
            digest text,
            CONSTRAINT record_pkey PRIMARY KEY (stream, seq)
        )
        """,
        "CREATE INDEX record_order ON {s}.record (epoch, tx, pos)",
        "CREATE UNIQUE INDEX record_request ON {s}.record (stream, request) WHERE request IS NOT NULL",
        "CREATE INDEX record_subjects ON {s}.record USING gin (subjects) WHERE subjects IS NOT NULL",
        f"CREATE INDEX record_turns ON {{s}}.record (stream, seq) WHERE {TURNS}",
        """
        CREATE TABLE {s}.definition (
            position bigint GENERATED ALWAYS AS IDENTITY,
            name text NOT NULL,
            version integer NOT NULL,
            fingerprint text NOT NULL,
            structure bytea NOT NULL,
            texts bytea NOT NULL,
            CONSTRAINT definition_pkey PRIMARY KEY (position),
            CONSTRAINT definition_fingerprint UNIQUE (fingerprint)
        )
        """,
        """
        CREATE TABLE {s}.destroyed (
            position bigint GENERATED ALWAYS AS IDENTITY,
            stream text COLLATE "C" NOT NULL,
            line bytea NOT NULL,
            CONSTRAINT destroyed_pkey PRIMARY KEY (position),
            CONSTRAINT destroyed_stream UNIQUE (stream)
        )
        """,
        # A permission to remove is a setting that ends with the transaction that removes.
        """
        CREATE FUNCTION {s}.record_stays() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF (NEW.stream, NEW.seq, NEW.epoch, NEW.tx, NEW.pos, NEW.header, NEW.hash, NEW.data)
                IS DISTINCT FROM (OLD.stream, OLD.seq, OLD.epoch, OLD.tx, OLD.pos, OLD.header, OLD.hash, OLD.data)
                OR NEW.personal IS DISTINCT FROM OLD.personal
                    AND (NEW.personal IS NOT NULL OR current_setting('proeftuin.redacting', true) IS DISTINCT FROM OLD.stream)
            THEN
                RAISE EXCEPTION 'a record is never changed; only redaction empties its personal piece'
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$
        """,
        """
        CREATE FUNCTION {s}.record_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF current_setting('proeftuin.destroying', true) IS DISTINCT FROM OLD.stream THEN
                RAISE EXCEPTION 'a record is never deleted; only destruction removes its whole stream'
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN OLD;
        END $$
        """,
        """
        CREATE FUNCTION {s}.kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'what stands in % is never changed or removed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """,
        "CREATE TRIGGER record_stays BEFORE UPDATE ON {s}.record FOR EACH ROW EXECUTE FUNCTION {s}.record_stays()",
        "CREATE TRIGGER record_is_kept BEFORE DELETE ON {s}.record FOR EACH ROW EXECUTE FUNCTION {s}.record_is_kept()",
        "CREATE TRIGGER record_is_not_emptied BEFORE TRUNCATE ON {s}.record EXECUTE FUNCTION {s}.kept()",
        "CREATE TRIGGER definition_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {s}.definition EXECUTE FUNCTION {s}.kept()",
        "CREATE TRIGGER destroyed_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {s}.destroyed EXECUTE FUNCTION {s}.kept()",
        # Which server this is: its identifier, and its timeline, which is another one after every promotion and every recovery.
        """
        CREATE FUNCTION {s}.server() RETURNS text LANGUAGE sql AS $$
            SELECT system_identifier || '/' || CASE WHEN pg_is_in_recovery() THEN '' ELSE substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END
            FROM pg_control_system()
        $$
        """,
        # With the rights of its owner, so that whoever comes first may say that a server has begun another life.
        """
        CREATE FUNCTION {s}.begin_epoch(moved boolean) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
            INSERT INTO {s}.epoch (epoch, system)
            SELECT last.epoch + 1, {s}.server() FROM (SELECT epoch, system FROM {s}.epoch ORDER BY epoch DESC LIMIT 1) AS last
            WHERE last.system <> {s}.server()
                AND (moved OR split_part(last.system, '/', 1) = split_part({s}.server(), '/', 1))
            ON CONFLICT DO NOTHING
        $$
        """,
        "INSERT INTO {s}.epoch (epoch, system) SELECT 1, {s}.server()",
        "INSERT INTO {s}.version (version) VALUES (1)",
    ],
]  # fmt: skip

WRITES: Final = [
    "GRANT USAGE ON SCHEMA {s} TO {role}",
    "GRANT SELECT, INSERT ON {s}.record, {s}.definition TO {role}",
    "GRANT SELECT ON {s}.epoch, {s}.version, {s}.destroyed TO {role}",
]
READS: Final = [
    "GRANT USAGE ON SCHEMA {s} TO {role}",
    "GRANT SELECT ON {s}.record, {s}.definition, {s}.epoch, {s}.version, {s}.destroyed TO {role}",
]
ERASES: Final = [
    *WRITES,
    "GRANT UPDATE (personal, subjects, request, first, salt, digest), DELETE ON {s}.record TO {role}",
    "GRANT INSERT ON {s}.destroyed TO {role}",
]


def known_schema(name: str) -> str:
    """
    The name of a schema, in quotes.

    Raises:
        InvalidData: If it is not in small letters, or too long.
    """
    if not (isinstance(name, str) and NAME.fullmatch(name)):
        raise InvalidData(BAD_VALUE(name="schema", value=repr(name)[:80]))
    return f'"{name}"'


def schema_version(connection: Connection, schema: str = SCHEMA) -> int:
    """Of which version the tables are; 0 if there are none."""
    there = connection.execute(text("SELECT to_regclass(:name) IS NOT NULL"), {"name": f"{known_schema(schema)}.version"}).scalar()
    return int(connection.execute(text(f"SELECT max(version) FROM {known_schema(schema)}.version")).scalar_one()) if there else 0


def upgrade(engine: Engine | Connection, schema: str = SCHEMA) -> int:
    """
    Make the tables, or bring older ones up to this version; the version that was there before.  Nothing happens if they are up to date.

    Run it as the owner of the database, when a new version of the application is rolled out.  All of it is one transaction.  With a
    connection it is part of the transaction there: so a migration of Alembic's may call it.

    Raises:
        NotOurs: If they are newer than this library.
    """
    if isinstance(engine, Engine):
        with engine.begin() as connection:
            return upgrade(connection, schema)
    s = known_schema(schema)
    # Two that begin at once would make the same tables.
    engine.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"proeftuin-flow {schema}"})
    found = schema_version(engine, schema)
    if found > VERSION:
        raise NotOurs(schema, NEWER_FILE(found=found, known=VERSION))
    if found == 0:
        engine.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {s}")
    for step in STEPS[found:]:
        for statement in step:
            engine.exec_driver_sql(statement.replace("{s}", s).replace("%", "%%"))
    return found


def grants(engine: Engine | Connection, schema: str = SCHEMA, *, writes: str | None = None, reads: str | None = None,
           erases: str | None = None) -> None:  # fmt: skip
    """
    Give existing roles what they need and no more: to append and read; only to read; or also to redact, destroy and load.

    Run it as the owner of the tables.
    """
    if isinstance(engine, Engine):
        with engine.begin() as connection:
            return grants(connection, schema, writes=writes, reads=reads, erases=erases)
    quote = engine.dialect.identifier_preparer.quote_identifier
    for role, statements in ((writes, WRITES), (reads, READS), (erases, ERASES)):
        if role is not None:
            for statement in statements:
                engine.exec_driver_sql(statement.replace("{s}", known_schema(schema)).replace("{role}", quote(role)).replace("%", "%%"))
    return None


def moved(engine: Engine | Connection, schema: str = SCHEMA) -> int:
    """
    Say that the log was moved here from another server, by dump and restore or by logical replication; the number of its epoch here.

    Do so once, before any application uses it, and when nobody writes on the other server any more.
    """
    if isinstance(engine, Engine):
        with engine.begin() as connection:
            return moved(connection, schema)
    s = known_schema(schema)
    engine.execute(text(f"SELECT {s}.begin_epoch(true)"))
    return int(engine.execute(text(f"SELECT max(epoch) FROM {s}.epoch")).scalar_one())


class Xid8(UserDefinedType[str]):
    """A transaction id that never comes again."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Its name in PostgreSQL."""
        return "xid8"


def tables(schema: str = SCHEMA, metadata: MetaData | None = None) -> MetaData:
    """
    The tables as SQLAlchemy knows them; in the `metadata` of the application, if it has one.

    For queries of one's own, and so that Alembic's autogenerate finds nothing to do.  `upgrade` makes more than this: triggers and functions.
    """
    found = MetaData() if metadata is None else metadata
    c = Text(collation="C")
    Table("version", found, Column("version", Integer, primary_key=True, autoincrement=False), schema=schema)
    Table(
        "epoch", found, Column("epoch", Integer, primary_key=True, autoincrement=False), Column("system", Text, nullable=False),
        Column("since", DateTime(timezone=True), nullable=False, server_default=func.now()), schema=schema,
    )  # fmt: skip
    record = Table(
        "record", found,
        Column("stream", c, nullable=False), Column("seq", Integer, nullable=False, autoincrement=False),
        Column("epoch", Integer, nullable=False), Column("tx", Xid8(), nullable=False),
        Column("pos", BigInteger, Identity(always=True), nullable=False),
        Column("header", LargeBinary, nullable=False), Column("hash", Text, nullable=False),
        Column("data", LargeBinary), Column("personal", LargeBinary), Column("subjects", ARRAY(Text)),
        Column("request", Text), Column("first", Integer), Column("salt", Text), Column("digest", Text),
        PrimaryKeyConstraint("stream", "seq", name="record_pkey"), schema=schema,
    )  # fmt: skip
    Index("record_order", record.c.epoch, record.c.tx, record.c.pos)
    Index("record_request", record.c.stream, record.c.request, unique=True, postgresql_where=record.c.request.is_not(None))
    Index("record_subjects", record.c.subjects, postgresql_using="gin", postgresql_where=record.c.subjects.is_not(None))
    Index("record_turns", record.c.stream, record.c.seq, postgresql_where=text(TURNS))
    Table(
        "definition", found, Column("position", BigInteger, Identity(always=True)), Column("name", Text, nullable=False),
        Column("version", Integer, nullable=False), Column("fingerprint", Text, nullable=False), Column("structure", LargeBinary, nullable=False),
        Column("texts", LargeBinary, nullable=False), PrimaryKeyConstraint("position", name="definition_pkey"),
        UniqueConstraint("fingerprint", name="definition_fingerprint"), schema=schema,
    )  # fmt: skip
    Table(
        "destroyed", found, Column("position", BigInteger, Identity(always=True)), Column("stream", c, nullable=False),
        Column("line", LargeBinary, nullable=False), PrimaryKeyConstraint("position", name="destroyed_pkey"),
        UniqueConstraint("stream", name="destroyed_stream"), schema=schema,
    )  # fmt: skip
    return found
