"""The truth: tables, and one way to open them, on SQLite (WAL) and PostgreSQL alike.

Facts live in a narrow `feedback` table so that counting never reads texts; texts, their words and their
vectors stand beside it under the same `seq`. An attribute (a column of the user's own) is a real column
`x<id>` of `feedback`, added when first seen: filters and groups on it run like those on known fields.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from retrieval.errors import BadSetting, StoreUnavailable
from retrieval.records import FieldKind
from retrieval.secret import keep_fingerprint, read_secret, require_secret
from retrieval.visible import Limit, hold, install

__all__ = [
    "Attribute",
    "Store",
    "attributes",
    "bump_data_version",
    "data_version",
    "feedback_table",
    "feedback_text",
    "feedback_version",
    "import_run",
    "insert_rows",
    "metadata",
    "open_store",
    "vector",
    "widen_attribute",
]

HEAD = "0004"
"""The newest migration; opening an older store brings it here. A test compares it with the migrations."""

metadata = sa.MetaData()

meta = sa.Table("meta", metadata, sa.Column("key", sa.Text, primary_key=True), sa.Column("value", sa.Text))

attribute = sa.Table(
    "attribute",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
)

feedback_text = sa.Table(
    "feedback_text",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("text", sa.Text),
    sa.Column("title", sa.Text),
)

feedback_version = sa.Table(
    "feedback_version",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("content", sa.JSON, nullable=False),
    sa.Column("replaced_at", sa.BigInteger, nullable=False),
    sa.Column("replaced_by", sa.Integer, nullable=False),
)

import_run = sa.Table(
    "import_run",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("mapping", sa.JSON, nullable=False),
    sa.Column("started_at", sa.BigInteger, nullable=False),
    sa.Column("finished_at", sa.BigInteger),
    sa.Column("summary", sa.JSON),
)

vector = sa.Table(
    "vector",
    metadata,
    sa.Column("model", sa.Text, primary_key=True),
    sa.Column("text_hash", sa.String(32), primary_key=True),
    sa.Column("embedding", sa.LargeBinary, nullable=False),
    sa.Column("generation", sa.Integer, nullable=True),
    sa.Index("ix_vector_generation", "model", "generation"),
)
"""Vectors by model and text: little-endian float32. `generation`: the Chroma collection that holds it."""

_FACTS: tuple[tuple[str, sa.types.TypeEngine[Any]], ...] = (
    ("time", sa.BigInteger()),
    ("customer", sa.Text()),
    ("channel", sa.Text()),
    ("product", sa.Text()),
    ("region", sa.Text()),
    ("tier", sa.Text()),
    ("rating", sa.Double()),
    ("nps", sa.Double()),
    ("csat", sa.Double()),
    ("order_value", sa.Double()),
    ("language", sa.Text()),
    ("sentiment", sa.Text()),
    ("category", sa.Text()),
)

_DERIVED: tuple[tuple[str, sa.types.TypeEngine[Any]], ...] = (
    ("sentiment_score", sa.Double()),
    ("intensity", sa.Double()),
    ("priority", sa.Double()),
    ("intent", sa.Text()),
    ("urgency", sa.Text()),
    ("department", sa.Text()),
    ("follow_up", sa.Text()),
    ("duplicate", sa.SmallInteger()),
    ("copy_of", sa.Integer()),
)
"""What understanding notes. `copy_of`: the first record (seq) of the group of copies this one belongs to."""

_ATTRIBUTE_TYPES: dict[FieldKind, type[sa.types.TypeEngine[Any]]] = {
    "number": sa.Double,
    "date": sa.BigInteger,
    "flag": sa.SmallInteger,
    "category": sa.Text,
    "text": sa.Text,
}

_WRITING = ("PRAGMA mmap_size=0", "PRAGMA cache_size=-32768")
_READING = (f"PRAGMA mmap_size={1 << 30}", "PRAGMA cache_size=-1000")
"""SQLite sorts as much at once as its cache (in KiB) is large: what fits the processor's own, of which a core
has a megabyte or more, is sorted a fifth sooner, and the pages read are mapped anyway. Writing needs pages at
hand, and maps none, so that its memory stays bounded."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A field of the user's own. `name` is the file's column name, in its own language."""

    id: int
    name: str
    kind: FieldKind

    @property
    def column(self) -> str:
        return f"x{self.id}"


