"""The way in on both databases, with everything at the same moment: answers, accounts that are linked, a rush."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.dispatch import Dispatcher, Filled, Typed
from bot.onboarding import JourneyState, Outcome, Step
from commands import COMMANDS
from storage.store import SqlStore
from tests.asking import shown
from tests.buddies import wants, who
from tests.newcomers import CODE, Door, account_of
from tests.settling import HELLO, TAGS, said_of, sent
from tests.talk import Posts, Talk, TestClock


@pytest.fixture
async def door(store: SqlStore, clock: TestClock) -> AsyncIterator[Door]:
    """The door, on each of the two databases."""
    dispatcher = Dispatcher(commands=COMMANDS, store=store, clock=clock)
    made = Door(dispatcher, clock)
    await made.open(hello_in=(HELLO,))
    await made.olga(TAGS)
    yield made
    await dispatcher.settle()


def fine(answers: list[str]) -> bool:
    return not any("Something went wrong" in one for one in answers)


async def test_of_devices_that_answer_at_once_one_is_kept_and_the_others_are_asked(door: Door) -> None:
    ada = door.person("Ada")
    await ada("/onboarding start")

    answers = await asyncio.gather(
        *(sent(ada, "onboarding", "interests", sent=True, seen=1, learn=one) for one in ("loops", "pairing") * 3)
    )

    assert fine(answers)
    assert len([one for one in answers if one.startswith("2 of 3")]) == 1
    assert len([one for one in answers if "answered on another device in the meantime" in one]) == 5
    assert len((await said_of(door))[0]) == 1


async def test_answer_while_its_accounts_are_linked_is_kept_by_whoever_they_are_then(door: Door) -> None:
    await door.opens_on("mars")
    ada = door.person("Ada")
    mine, other = (
        replace(ada.request("onboarding start"), account=account_of("Ada", on)) for on in ("console", "mars")
    )
    for one in (mine, other):
        await door.dispatcher.run(one)
    told = await door.dispatcher.run(replace(mine, said=Typed("me link")))
    code = CODE.search(str(told.reply))
    assert code
    answers = {"sent": True, "seen": 1, "learn": "loops", "why": "Curious"}

    answered, linked, skipped = await asyncio.gather(
        door.dispatcher.run(replace(mine, said=Filled(("onboarding", "interests"), answers))),
        door.dispatcher.run(replace(other, said=Typed(f"me link {code.group()} sure:yes"))),
        door.dispatcher.run(replace(other, said=Filled(("onboarding", "skip"), {"step": "learning"}))),
    )

    assert fine([shown(one) for one in (answered, linked, skipped)])
    journeys = [await door.journey("Ada", on) for on in ("console", "mars")]
    assert journeys[0] == journeys[1]
    assert journeys[0]
    assert {step: one.outcome for step, one in journeys[0].steps.items() if one.settled_at} == {
        Step.INTERESTS: Outcome.ANSWERED,
        Step.LEARNING: Outcome.SKIPPED,
    }
    assert (journeys[0].why, (await said_of(door))[0]) == ("Curious", ["learn:loops"])


async def test_answer_that_waited_while_its_person_became_another_one_is_theirs(door: Door) -> None:
    await door.opens_on("mars")
    ada = door.person("Ada")
    mine, other = (
        replace(ada.request("onboarding start"), account=account_of("Ada", on)) for on in ("console", "mars")
    )
    for one in (mine, other):
        await door.dispatcher.run(one)
    async with door.dispatcher.store.write() as unit:
        known, gone = [await unit.people.who(one.account) for one in (mine, other)]
        assert known
        assert gone
        home, stays = known
        await unit.people.lock(home.id)
        skip = replace(other, said=Filled(("onboarding", "skip"), {"step": "learning"}))
        waiting = asyncio.create_task(door.dispatcher.run(skip))
        await asyncio.sleep(0.3)
        await unit.communities.hand_over(home.id, gone[1].id, stays.id)

    assert fine([shown(await waiting)])
    journey = await door.journey("Ada")
    assert journey
    assert (journey.member, journey.steps[Step.LEARNING].outcome) == (stays.id, Outcome.SKIPPED)


async def test_people_who_join_while_others_are_dropped_are_dropped_or_held_and_none_is_lost(
    door: Door, clock: TestClock
) -> None:
    await door.open(joins_at_once=1)
    names = [f"New{number}" for number in range(12)]
    await door.joins(*names[:6])

    told, *_ = await asyncio.gather(
        door.presses("Olga", "onboarding", "drop", until=clock.now().isoformat()),
        *(door.joins(name) for name in names[6:]),
        door.presses("Olga", "onboarding", "let-in"),
    )
    held = await door.olga("/onboarding held")

    journeys = [await door.journey(name) for name in names]
    waiting = [one for one in journeys if one is not None and one.state is JourneyState.HELD]
    assert fine([str(told), held])
    assert (f"{len(waiting)} newcomers" in held) if len(waiting) > 1 else ("newcomer" in held or "Nobody" in held)
    async with door.dispatcher.store.read() as unit:
        assert (await unit.journeys.rush((await door.community()).id) is None) is (not waiting)


async def test_two_who_join_the_buddies_at_once_are_introduced_once(door: Door, clock: TestClock) -> None:
    people = [door.person(name) for name in ("Ada", "Ben")]
    for one in people:
        await wants(one, "loops")
    posts, other = Posts(door.dispatcher, clock), Posts(door.dispatcher, clock)

    answers = await asyncio.gather(*(one("/buddy join") for one in people for _ in range(3)))
    clock.advance(minutes=5)
    await asyncio.gather(posts.deliverer.drain(), other.deliverer.drain())

    assert fine(answers)
    told = [one for one in await posts(hours=1) + await other(hours=1) if "you are buddies" in one]
    assert len(told) == 2
    assert await pairs_of(people[0]) == 1


async def test_buddy_who_is_avoided_while_being_introduced_is_no_buddy(door: Door, clock: TestClock) -> None:
    ada, ben = (door.person(name) for name in ("Ada", "Ben"))
    for one in (ada, ben):
        await wants(one, "loops")
        await one("/buddy join")
    posts = Posts(door.dispatcher, clock)
    clock.advance(minutes=5)

    _, told = await asyncio.gather(posts.deliverer.drain(), ada("/buddy avoid @ben"))

    assert told.startswith("You are never introduced to Ben.")
    await posts(days=30)
    assert await pairs_of(ada) == 0


async def pairs_of(talk: Talk) -> int:
    """How many buddies somebody has who have not been ended."""
    community, member = await who(talk)
    async with talk.dispatcher.store.read() as unit:
        return len(await unit.buddies.pairs(community, member))
