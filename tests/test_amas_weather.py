"""AMAs in bad weather: changed while they are announced, in channels that are gone, with hosts who cannot be told."""

from __future__ import annotations

import pytest

from adapters.console.render import plain, rendered
from bot.deliveries import Cause, Refused
from bot.delivering import Deliverer
from bot.dispatch import Dispatcher
from bot.identity import AmaId, Place, Role
from bot.replies import Happening
from commands import POSTS
from tests.amas import community_of, press, scheduled
from tests.talk import Talk, TestClock
from tests.weather import Platform


@pytest.fixture
def olga(ada: Talk) -> Talk:
    """Olga, an organiser of Guild."""
    return ada.as_("Olga", Role.ORGANISER)


class Weather:
    """A platform whose weather changes, and the sender that has to cope with it."""

    def __init__(self, dispatcher: Dispatcher, clock: TestClock) -> None:
        self.platform = Platform()
        self._clock = clock
        self._deliverer = Deliverer(
            POSTS, store=dispatcher.store, clock=clock, messengers=lambda _platform, _workspace: self.platform
        )

    async def passes(self, **time: int) -> list[str]:
        """Let time pass; what stands on the platform then, in the order of arrival."""
        await self._deliverer.drain()
        self._clock.advance(**time)
        await self._deliverer.drain()
        return [f"{target.channel or target.user}: {words(shown)}" for target, shown, _ in self.platform.stands]

    async def events(self) -> list[str]:
        """The events that stand there a minute later."""
        return [one.removeprefix("events: ") for one in await self.passes(minutes=1) if one.startswith("events")]


def words(shown: object) -> str:
    """The first two lines of a message; the title and the time of an event."""
    if isinstance(shown, Happening):
        return f"{shown.title}, {shown.starts_at:%d %H:%M}{' cancelled' if shown.is_cancelled else ''}"
    text = plain(rendered(shown, channel="")).rstrip("\n")  # type: ignore[arg-type]  # what a message holds
    return " / ".join(line for line in text.split("\n")[:3] if line)


@pytest.fixture
def weather(dispatcher: Dispatcher, clock: TestClock) -> Weather:
    """Time that passes in any weather."""
    return Weather(dispatcher, clock)


async def test_ama_that_is_cancelled_while_it_is_announced_is_announced_as_cancelled(
    olga: Talk, weather: Weather
) -> None:
    await scheduled(olga)

    async def cancel() -> None:
        weather.platform.meanwhile = None
        await olga('/ama cancel 1 "The host is ill"', "/press Cancel it")

    weather.platform.meanwhile = cancel

    assert await weather.passes(minutes=1) == ["general: AMA 1: Starting a guild / Cancelled"]


async def test_ama_that_is_moved_while_it_is_announced_says_the_new_time(olga: Talk, weather: Weather) -> None:
    await scheduled(olga)

    async def move() -> None:
        weather.platform.meanwhile = None
        await olga('/ama move 1 "2026-12-04 18:00"', "/press Move")

    weather.platform.weather.append("lost")
    weather.platform.meanwhile = move

    stands = [await weather.passes(minutes=1) for _ in range(5)][-1]

    assert stands == ["general: AMA 1: Starting a guild / Moved: it begins 2026-12-04 18:00 UTC"]


async def test_announcement_in_a_channel_that_is_gone_goes_to_the_one_for_announcements_and_changes_along(
    olga: Talk, weather: Weather
) -> None:
    await olga("/community setup announcements:#news")
    await scheduled(olga, "channel:#general")
    weather.platform.weather.append(Refused(Cause.TARGET, "unknown channel"))

    before = await weather.passes(minutes=1)
    await olga('/ama move 1 "2026-12-04 18:00"', "/press Move")
    after = await weather.passes(minutes=1)

    assert before == ["news: AMA 1: Starting a guild / New AMA"]
    assert after == ["news: AMA 1: Starting a guild / Moved: it begins 2026-12-04 18:00 UTC"]


