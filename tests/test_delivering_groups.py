"""Messages for several people: one where the platform has such conversations, else one for each of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.deliveries import Cause, Refused, State, Target
from bot.identity import AccountKey, MemberId
from bot.posts import Fallback, Writing, post
from bot.replies import Notice, said
from commands.buddies.introducing import by_another_account
from tests.sending import Bench

BOTH = Target(platform="slack", workspace="T1", user="UADA\nUBOB")


@post("test.both", about="a greeting", fallback=Fallback.NONE, waits_for_morning=True, lost=by_another_account)
async def greet(writing: Writing) -> Notice | None:
    """Greets."""
    return said("Hello!")


@pytest.fixture
async def town(bench: Bench) -> Bench:
    """Ada and Bob, who are awake."""
    made = Bench(bench.store, bench.clock, (greet,))
    made.community = bench.community
    async with made.store.write() as unit:
        account = AccountKey(platform="slack", workspace="T1", user="UBOB")
        await unit.people.welcome(account, "Bob", "Guild", made.clock.now())
    return made


async def greeted(town: Bench) -> None:
    await town.order("both", target=BOTH, kind="test.both")
    await town.passes()


def where(town: Bench) -> list[str]:
    """For whom each message stands."""
    return sorted(target.user for target, *_ in town.platform.stands)


async def member(town: Bench, user: str) -> MemberId:
    async with town.store.read() as unit:
        known = await unit.people.who(AccountKey(platform="slack", workspace="T1", user=user))
    assert known
    return known[1].id


async def test_platform_that_gathers_people_is_given_one_message(town: Bench) -> None:
    town.platform.gathers = True

    await greeted(town)

    assert where(town) == ["UADA\nUBOB"]
    assert await town.state("both") is State.SENT


async def test_each_is_written_to_alone_where_a_platform_gathers_nobody(town: Bench) -> None:
    await greeted(town)
    await town.passes(minutes=1)

    assert where(town) == ["UADA", "UBOB"]
    assert await town.state("both") is State.VOID


async def test_each_is_written_to_alone_where_the_conversation_is_refused(town: Bench) -> None:
    town.platform.gathers = True
    town.platform.weather.append(Refused(Cause.TARGET, "missing_scope"))

    await greeted(town)
    await town.passes(minutes=1)

    assert where(town) == ["UADA", "UBOB"]
    assert await town.state("both") is State.DEAD


async def test_who_was_forgotten_is_not_written_to(town: Bench) -> None:
    await town.order("both", target=BOTH, kind="test.both")
    bob = await member(town, "UBOB")
    async with town.store.write() as unit:
        await unit.communities.erase(town.community, bob, town.clock.now())

    await town.passes()

    assert where(town) == ["UADA"]


async def test_it_waits_until_all_are_awake(town: Bench) -> None:
    town.platform.gathers = True
    ada, bob = await member(town, "UADA"), await member(town, "UBOB")
    async with town.store.write() as unit:
        await unit.deliveries.set_rest(town.community, ada, "11:00-15:00")
        await unit.deliveries.set_rest(town.community, bob, "14:00-17:00")

    await greeted(town)
    await town.passes(hours=4, minutes=59)
    early = where(town)
    await town.passes(minutes=1)

    assert (early, where(town)) == ([], ["UADA\nUBOB"])


async def test_people_who_are_never_awake_together_do_not_wait_for_ever(town: Bench) -> None:
    town.platform.gathers = True
    ada, bob = await member(town, "UADA"), await member(town, "UBOB")
    async with town.store.write() as unit:
        await unit.deliveries.set_rest(town.community, ada, "06:00-18:00")
        await unit.deliveries.set_rest(town.community, bob, "18:00-06:00")

    await greeted(town)

    assert where(town) == ["UADA\nUBOB"]


async def test_message_for_several_goes_to_people_and_no_channel() -> None:
    assert BOTH.people == ("UADA", "UBOB")
    assert (BOTH.is_group, replace(BOTH, user="UADA").is_group) == (True, False)
    assert Target(platform="slack", workspace="T1", channel="C1").people == ()
