"""Units of work themselves: what may be done in one, and what a value has to be like to be kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.identity import AccountKey, ResourceId, Role
from storage.database import driver_url
from storage.store import SqlStore
from tests.storage.library import LOBBY, NOW, add, settle


async def test_unit_that_reads_refuses_to_write(store: SqlStore) -> None:
    home = await settle(store)

    async with store.read() as unit:
        with pytest.raises(RuntimeError, match="“grant role” writes in a unit of work that only reads"):
            await unit.people.grant(home.id, home.ada, Role.CURATOR)
        with pytest.raises(RuntimeError, match="“clear channel” writes in a unit of work that only reads"):
            await unit.tags.set_channel(home.id, LOBBY, [])
        with pytest.raises(RuntimeError, match="“save delivery” writes in a unit of work that only reads"):
            await unit.deliveries.save([], "nobody")

    async with store.read() as unit:
        known = await unit.people.who(AccountKey(platform="console", workspace="guild", user="ada"))
    assert known
    assert known[1].role is Role.MEMBER


async def test_instant_without_a_zone_is_refused_and_any_other_is_kept_as_utc(store: SqlStore) -> None:
    home = await settle(store)
    east = datetime(2026, 11, 24, 18, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    async with store.write() as unit:
        await add(unit, home, "Loops")
        with pytest.raises(ValueError, match="without a zone"):
            await unit.resources.retire(home.id, ResourceId(1), "gone", None, NOW.replace(tzinfo=None))

        await unit.resources.retire(home.id, ResourceId(1), "gone", None, east)

        kept = await unit.resources.get(home.id, ResourceId(1))
        assert kept
        assert (kept.retired_at, kept.retired_at.tzinfo if kept.retired_at else None) == (east, UTC)


def test_database_that_is_neither_of_the_two_is_refused() -> None:
    with pytest.raises(ValueError, match="mysql is not a database that Commonplace knows"):
        driver_url("mysql://host/name")


@pytest.mark.parametrize("url", ["postgres://host/name", "postgresql://host/name", "postgresql+psycopg://host/name"])
def test_every_spelling_of_postgresql_is_known(url: str) -> None:
    assert driver_url(url).render_as_string() == "postgresql+psycopg://host/name"