async def test_person_who_cannot_be_written_to_is_told_where_all_can_read_it(
    ada: Talk, olga: Talk, weather: Weather
) -> None:
    await olga("/community setup announcements:#news")
    await scheduled(olga, "channel:#general")
    await press(ada, "ama", "come", number=1, answer="coming")
    await weather.passes(minutes=1)
    await olga('/ama cancel 1 "The host is ill"', "/press Cancel it")
    weather.platform.weather.append(Refused(Cause.TARGET, "cannot send messages to this user"))

    stands = await weather.passes(minutes=1)

    assert stands == [
        "general: AMA 1: Starting a guild / Cancelled",
        (
            "news: @ada, there is something for you (word that an AMA is cancelled), but your direct messages are "
            "closed. /me messages shows it, for your eyes only."
        ),
    ]


async def test_after_an_outage_is_announced_what_is_still_of_use_and_organisers_hear_of_the_rest(
    olga: Talk, weather: Weather, clock: TestClock
) -> None:
    await olga("/community role @olga organiser")
    await scheduled(olga)
    await weather.passes(days=9)
    clock.advance(hours=6, minutes=16)

    # What was missed is told of in one message, at the end of ten minutes by the clock.
    stands = await weather.passes(minutes=10)

    announced = [one.partition(" / ")[2] for one in stands if one.startswith("general")]
    assert announced == ["New AMA", "A week to go", "A day to go"]
    assert stands[-1].startswith("olga: 3 not sent, because their time had passed / ")


async def test_event_of_a_server_is_made_once_and_changes_along(
    olga: Talk, weather: Weather, dispatcher: Dispatcher
) -> None:
    await scheduled(olga)
    community = await community_of(dispatcher, olga)
    async with dispatcher.store.write() as unit:
        for channel in ("C1", "C2"):
            await unit.amas.put_place(community, AmaId(1), Place(platform="discord", workspace="G1", channel=channel))
    await olga("/ama place 1 stage")
    made = await weather.events()

    await olga('/ama move 1 "2026-12-04 18:00"', "/press Move")
    moved = await weather.events()
    await olga("/ama edit 1 title:Loops")
    edited = await weather.events()
    await olga("/ama cancel 1 Ill", "/press Cancel it")
    cancelled = await weather.events()
    await olga("/press Take it back")

    assert made == ["Starting a guild, 03 18:00"]
    assert moved == ["Starting a guild, 04 18:00"]
    assert edited == ["Loops, 04 18:00"]
    assert cancelled == ["Loops, 04 18:00 cancelled"]
    # One that was cancelled stays so on Discord: another one takes its place.
    assert await weather.events() == ["Loops, 04 18:00 cancelled", "Loops, 04 18:00"]


async def test_event_of_a_server_where_it_is_no_longer_held_is_cancelled_there(
    olga: Talk, weather: Weather, dispatcher: Dispatcher
) -> None:
    await scheduled(olga)
    community = await community_of(dispatcher, olga)
    here, there = (Place(platform="discord", workspace=server, channel="C1") for server in ("G1", "G2"))
    async with dispatcher.store.write() as unit:
        await unit.amas.put_place(community, AmaId(1), here)
        await unit.amas.put_place(community, AmaId(1), there)
    await olga("/ama place 1 stage")
    made = await weather.events()
    async with dispatcher.store.write() as unit:
        await unit.amas.drop_place(community, AmaId(1), there)
    await olga('/ama move 1 "2026-12-04 18:00"', "/press Move")

    after = await weather.events()

    assert made == ["Starting a guild, 03 18:00"] * 2
    assert sorted(after) == ["Starting a guild, 04 18:00", "Starting a guild, 04 18:00 cancelled"]


async def test_event_that_was_not_made_yet_is_made_for_the_new_time(
    olga: Talk, weather: Weather, dispatcher: Dispatcher
) -> None:
    await scheduled(olga)
    community = await community_of(dispatcher, olga)
    async with dispatcher.store.write() as unit:
        await unit.amas.put_place(community, AmaId(1), Place(platform="discord", workspace="G1", channel="C1"))
    await olga("/ama place 1 stage", '/ama move 1 "2026-12-04 18:00"', "/press Move")

    assert await weather.events() == ["Starting a guild, 04 18:00"]
