"""The list that a platform keeps of those interested in an AMA, beside ours: in the host's brief and when shown."""

from __future__ import annotations

from datetime import timedelta

from bot.amas.planning import EVENT, topic_of
from bot.deliveries import Order, Target
from bot.dispatch import Dispatcher
from bot.identity import AmaId, CommunityId, Role
from tests.amas import press, scheduled
from tests.talk import Posts, Talk, TestClock


async def count(dispatcher: Dispatcher, clock: TestClock, interested: int) -> None:
    """Let a platform have counted so many for AMA 1, whose event stands there."""
    event = Target(platform="discord", workspace="7", channel="events")
    async with dispatcher.store.write() as unit:
        due_at = clock.now() + timedelta(days=365)
        order = Order(key="event", topic=topic_of(AmaId(1)), kind=EVENT, target=event, due_at=due_at)
        await unit.deliveries.add(CommunityId(1), order, clock.now())
        made = await unit.deliveries.find(CommunityId(1), "event")
        assert made
        await unit.amas.note_interested(made.id, interested)


async def test_host_reads_both_lists_in_the_brief(
    ada: Talk, dispatcher: Dispatcher, clock: TestClock, posts: Posts
) -> None:
    olga, hana = ada.as_("Olga", Role.ORGANISER), ada.as_("Hana")
    await hana("/help")
    await scheduled(olga, "host:@hana")
    await press(hana, "ama", "accept", number=1)
    await press(ada, "ama", "come", number=1, answer="coming")
    await count(dispatcher, clock, 1_207)

    brief = next(one for one in await posts(days=6, hours=6) if "You host" in one)

    assert "Coming: 1; on Discord's own list: 1,207 interested." in brief
    assert "Comes: 1; on Discord's own list: 1,207 interested" in await olga("/ama show 1")


async def test_full_ama_says_so_before_the_other_list(ada: Talk, dispatcher: Dispatcher, clock: TestClock) -> None:
    olga = ada.as_("Olga", Role.ORGANISER)
    await scheduled(olga, "capacity:1")
    await press(ada, "ama", "come", number=1, answer="coming")
    await count(dispatcher, clock, 7)

    assert "Comes: 1 of 1 (full); on Discord's own list: 7 interested" in await olga("/ama show 1")
