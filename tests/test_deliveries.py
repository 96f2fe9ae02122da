"""Messages that the bot posts on its own, as organisers and members see them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.deliveries import Order, State, Target
from bot.delivering import CLOSED
from bot.dispatch import Dispatcher
from bot.identity import CommunityId, MemberId, Role
from bot.replies import said
from tests.talk import Posts, Talk, TestClock


async def order(dispatcher: Dispatcher, clock: TestClock, key: str = "x", **more: object) -> None:
    """Order word for Ada's eyes about message 1, which is as good as any."""
    target = Target(platform="console", workspace="guild", channel="general")
    given = {"key": key, "topic": "test", "kind": CLOSED, "target": target, "due_at": clock.now()} | more
    async with dispatcher.store.write() as unit:
        await unit.deliveries.add(CommunityId(1), Order(**given), clock.now())  # type: ignore[arg-type]


async def settle(dispatcher: Dispatcher, clock: TestClock, number: int, state: State, reason: str) -> None:
    """Let a message have come to this."""

    async with dispatcher.store.write() as unit:
        one = await unit.deliveries.get(CommunityId(1), number)
        assert one
        changed = replace(one, state=state, reason=reason, ready_at=None, settled_at=clock.now())
        assert await unit.deliveries.save([(changed, one.fence)], "test") == [True]


async def test_organiser_sees_what_is_due_and_takes_it_back(
    dispatcher: Dispatcher, clock: TestClock, ada: Talk, posts: Posts
) -> None:
    olga = ada.as_("Olga", Role.ORGANISER)
    await olga("/help")
    await order(dispatcher, clock, due_at=clock.now() + timedelta(hours=2))

    shown = await olga("/delivery list")
    one = await olga("/delivery show 1")
    gone = await olga("/press Do not send")
    twice = await olga("/delivery cancel 1")

    assert [line for line in shown.splitlines() if line][:2] == [
        "Messages the bot posts on its own",
        "1 · word that direct messages are closed · #general · 2026-11-24 14:00 UTC · due",
    ]
    assert one.splitlines()[0] == "Message 1"
    assert gone == "Message 1 is not sent. /delivery retry 1 sends it after all."
    assert twice == "Message 1 was taken back. Only what is due can be taken back."
    assert await posts(hours=3) == []


async def test_organiser_decides_what_nobody_can_know(
    dispatcher: Dispatcher, clock: TestClock, ada: Talk, posts: Posts
) -> None:
    olga = ada.as_("Olga", Role.ORGANISER)
    await olga("/help")
    await order(dispatcher, clock)
    await settle(dispatcher, clock, 1, State.UNCERTAIN, "missing_scope")

    shown = await olga("/delivery show 1")
    answer = await olga("/press It arrived")

    assert "the platform did not say whether it took it" in shown
    assert "missing_scope" not in shown
    assert answer == "Message 1 has arrived."
    assert await olga("/press It arrived") == ("Message 1 has arrived. There is nothing to decide about it any more.")


async def test_members_see_no_list_of_messages(ada: Talk) -> None:
    assert await ada("/delivery list") == ("/delivery list is for organisers. Please ask one of them.")


async def test_number_of_another_community_is_not_there(dispatcher: Dispatcher, clock: TestClock, ada: Talk) -> None:
    olga = ada.as_("Olga", Role.ORGANISER)
    await olga("/help")
    await order(dispatcher, clock)
    eve = ada.as_("Eve", Role.ORGANISER, community="Elsewhere")

    assert await eve("/delivery show 1") == "There is no message 1. /delivery list shows all of them."
    assert await eve("/delivery cancel 1") == "There is no message 1. /delivery list shows all of them."


async def test_quiet_hours_are_kept_in_the_zone_of_the_member(ada: Talk) -> None:
    assert await ada("/me quiet") == "The bot leaves you alone from 22:00 to 08:00, by the clock of UTC."
    assert await ada("/me quiet 10pm to 7am") == "The bot leaves you alone 22:00-07:00 now, by the clock of UTC."
    assert await ada("/me quiet never") == ("“never” are no hours that I can read. Write for example 22:00-08:00.")
    assert await ada("/me quiet -") == "The bot leaves you alone from 22:00 to 08:00 now, by the clock of UTC."


async def test_what_could_not_be_brought_is_read_where_one_is(
    dispatcher: Dispatcher, clock: TestClock, ada: Talk
) -> None:
    await ada("/help")
    assert await ada("/me messages") == "No messages are waiting for you."
    member = MemberId(1)
    person = Target(platform="console", workspace="guild", user="ada")
    await order(dispatcher, clock, key="dm", target=person, member=member)

    async with dispatcher.store.write() as unit:
        one = await unit.deliveries.get(CommunityId(1), 1)
        assert one
        dead = replace(one, state=State.DEAD, shown=said("The AMA begins."), ready_at=None, settled_at=clock.now())
        await unit.deliveries.save([(replace(dead, reason="target: cannot_dm"), one.fence)], "test")

    shown = await ada("/me messages")

    assert "The AMA begins." in shown
    assert "The AMA begins." not in await ada.as_("Bob")("/me messages")
