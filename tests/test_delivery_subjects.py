"""What organisers are told of each message: about which AMA it is, and for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.deliveries import Order, State, Target, into
from bot.dispatch import Dispatcher
from bot.identity import CommunityId, MemberId, Role
from tests.talk import Talk, TestClock

ADA = Target(platform="console", workspace="guild", user="Ada")


async def listed(dispatcher: Dispatcher, clock: TestClock, ada: Talk, *, kind: str, **facts: object) -> str:
    """The line of a message in the list that organisers see."""
    olga = ada.as_("Olga", Role.ORGANISER)
    await ada("/help")
    await olga("/help")
    given = {"key": "x", "topic": "test", "target": ADA, "due_at": clock.now() + timedelta(hours=2)} | facts
    async with dispatcher.store.write() as unit:
        await unit.deliveries.add(CommunityId(1), Order(kind=kind, **given), clock.now())  # type: ignore[arg-type]
    return [line for line in (await olga("/delivery list")).splitlines() if line][1]


async def test_message_to_one_person_names_them_and_the_ama(
    dispatcher: Dispatcher, clock: TestClock, ada: Talk
) -> None:
    line = await listed(
        dispatcher, clock, ada, kind="ama.reminder", topic="ama:17:people", member=MemberId(1), target=ADA
    )

    assert line == "1 · reminder of an AMA, AMA 17 · Ada on console · 2026-11-24 14:00 UTC · due"


async def test_person_that_nobody_knows_is_not_named(dispatcher: Dispatcher, clock: TestClock, ada: Talk) -> None:
    line = await listed(dispatcher, clock, ada, kind="ama.proposal", topic="proposal:3")

    assert line.startswith("1 · what has become of a proposal, proposal 3 · one person on console")


async def test_topic_without_a_number_says_nothing_more(dispatcher: Dispatcher, clock: TestClock, ada: Talk) -> None:
    line = await listed(dispatcher, clock, ada, kind="delivery.missed", topic="deliveries", member=MemberId(2))

    assert line.startswith("1 · word of messages that were missed · Olga on console")


async def test_lanes_that_are_no_channels_are_not_shown_as_such(
    dispatcher: Dispatcher, clock: TestClock, ada: Talk
) -> None:
    event = Target(platform="console", workspace="guild", channel="events")
    role = into("console", "guild", "123")

    lines = [
        await listed(dispatcher, clock, ada, key="event", kind="ama.event", topic="ama:4", target=event),
        await listed(dispatcher, clock, ada, key="role", kind="x", target=role, member=MemberId(1)),
    ]

    assert [line.split(" · ")[2] for line in lines] == ["the events on console", "Ada on console"]


async def test_refused_admission_says_in_words_what_is_in_its_way(
    dispatcher: Dispatcher, clock: TestClock, ada: Talk
) -> None:
    await listed(dispatcher, clock, ada, kind="x", target=into("console", "guild", "123"), member=MemberId(1))
    olga, said = ada.as_("Olga", Role.ORGANISER), []
    for reason in ("target: HTTP 403, code 50013", "content: ura_max_channels"):
        async with dispatcher.store.write() as unit:
            one = await unit.deliveries.get(CommunityId(1), 1)
            assert one
            dead = replace(one, state=State.DEAD, reason=reason, ready_at=None, settled_at=clock.now())
            await unit.deliveries.save([(dead, one.fence)], "test")
        said.append((await olga("/delivery list state:trouble")).splitlines()[2].partition(": ")[2])

    assert said == [
        "the role or channel is gone, or the bot may not let people in",
        "they have left, or may not be let in there",
    ]


async def test_lane_of_what_posts_nothing_is_no_channel_to_look_into(
    dispatcher: Dispatcher, clock: TestClock, ada: Talk
) -> None:
    lane = Target(platform="console", workspace="guild", channel="welcomes")
    kinds = ("welcome.late", "buddy.match", "onboarding.room", "onboarding.quiet", "ama.series")

    lines = [await listed(dispatcher, clock, ada, key=kind, kind=kind, target=lane) for kind in kinds]

    assert {line.split(" · ")[2] for line in lines} == {"nothing is posted"}
    assert await ada.as_("Olga", Role.ORGANISER)("/delivery show 1") == (
        "Message 1\n\n"
        "What: end of the time to take a welcome\n"
        "Where: nothing is posted\n"
        "Due: 2026-11-24 14:00 UTC\n"
        "State: due\n\n"
        "[Do not send]"
    )
