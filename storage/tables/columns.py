"""What all tables share: the one MetaData, names of constraints, instants in UTC, keys that carry the community."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    TypeDecorator,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant. SQLite keeps no zone, so it is stored as UTC and a naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The instant in UTC. Raises ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The instant, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


#: SQLite counts rows by INTEGER only.
Id = BigInteger().with_variant(Integer, "sqlite")


def number() -> Column[int]:
    """A number that counts rows up and is never given twice."""
    return Column("id", Id, primary_key=True, autoincrement=True)


def community_id() -> Column[int]:
    """The community that a row belongs to."""
    return Column("community_id", Integer, nullable=False)


def within_community(table: str, *columns: str, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A foreign key within the community: (community_id, columns) to (community_id, id) of the table."""
    return ForeignKeyConstraint(["community_id", *columns], [f"{table}.community_id", f"{table}.id"], ondelete=ondelete)