@dataclass(frozen=True, slots=True)
class Store:
    """An opened store. `timezone` is fixed when the store is made: days and months are counted in it.

    secret: the key of pseudonyms. limit: which records may be seen and changed through it; all, when None.
    """

    engine: sa.Engine
    timezone: ZoneInfo
    secret: bytes = field(repr=False)
    limit: Limit | None = None

    @property
    def dialect(self) -> str:
        return self.engine.dialect.name

    def limited(self, limit: Limit) -> "Store":
        """The same store as somebody sees it who may not see all of it."""
        return replace(self, limit=limit)

    def whole(self) -> "Store":
        """The store without its limit: to keep it up, never to answer anybody."""
        return replace(self, limit=None)

    def require_whole(self) -> None:
        """Raises BadSetting where a limit stands in the way of work on all records."""
        if self.limit is not None:
            raise BadSetting("scope_upkeep", scope=str(self.limit))

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A read-only snapshot: several statements inside see the same data."""
        with self.engine.connect() as connection:
            if self.dialect == "postgresql":  # SQLite's transactions are snapshots anyway
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                self._hold(connection)
                yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """One transaction with the write lock taken first, so that reading before writing is safe."""
        with self.engine.connect() as connection:
            connection.execution_options(secret=self.secret)  # the audit log's seals are made with it
            if self.dialect == "sqlite":
                connection.execution_options(immediate=True)
            with connection.begin():
                if self.dialect == "postgresql":
                    connection.execute(sa.text("SELECT pg_advisory_xact_lock(7332)"))
                self._hold(connection)
                yield connection

    def _hold(self, connection: sa.Connection) -> None:
        if self.limit is not None:
            schema = "main" if self.dialect == "sqlite" else None  # SQLite takes a bare name for the limited
            record = feedback_table(attributes(connection), schema).alias("record")
            hold(connection, self.limit, record)

    def close(self) -> None:
        self.engine.dispose()


def feedback_table(attributes: Sequence[Attribute] = (), schema: str | None = None) -> sa.Table:
    """The facts table with one column per attribute. The columns every store has come first."""
    return sa.Table(
        "feedback",
        sa.MetaData(),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("row_hash", sa.String(32), nullable=False),
        sa.Column("text_hash", sa.String(32), index=True),
        sa.Column("import_id", sa.Integer, nullable=False),
        *(sa.Column(name, kind, index=name == "copy_of") for name, kind in (*_FACTS, *_DERIVED)),
        *(sa.Column(each.column, _ATTRIBUTE_TYPES[each.kind]) for each in attributes),
        schema=schema,
    )


def attributes(connection: sa.Connection) -> tuple[Attribute, ...]:
    """The attributes this store has, in the order they were first seen."""
    rows = connection.execute(sa.select(attribute).order_by(attribute.c.id))
    return tuple(Attribute(row.id, row.name, row.kind) for row in rows)


def add_attribute(connection: sa.Connection, name: str, kind: FieldKind) -> Attribute:
    """Adds a column of the user's own. Call inside `Store.write`."""
    number = connection.execute(sa.insert(attribute).values(name=name, kind=kind)).inserted_primary_key
    added = Attribute(int(number[0]) if number else 0, name, kind)
    column_type = _ATTRIBUTE_TYPES[kind]().compile(connection.dialect)
    connection.execute(sa.text(f"ALTER TABLE feedback ADD COLUMN {added.column} {column_type}"))
    return added


def widen_attribute(
    connection: sa.Connection, old: Attribute, kind: FieldKind, convert: Callable[[Any], Any]
) -> Attribute:
    """Moves an attribute to a column of another kind; `convert` makes each stored value one of that kind.

    The attribute keeps its name and gets a new id. Call inside `Store.write`.
    """
    if {old.kind, kind} == {"category", "text"}:  # both are stored as text
        connection.execute(sa.update(attribute).where(attribute.c.id == old.id).values(kind=kind))
        return Attribute(old.id, old.name, kind)
    new = add_attribute(connection, f"{old.name}\x1f", kind)
    table = feedback_table((old, new))
    _copy_column(connection, table, table.c[old.column], table.c[new.column], convert)
    connection.execute(sa.delete(attribute).where(attribute.c.id == old.id))
    connection.execute(sa.update(attribute).where(attribute.c.id == new.id).values(name=old.name))
    connection.execute(sa.text(f"ALTER TABLE feedback DROP COLUMN {old.column}"))
    return Attribute(new.id, old.name, kind)


