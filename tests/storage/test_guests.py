"""Pages of guests as rows: who gets in by what, and for how long; on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.amas.values import Host, NewAma, Session
from bot.guests import Guest, Page, account_of, invited, kept_of_key, kept_of_session, opened
from bot.identity import AmaId, Role
from storage.store import SqlStore, SqlUnit
from tests.storage.library import NOW, Home, settle

NAME, UNTIL = "Grace Hopper", NOW + timedelta(hours=14)
KEY = "k" * 32


async def scheduled(unit: SqlUnit, home: Home, zone: str = "Europe/Berlin") -> AmaId:
    """An AMA with Ada, and with Grace from outside."""
    session = Session(title="Loops", starts_at=NOW + timedelta(hours=1), zone=zone)
    hosts = (Host(name="Ada", member=home.ada), Host(name=NAME), Host(name="Edsger"))
    return (await unit.amas.add(home.id, NewAma(session=session, hosts=hosts, places=()), home.ada, NOW)).id


async def invited_by(store: SqlStore, home: Home, key: str = KEY) -> AmaId:
    """An AMA whose guest has a key."""
    async with store.write() as unit:
        ama = await scheduled(unit, home)
        assert await unit.guests.make(home.id, ama, NAME, kept_of_key(key), UNTIL, NOW)
    return ama


async def test_guest_is_found_by_the_hash_until_it_ends(store: SqlStore) -> None:
    home = await settle(store)
    ama = await invited_by(store, home)
    guest = Guest(community=home.id, ama=ama, name=NAME, zone="Europe/Berlin")

    async with store.read() as unit:
        found = [await unit.guests.find(kept_of_key(KEY), at) for at in (NOW, UNTIL - timedelta(seconds=1), UNTIL)]
        others = [await unit.guests.find(kept, NOW) for kept in ("", KEY, kept_of_session(KEY), "key:")]

    assert found == [guest, guest, None]
    assert others == [None] * 4


async def test_guest_is_one_member_of_the_community_for_each_ama(store: SqlStore) -> None:
    home = await settle(store)
    ama = await invited_by(store, home)
    account = account_of(home.id, ama, NAME)

    async with store.write() as unit:
        first = await unit.people.who(account)
        await unit.guests.make(home.id, ama, NAME, kept_of_key("other"), UNTIL, NOW)
        again = await unit.people.who(account)
        elsewhere = await unit.people.who(account_of(home.id, AmaId(ama + 1), NAME))

    assert first is not None
    assert (first[0].id, first[1].name, first[1].role) == (home.id, NAME, Role.MEMBER)
    assert (again, elsewhere) == (first, None)


async def test_page_says_until_when_and_whether_it_was_opened(store: SqlStore) -> None:
    home = await settle(store)
    ama = await invited_by(store, home)

    async with store.write() as unit:
        before = await unit.guests.page(home.id, ama, NAME)
        other = await unit.guests.page(home.id, ama, "Edsger")
        await unit.guests.exchange(kept_of_key(KEY), kept_of_session("s"))
        after = await unit.guests.page(home.id, ama, NAME)
        revoked = [await unit.guests.revoke(home.id, ama, NAME) for _ in range(2)]
        gone = await unit.guests.page(home.id, ama, NAME)

    assert (before, after) == (Page(until=UNTIL, is_opened=False), Page(until=UNTIL, is_opened=True))
    assert (other, revoked, gone) == (None, [True, False], None)


async def test_only_a_guest_of_the_ama_gets_a_page(store: SqlStore) -> None:
    home, other = await settle(store), await settle(store, "other")
    ama = await invited_by(store, home)

    async with store.write() as unit:
        made = [
            await unit.guests.make(home.id, ama, "Ada", "key:1", UNTIL, NOW),
            await unit.guests.make(home.id, AmaId(ama + 1), NAME, "key:2", UNTIL, NOW),
            await unit.guests.make(other.id, ama, NAME, "key:3", UNTIL, NOW),
        ]
        revoked = await unit.guests.revoke(other.id, ama, NAME)

    assert (made, revoked) == ([False] * 3, False)
    async with store.read() as unit:
        assert await unit.people.who(account_of(other.id, ama, NAME)) is None
        assert await unit.guests.find(kept_of_key(KEY), NOW) is not None


async def test_key_is_exchanged_once_by_however_many_come_at_the_same_time(store: SqlStore) -> None:
    await invited_by(store, await settle(store))

    async def come() -> str | None:
        async with store.write() as unit:
            return await opened(unit.guests, KEY, NOW)

    sessions = [one for one in await asyncio.gather(*(come() for _ in range(12))) if one is not None]

    assert len(sessions) == 1
    async with store.read() as unit:
        assert await invited(unit.guests, KEY, NOW) is None
        assert await unit.guests.find(kept_of_session(sessions[0]), NOW) is not None


async def test_guest_who_was_forgotten_gets_in_no_longer_and_may_be_invited_anew(store: SqlStore) -> None:
    home = await settle(store)
    ama = await invited_by(store, home)
    account = account_of(home.id, ama, NAME)

    async with store.write() as unit:
        known = await unit.people.who(account)
        assert known is not None
        await unit.communities.erase(home.id, known[1].id, NOW)
        forgotten = await unit.guests.find(kept_of_key(KEY), NOW)
        await unit.guests.make(home.id, ama, NAME, kept_of_key("new"), UNTIL, NOW)
        anew = await unit.guests.find(kept_of_key("new"), NOW)

    assert forgotten is None
    assert anew == Guest(community=home.id, ama=ama, name=NAME, zone="Europe/Berlin")


async def test_no_secret_is_kept_as_it_is(store: SqlStore) -> None:
    """Neither stands for the other: the hash of a key is no hash of a session."""
    assert KEY not in kept_of_key(KEY)
    assert kept_of_key(KEY).removeprefix("key:") != kept_of_session(KEY).removeprefix("session:")
    home = await settle(store)
    ama = await invited_by(store, home)

    async with store.read() as unit:
        by_hash = await invited(unit.guests, kept_of_key(KEY)[4:36], NOW)
        page = await unit.guests.page(home.id, ama, NAME)

    assert by_hash is None
    assert page == Page(until=UNTIL, is_opened=False)
