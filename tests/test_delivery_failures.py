"""Failures of other bots, each with what holds us to doing better: the rows of the list that concern deliveries."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deliveries import MARK_CHARACTERS, Cause, Delivery, Order, Refused, State, Target
from bot.delivering import Deliverer
from bot.identity import AccountKey, CommunityId, MemberId, Place
from bot.messenger import Outgoing
from bot.posts import Fallback, Writing, post
from bot.replies import Notice, said
from commands import POSTS
from storage.database import Database
from storage.store import SqlStore
from tests.talk import TestClock
from tests.weather import Platform


@post("test.reminder", about="a reminder", fallback=Fallback.CHANNEL)
async def reminder(writing: Writing) -> Notice:
    """A reminder that its person has asked for."""
    return said(f"Remember {writing.delivery.order.key}.")


@post("test.tip", about="a tip", fallback=Fallback.CHANNEL, is_unasked=True)
async def tip(writing: Writing) -> Notice:
    """Something that nobody has asked for."""
    return said(f"A tip: {writing.delivery.order.key}.")


class World:
    """Communities in workspaces, and one sender for all of them."""

    def __init__(self, store: SqlStore, clock: TestClock) -> None:
        self.store = store
        self.clock = clock
        self.platform = Platform()
        self.deliverer = Deliverer(
            [*POSTS, reminder, tip], store=store, clock=clock, messengers=lambda _platform, _workspace: self.platform
        )

    async def member(self, workspace: str, user: str) -> tuple[CommunityId, MemberId]:
        """A person there."""
        async with self.store.write() as unit:
            account = AccountKey(platform="discord", workspace=workspace, user=user)
            community, member = await unit.people.welcome(account, user, workspace, self.clock.now())
        return community.id, member.id

    async def order(self, community: CommunityId, orders: list[Order]) -> None:
        """Have all of these sent."""
        async with self.store.write() as unit:
            for order in orders:
                await unit.deliveries.add(community, order, self.clock.now())

    async def passes(self, **time: int) -> None:
        """Let time pass, and everything be sent that is due then."""
        self.clock.advance(**time)
        await self.deliverer.drain()

    async def states(self, community: CommunityId) -> Counter[State]:
        """How many are how far."""
        async with self.store.read() as unit:
            return Counter(one.state for one in await unit.deliveries.about(community, "test"))


@pytest.fixture
async def world(sqlite_address: str, clock: TestClock) -> World:
    """An empty world."""
    return World(SqlStore(Database(sqlite_address)), clock)


def order(key: str, due_at: datetime, *, user: str = "", workspace: str = "1", **more: Any) -> Order:
    """An order to a person, or into a channel of the same name as the key."""
    target = Target(platform="discord", workspace=workspace, user=user, channel="" if user else f"c-{key}")
    given: dict[str, Any] = {"key": key, "topic": "test", "kind": "test.reminder", "target": target, "due_at": due_at}
    return Order(**given | more)


async def test_r1_thousand_due_at_a_start_with_empty_caches_are_all_sent(world: World) -> None:
    community, _ = await world.member("1", "100")
    await world.order(community, [order(f"n{number}", world.clock.now()) for number in range(1_000)])

    await world.passes(minutes=5)

    assert await world.states(community) == {State.SENT: 1_000}
    assert len({mark for *_, mark in world.platform.stands}) == len(world.platform.stands) == 1_000


async def test_r2_r11_nothing_that_cannot_be_delivered_disappears(world: World) -> None:
    community, _ = await world.member("1", "100")
    world.platform.weather.extend([Refused(Cause.TARGET, "50001")] * 3)
    await world.order(community, [order(f"n{number}", world.clock.now()) for number in range(3)])

    await world.passes()
    await world.passes(days=2)

    assert await world.states(community) == {State.DEAD: 3}


words = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
moments = st.datetimes(timezones=st.just(UTC))
orders = st.builds(
    Order,
    key=words,
    topic=words,
    kind=words,
    target=st.builds(Target, platform=words, workspace=words, channel=words.filter(bool), thread=st.none() | words),
    due_at=moments,
    subject=st.dictionaries(words, st.one_of(words, st.integers(), st.booleans()), max_size=3),
    useful_until=st.none() | moments,
    edits=st.none() | words,
)


async def test_r3_every_field_of_an_order_is_kept(world: World) -> None:
    community, member = await world.member("1", "100")
    examples: list[Order] = []

    @given(orders)
    def collect(one: Order) -> None:
        examples.append(replace(one, key=f"{len(examples)}:{one.key}", member=member))

    collect()
    await world.order(community, examples)

    async with world.store.read() as unit:
        kept = [await unit.deliveries.find(community, one.key) for one in examples]
    assert [one.order if one else None for one in kept] == examples


async def test_r10_timer_of_four_hundred_days_goes_off_on_its_day(world: World) -> None:
    community, _ = await world.member("1", "100")
    await world.order(community, [order("far", world.clock.now() + timedelta(days=400))])

    for _ in range(399):
        await world.passes(days=1)
    early = len(world.platform.stands)
    await world.passes(days=1)

    assert (early, len(world.platform.stands)) == (0, 1)


async def test_r9_year_9999_is_kept_and_disturbs_nothing(world: World) -> None:
    community, _ = await world.member("1", "100")
    await world.order(community, [order("never", datetime(9999, 12, 31, 23, 59, tzinfo=UTC))])
    await world.order(community, [order("now", world.clock.now())])

    await world.passes()

    assert await world.states(community) == {State.SENT: 1, State.DUE: 1}


async def test_r12_r13_every_message_lands_in_its_own_community(world: World) -> None:
    communities = {str(number): (await world.member(str(number), "100"))[0] for number in range(1, 21)}
    for workspace, community in communities.items():
        await world.order(
            community, [order(f"same-{number}", world.clock.now(), workspace=workspace) for number in range(5)]
        )

    await world.passes()

    assert Counter(target.workspace for target, *_ in world.platform.stands) == dict.fromkeys(communities, 5)


@given(st.lists(st.tuples(words, st.integers(0, 3), st.booleans(), st.integers(1, 3)), unique=True, max_size=20))
def test_r17_r18_different_messages_never_share_a_mark(named: list[tuple[str, int, bool, int]]) -> None:
    moment = datetime(2026, 12, 1, tzinfo=UTC)
    target = Target(platform="discord", workspace="1", channel="2")
    made = [
        Delivery(
            id=1,
            community=CommunityId(community),
            order=Order(key=key, topic="t", kind="k", target=target, due_at=moment),
            state=State.DUE,
            generation=generation,
            is_plain=is_plain,
        )
        for key, generation, is_plain, community in named
    ]

    assert len({one.mark for one in made}) == len(made)
    assert all(len(one.mark) == MARK_CHARACTERS for one in made)
    assert [replace(one, id=2, attempts=3, state=State.SENDING).mark for one in made] == [one.mark for one in made]


class Closed(Platform):
    """A platform on which every third person has closed their direct messages."""

    async def post(self, outgoing: Outgoing, *, until: datetime) -> Any:
        """Refuses them."""
        if outgoing.target.user and int(outgoing.target.user) % 10 < 3:
            return Refused(Cause.TARGET, "50007")
        return await super().post(outgoing, until=until)


async def test_r36_three_hundred_closed_of_a_thousand_keep_nobody_else_from_theirs(world: World) -> None:
    world.platform = Closed()
    people = [await world.member("1", str(1_000 + number)) for number in range(1_000)]
    community = people[0][0]
    async with world.store.write() as unit:
        settings = await unit.communities.settings(community)
        news = Place(platform="discord", workspace="1", channel="news")
        await unit.communities.save_settings(community, replace(settings, announce_in=news))
    await world.order(
        community,
        [
            order(f"r{number}", world.clock.now(), user=str(1_000 + number), member=member)
            for number, (_, member) in enumerate(people)
        ],
    )

    await world.passes()

    states = await world.states(community)
    private = [one for one in world.platform.stands if one[0].user]
    public = [one for one in world.platform.stands if one[0].channel == "news"]
    assert (len(private), len(public)) == (700, 300)
    assert states == {State.SENT: 1_000, State.DEAD: 300}
    assert all("Remember" not in "".join(map(str, shown.text)) for _, shown, _ in public), "what was private stays so"


async def test_nobody_hears_unasked_more_than_once_a_day_nor_at_night(world: World) -> None:
    community, ada = await world.member("1", "100")
    now = world.clock.now()
    tips = [
        order(f"tip{number}", now + timedelta(hours=number), user="100", member=ada, kind="test.tip")
        for number in range(3)
    ]
    asked = order("asked", now + timedelta(hours=11), user="100", member=ada)
    await world.order(community, [*tips, asked])
    heard: dict[str, datetime] = {}
    for _ in range(24 * 4):
        await world.passes(hours=1)
        for _, shown, _ in world.platform.stands[len(heard) :]:
            heard["".join(map(str, shown.text))] = world.clock.now()

    unasked = [moment for words, moment in heard.items() if words.startswith("A tip")]
    assert heard["Remember asked."] == now + timedelta(hours=11), "what was asked for waits for nothing"
    assert len(unasked) == 3
    assert all(later - earlier >= timedelta(days=1) for earlier, later in pairwise(unasked))
    assert all(8 <= moment.hour < 22 for moment in unasked)


async def test_what_was_asked_for_comes_at_night_too(world: World) -> None:
    community, ada = await world.member("1", "100")
    await world.order(community, [order("asked", world.clock.now() + timedelta(hours=11), user="100", member=ada)])

    await world.passes(hours=11)

    assert len(world.platform.stands) == 1