def _copy_column(
    connection: sa.Connection,
    table: sa.Table,
    before: sa.Column[Any],
    after: sa.Column[Any],
    convert: Callable[[Any], Any],
) -> None:
    """Record by record, a batch at a time: bounded in memory however many values there are."""
    update = sa.update(table).where(table.c.seq == sa.bindparam("of")).values({after: sa.bindparam("new")})
    query = sa.select(table.c.seq, before).where(before.is_not(None)).order_by(table.c.seq).limit(10_000)
    last = -1
    while rows := connection.execute(query.where(table.c.seq > last)).all():
        connection.execute(update, [{"of": seq, "new": convert(value)} for seq, value in rows])
        last = rows[-1][0]


def data_version(connection: sa.Connection) -> int:
    """A counter that grows with every change to the data; caches compare it."""
    value = connection.scalar(sa.select(meta.c.value).where(meta.c.key == "data_version"))
    return int(value or 0)


def bump_data_version(connection: sa.Connection) -> None:
    """Call once in each transaction that changes feedback."""
    connection.execute(
        sa.update(meta)
        .where(meta.c.key == "data_version")
        .values(value=sa.cast(sa.cast(meta.c.value, sa.Integer) + 1, sa.Text))
    )


def insert_rows(
    connection: sa.Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Hands whole tuples to the driver: preparing them one by one would cost as much as inserting them."""
    if not rows:
        return
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    places = ", ".join([mark] * len(columns))
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - our own names
    connection.exec_driver_sql(statement, list(rows))


def open_store(url: str, timezone: str | None = None, secret: Path | None = None) -> Store:
    """Opens the store at a SQLAlchemy URL, making or upgrading its tables first.

    `timezone` counts only when the store is new. `secret` is the file with the key of pseudonyms; beside a
    SQLite file when None. Raises StoreUnavailable when the store cannot be reached or has another key.
    """
    engine = _engine(url)
    path = secret or _beside(engine)
    try:
        _migrate(engine)
        zone = _fixed_timezone(engine, timezone)
        require_secret(path, made=_has_fingerprint(engine))
        key = read_secret(path)
        with engine.begin() as connection:
            keep_fingerprint(connection, meta, key)
    except sa.exc.OperationalError as error:
        engine.dispose()
        raise StoreUnavailable(
            "database_unreachable", url=engine.url.render_as_string(), why=error.orig
        ) from error
    except StoreUnavailable:
        engine.dispose()
        raise
    return Store(engine, zone, key)


def _has_fingerprint(engine: sa.Engine) -> bool:
    with engine.connect() as connection:
        return connection.scalar(sa.select(meta.c.value).where(meta.c.key == "secret")) is not None


def _beside(engine: sa.Engine) -> Path:
    path = engine.url.database if engine.dialect.name == "sqlite" else None
    if not path:
        raise StoreUnavailable("secret_needed")
    return Path(path).parent / "secret.key"


def _engine(url: str) -> sa.Engine:
    if not url.startswith("sqlite"):
        return install(sa.create_engine(url, pool_pre_ping=True))
    path = sa.make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, connect_args={"timeout": 60})

    @sa.event.listens_for(engine, "connect")
    def _pragmas(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        immediate = connection.get_execution_options().get("immediate")
        pragmas = _WRITING if immediate else _READING
        if connection.info.get("pragmas") != pragmas:  # most transactions follow one of their own kind
            for pragma in pragmas:
                connection.exec_driver_sql(pragma)
            connection.info["pragmas"] = pragmas
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return install(engine)


def _migrate(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        if sa.inspect(connection).has_table("alembic_version"):
            current = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
            if current == HEAD:
                return
    from retrieval.migrations import upgrade  # alembic takes half a second to import: only when needed

    upgrade(engine)


def _fixed_timezone(engine: sa.Engine, wanted: str | None) -> ZoneInfo:
    with engine.begin() as connection:
        query = sa.select(meta.c.value).where(meta.c.key == "timezone")
        name = connection.scalar(query)
        if name is None:
            name = wanted or "UTC"
            connection.execute(sa.insert(meta).values(key="timezone", value=name))
    return ZoneInfo(name)
