"""`commonplace run` with AMAs on both platforms: killed and told to end while it announces, nothing is lost or doubled.

The proofs with many kills and all kinds of weather are in ``tests/chaos``; here it is the very program, with all of it.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.running import commonplace
from tests.town import Town, town

# Each starts the program several times, and one waits for the minute for which its AMA is scheduled.
pytestmark = pytest.mark.timeout(180)

NEXT_WEEK = datetime.now(UTC) + timedelta(days=6)
LATER = f"{NEXT_WEEK:%Y-%m-%d} 18:00"
#: After this no second request is on its way any more.
QUIET_SECONDS = 2.0
SEED, KILLS = 20261124, 4
#: Longer than it takes to schedule an AMA; and so long a platform takes to answer what was posted.
SCHEDULED_SECONDS, ANSWERED_SECONDS = 3.0, 0.5


@pytest.fixture
async def places(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as made:
        yield made


def soon() -> datetime:
    """A whole minute that is not before everything is prepared for it."""
    return (datetime.now(UTC) + timedelta(seconds=75)).replace(second=0, microsecond=0)


async def test_bot_that_is_killed_while_an_announcement_is_due_makes_it_once_in_both_places(places: Town) -> None:
    async with commonplace(places.folder, places.config) as bot:
        await bot.ready()
        await bot.says("commands told")
        await places.join()
        begins = soon()
        await places.schedule_there("Starting a guild", f"{begins:%Y-%m-%d %H:%M}")
        await places.olga_here.slash(places.here, "ama place", number=1)
        await places.read("New AMA")
        await places.fault("too_many", seconds=1.0)
        await asyncio.sleep((begins - datetime.now(UTC)).total_seconds() + 1)
        bot.process.kill()
        await bot.ended()
    before = await places.standing("It begins")
    await places.clear_faults()

    async with commonplace(places.folder, places.config) as bot:
        await bot.ready()
        await places.read("It begins")
        await asyncio.sleep(QUIET_SECONDS)
        await bot.told_to_end()

    assert before == (0, 0)
    assert await places.standing("It begins") == (1, 1)
    assert await places.standing("New AMA") == (1, 1)


async def test_bot_that_is_killed_while_platforms_have_not_answered_finds_what_they_took(places: Town) -> None:
    async with commonplace(places.folder, places.config) as bot:
        await bot.ready()
        await bot.says("commands told")
        await places.fault("hang", seconds=60.0)
        await asyncio.gather(places.schedule_here("Here", LATER), places.schedule_there("There", LATER))
        await places.read("New AMA")
        bot.process.kill()
        await bot.ended()
    held = places.rows("SELECT count(*) FROM delivery WHERE kind = 'ama.scheduled' AND state = 'sending'")
    await places.clear_faults()
    places.let_claims_end()

    async with commonplace(places.folder, places.config) as bot:
        await bot.ready()
        await places.all_settled()
        await bot.told_to_end()

    assert held == [(2,)]
    assert await places.standing("New AMA") == (1, 1)
    announced = "SELECT DISTINCT state, remote_ref IS NOT NULL FROM delivery WHERE kind = 'ama.scheduled'"
    assert places.rows(announced) == [("sent", 1)]


async def test_bot_that_is_killed_at_random_announces_each_ama_that_it_has_kept_once(places: Town) -> None:
    dice = random.Random(SEED)
    for number in range(KILLS):
        async with commonplace(places.folder, places.config) as bot:
            await bot.ready()
            await bot.says("commands told")
            await places.fault("slow", seconds=ANSWERED_SECONDS)
            people = {
                asyncio.create_task(places.schedule_here(f"Here {number}", LATER)),
                asyncio.create_task(places.schedule_there(f"There {number}", LATER)),
            }
            await asyncio.wait(people, timeout=dice.random() * SCHEDULED_SECONDS)
            await asyncio.sleep(dice.random() * ANSWERED_SECONDS)
            bot.process.kill()
            await bot.ended()
            for one in people:
                one.cancel()
            await asyncio.gather(*people, return_exceptions=True)
        await places.clear_faults()
        places.let_claims_end()

    async with commonplace(places.folder, places.config) as bot:
        await bot.ready()
        await places.all_settled()
        await bot.told_to_end()

    kept = [str(title) for (title,) in places.rows("SELECT title FROM ama ORDER BY title")]
    read = "\n".join([*await places.read_here(), *await places.read_there()])
    assert {title: read.count(f": {title}\n") for title in kept} == dict.fromkeys(kept, 1)


async def test_bot_that_is_told_to_end_while_it_posts_loses_nothing(places: Town) -> None:
    crowd = [f"Person {number}" for number in range(6)]
    people = [await places.guild.member(name) for name in crowd]
    async with commonplace(places.folder, places.config) as bot:
        await bot.ready()
        await bot.says("commands told")
        await places.schedule_here("Here", LATER)
        announced = await places.discord.wait_for_message(places.here, "New AMA")
        await asyncio.gather(*(one.press(announced, "Coming") for one in people))
        await places.fault("slow", seconds=ANSWERED_SECONDS)
        asked = await places.olga_here.slash(places.here, "ama cancel", number=1, reason="The host is ill")
        await places.olga_here.press(asked, "Cancel it")
        # Discord has it, and the bot does not know yet.
        await places.discord.wait_for_message(await people[0].dms(), "The host is ill")
        code, seconds = await bot.told_to_end()
    unfinished = places.rows("SELECT count(*) FROM delivery WHERE state = 'sending'")
    await places.clear_faults()
    # What had left was written down before the end.
    assert (code, seconds < 5, unfinished) == (0, True, [(0,)])

    async with commonplace(places.folder, places.config) as bot:
        await bot.ready()
        await places.all_settled()
        await bot.told_to_end()

    told = [await places.discord.messages(await one.dms()) for one in people]
    assert [sum("The host is ill" in message.text for message in one) for one in told] == [1] * len(crowd)
