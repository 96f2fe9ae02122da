"""Sending what was ordered: in each weather a message stands once where it belongs, or people are told why not."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.deliveries import Cause, Order, Refused, State, Target, Waits
from bot.delivering import Deliverer
from bot.identity import AccountKey, CommunityId, Place, Role
from bot.posts import Post, Writing, post
from bot.replies import Happening, Notice, said
from storage.database import Database
from storage.store import SqlStore
from tests.talk import TestClock
from tests.weather import Platform

HERE = Target(platform="slack", workspace="T1", channel="C1")


@post("test.hello", about="a greeting")
async def hello(writing: Writing) -> Notice | None:
    """Says hello to whoever is named; nothing to nobody."""
    who = writing.subject.get("who", "")
    return said(f"Hello, {who}!") if who else None


class Bench:
    """A sender with its clock and its platform."""

    def __init__(self, store: SqlStore, clock: TestClock, posts: tuple[Post, ...] = (hello,)) -> None:
        self.store = store
        self.clock = clock
        self.platform = Platform()
        self.posts = posts
        self.deliverer = self.another()

    def another(self) -> Deliverer:
        """Another process on the same database."""
        return Deliverer(
            self.posts, store=self.store, clock=self.clock, messengers=lambda _platform, _workspace: self.platform
        )

    async def order(self, key: str, due_at: datetime | None = None, target: Target = HERE, **more: object) -> bool:
        given = {"topic": "test", "kind": "test.hello", "subject": {"who": key}} | more
        order = Order(key=key, target=target, due_at=due_at or self.clock.now(), **given)  # type: ignore[arg-type]
        async with self.store.write() as unit:
            return await unit.deliveries.add(self.community, order, self.clock.now())

    async def begin(self) -> None:
        """Ada founds a community, and organises it."""
        async with self.store.write() as unit:
            account = AccountKey(platform="slack", workspace="T1", user="UADA")
            community, ada = await unit.people.welcome(account, "Ada", "Guild", self.clock.now())
            await unit.people.grant(community.id, ada.id, Role.ORGANISER)
            self.community: CommunityId = community.id

    async def passes(self, **time: int) -> None:
        """Let time pass, and everything be sent that is due then."""
        self.clock.advance(**time)
        await self.deliverer.drain()

    async def state(self, key: str) -> State:
        async with self.store.read() as unit:
            found = await unit.deliveries.find(self.community, key)
        assert found
        return found.state

    @property
    def words(self) -> list[str]:
        """What stands on the platform, in order."""
        return ["".join(map(str, shown.text)) for _, shown, _ in self.platform.stands]


@pytest.fixture
async def bench(database: Database, clock: TestClock) -> Bench:
    """A sender on each of the two databases; on PostgreSQL claims are held by the server's clock."""
    made = Bench(SqlStore(database), clock)
    await made.begin()
    return made


@pytest.fixture
async def sqlite(sqlite_address: str, clock: TestClock) -> Bench:
    """A sender on SQLite, where all times are those of the test's clock."""
    made = Bench(SqlStore(Database(sqlite_address)), clock)
    await made.begin()
    return made


async def test_message_is_sent_when_it_is_due_and_not_before(bench: Bench) -> None:
    await bench.order("ada", bench.clock.now() + timedelta(hours=1))

    await bench.passes(minutes=59)
    early = bench.words
    await bench.passes(minutes=1)

    assert (early, bench.words) == ([], ["Hello, ada!"])
    assert await bench.state("ada") is State.SENT


async def test_same_key_is_sent_once(bench: Bench) -> None:
    assert await bench.order("ada")
    assert not await bench.order("ada")

    await bench.passes()
    assert not await bench.order("ada")
    await bench.passes(minutes=1)

    assert bench.words == ["Hello, ada!"]


async def test_messages_of_a_place_keep_their_order_while_the_first_waits(sqlite: Bench) -> None:
    sqlite.platform.weather = deque([Waits(30, "ratelimited")])
    for key in ("first", "second", "third"):
        await sqlite.order(key)
    await sqlite.order("elsewhere", target=Target(platform="slack", workspace="T1", channel="C2"))

    await sqlite.passes()
    before = sqlite.words
    await sqlite.passes(seconds=31)

    assert before == ["Hello, elsewhere!"]
    assert sqlite.words == ["Hello, elsewhere!", "Hello, first!", "Hello, second!", "Hello, third!"]


async def test_nothing_to_say_is_void(bench: Bench) -> None:
    await bench.order("nobody", subject={"who": ""})

    await bench.passes()

    assert (bench.words, await bench.state("nobody")) == ([], State.VOID)


async def test_cancelled_is_not_sent_and_ordered_again_it_is(bench: Bench) -> None:
    await bench.order("ada", bench.clock.now() + timedelta(hours=1))
    async with bench.store.write() as unit:
        assert await unit.deliveries.cancel(bench.community, "test", bench.clock.now()) == 1
    await bench.passes(hours=2)
    assert bench.words == []

    assert await bench.order("ada", bench.clock.now(), subject={"who": "Ada again"})
    await bench.passes()

    assert bench.words == ["Hello, Ada again!"]


async def test_lost_answer_is_asked_for_under_the_same_mark(sqlite: Bench) -> None:
    sqlite.platform.weather = deque(["lost", "lost"])
    await sqlite.order("ada")

    await sqlite.passes()
    await sqlite.passes(seconds=10)
    await sqlite.passes(seconds=20)

    assert sqlite.words == ["Hello, ada!"]
    assert sqlite.platform.asked == ["post", "post", "post"]
    assert await sqlite.state("ada") is State.SENT


@pytest.mark.parametrize("weather", ["lost", "unsent"])
async def test_without_marks_it_is_looked_for_before_it_is_posted_again(sqlite: Bench, weather: str) -> None:
    sqlite.platform.knows_marks = False
    sqlite.platform.weather = deque([weather])
    await sqlite.order("ada")

    await sqlite.passes()
    await sqlite.passes(seconds=20)
    looked_early = "look" in sqlite.platform.asked
    await sqlite.passes(seconds=30)

    assert not looked_early, "what is on its way is given time to arrive"
    assert sqlite.words == ["Hello, ada!"]
    assert await sqlite.state("ada") is State.SENT


async def test_outage_longer_than_marks_are_known_doubles_nothing(sqlite: Bench) -> None:
    sqlite.platform.weather = deque(["lost"] + ["unsent"] * 5)
    await sqlite.order("ada")

    for _ in range(20):
        await sqlite.passes(minutes=2)

    assert sqlite.words == ["Hello, ada!"]
    assert await sqlite.state("ada") is State.SENT


async def test_organisers_say_what_nobody_can_find_out(sqlite: Bench) -> None:
    sqlite.platform.knows_marks, sqlite.platform.is_readable = False, False
    sqlite.platform.weather = deque(["lost"])
    await sqlite.order("ada")

    await sqlite.passes()
    await sqlite.passes(minutes=1)

    assert await sqlite.state("ada") is State.UNCERTAIN
    assert sqlite.words == ["Hello, ada!"]
    async with sqlite.store.read() as unit:
        told = await unit.deliveries.about(sqlite.community, "deliveries")
    assert [(one.order.kind, one.order.target.user) for one in told] == [("delivery.uncertain", "UADA")]


async def test_place_that_is_gone_is_left_alone_and_organisers_are_told_once(sqlite: Bench) -> None:
    sqlite.platform.weather = deque([Refused(Cause.TARGET, "is_archived")])
    for key in ("one", "two", "three"):
        await sqlite.order(key)

    await sqlite.passes()

    assert [await sqlite.state(key) for key in ("one", "two", "three")] == [State.DEAD] * 3
    assert sqlite.platform.asked == ["post"]
    async with sqlite.store.read() as unit:
        told = await unit.deliveries.about(sqlite.community, "deliveries")
    assert [one.order.kind for one in told] == ["delivery.trouble"]


async def test_broken_place_falls_back_to_the_channel_of_announcements(sqlite: Bench) -> None:
    async with sqlite.store.write() as unit:
        settings = await unit.communities.settings(sqlite.community)
        news = Place(platform="slack", workspace="T1", channel="CNEWS")
        await unit.communities.save_settings(sqlite.community, replace(settings, announce_in=news))
    sqlite.platform.weather = deque([Refused(Cause.TARGET, "channel_not_found")])
    await sqlite.order("ada")

    await sqlite.passes()

    assert [(target.channel, "".join(map(str, shown.text))) for target, shown, _ in sqlite.platform.stands] == [
        ("CNEWS", "Hello, ada!")
    ]


async def test_refused_token_stops_the_workspace_and_loses_nothing(sqlite: Bench) -> None:
    sqlite.platform.weather = deque([Refused(Cause.APP, "token_revoked")] * 2)
    await sqlite.order("ada")
    await sqlite.order("bob", target=Target(platform="slack", workspace="T1", channel="C2"))

    await sqlite.passes()
    await sqlite.passes(minutes=1)
    asked = len(sqlite.platform.asked)
    await sqlite.passes(minutes=10)

    assert asked <= 2, "nothing is asked while the workspace is stopped"
    assert sorted(sqlite.words) == ["Hello, ada!", "Hello, bob!"]


async def test_what_is_of_no_use_any_more_is_dropped_and_told_of(sqlite: Bench) -> None:
    start = sqlite.clock.now()
    await sqlite.order("ada", start, useful_until=start + timedelta(minutes=15))

    await sqlite.passes(minutes=16)

    assert (sqlite.words, await sqlite.state("ada")) == ([], State.DEAD)
    async with sqlite.store.read() as unit:
        told = await unit.deliveries.about(sqlite.community, "deliveries")
    assert [one.order.kind for one in told] == ["delivery.missed"]


async def test_two_processes_send_once(bench: Bench) -> None:
    other = bench.another()
    for number in range(20):
        await bench.order(f"n{number}", target=Target(platform="slack", workspace="T1", channel=f"C{number}"))

    for _ in range(20):
        await bench.deliverer.turn()
        await other.turn()
    await bench.deliverer.drain()
    await other.drain()

    assert sorted(bench.words) == sorted(f"Hello, n{number}!" for number in range(20))


async def test_process_that_died_with_a_request_on_its_way_doubles_nothing(sqlite: Bench) -> None:
    sqlite.platform.knows_marks = False
    await sqlite.order("ada")
    dead = sqlite.another()
    await dead.turn()
    # The request leaves and is taken; the process is killed before it could say so.
    await sqlite.platform.was_asked.wait()
    assert await sqlite.state("ada") is State.SENDING

    for _ in range(6):
        await sqlite.passes(minutes=1)

    assert sqlite.words == ["Hello, ada!"]
    assert await sqlite.state("ada") is State.SENT


async def test_restored_backup_sends_nothing_again(sqlite: Bench) -> None:
    await sqlite.order("ada")
    mark = None
    async with sqlite.store.read() as unit:
        found = await unit.deliveries.find(sqlite.community, "ada")
        assert found
        mark = found.mark
    # In the time that the backup does not know of, it was sent.
    sqlite.platform.stands.append((HERE, said("Hello, ada!"), mark))

    await sqlite.passes(days=2)

    assert sqlite.words == ["Hello, ada!"]
    assert await sqlite.state("ada") is State.SENT


async def test_post_that_breaks_does_not_hold_up_the_others(sqlite: Bench) -> None:
    @post("test.broken", about="breaks")
    async def broken(writing: Writing) -> Notice | None:
        raise RuntimeError("the words are missing")

    sqlite.posts = (hello, broken)
    sqlite.deliverer = sqlite.another()
    await sqlite.order("broken", kind="test.broken", target=Target(platform="slack", workspace="T1", channel="C9"))
    await sqlite.order("ada")

    await sqlite.passes(seconds=1)

    assert sqlite.words == ["Hello, ada!"]
    assert await sqlite.state("broken") is State.DUE


async def doubt(bench: Bench) -> int:
    async with bench.store.write() as unit:
        return await unit.deliveries.doubt(bench.clock.now())


@pytest.mark.parametrize("was_sent", [True, False])
async def test_what_is_doubted_is_looked_for_and_sent_only_if_it_is_not_there(sqlite: Bench, was_sent: bool) -> None:
    await sqlite.order("ada")
    if was_sent:
        async with sqlite.store.read() as unit:
            found = await unit.deliveries.find(sqlite.community, "ada")
            assert found
            sqlite.platform.stands.append((HERE, said("Hello, ada!"), found.mark))
    sqlite.clock.advance(minutes=5)

    assert await doubt(sqlite) == 1
    await sqlite.passes()

    assert sqlite.words == ["Hello, ada!"]
    assert await sqlite.state("ada") is State.SENT


async def test_what_is_doubted_and_of_no_use_any_more_is_told_of(sqlite: Bench) -> None:
    await sqlite.order("ada", useful_until=sqlite.clock.now() + timedelta(minutes=15))
    sqlite.clock.advance(days=2)

    await doubt(sqlite)
    await sqlite.passes()

    assert (sqlite.words, await sqlite.state("ada")) == ([], State.DEAD)


async def test_what_is_doubted_and_cannot_be_looked_for_is_asked_about(sqlite: Bench) -> None:
    sqlite.platform.is_readable = False
    await sqlite.order("ada")
    sqlite.clock.advance(days=2)

    await doubt(sqlite)
    await sqlite.passes()

    assert (sqlite.words, await sqlite.state("ada")) == ([], State.UNCERTAIN)


async def test_thread_that_is_gone_does_not_stop_its_channel(sqlite: Bench) -> None:
    sqlite.platform.weather = deque([Refused(Cause.TARGET, "thread_not_found")])
    await sqlite.order("reply", target=replace(HERE, thread="1.0"))
    await sqlite.order("news")

    await sqlite.passes()

    assert (await sqlite.state("reply"), await sqlite.state("news")) == (State.DEAD, State.SENT)
    assert sqlite.words == ["Hello, news!"]


async def test_workspace_that_says_wait_is_left_alone_and_holds_nobody_else_up(sqlite: Bench) -> None:
    sqlite.platform.weather = deque([Waits(30, "ratelimited")] * 300)
    for number in range(300):
        await sqlite.order(f"n{number}", target=Target(platform="slack", workspace="T1", channel=f"C{number}"))
    await sqlite.passes()
    asked = len(sqlite.platform.asked)
    sqlite.platform.weather.clear()
    await sqlite.order("elsewhere", target=Target(platform="slack", workspace="T2", channel="C1"))

    await sqlite.passes(seconds=10)
    meanwhile, claimed = sqlite.words, await attempted(sqlite)
    await sqlite.passes(seconds=21)

    assert asked < 100, "not each of three hundred is told to wait"
    assert meanwhile == ["Hello, elsewhere!"]
    assert claimed < 100, "what is not sent is not written either"
    assert len(sqlite.words) == 301


async def attempted(bench: Bench) -> int:
    """How many deliveries were ever claimed."""
    async with bench.store.read() as unit:
        return sum(one.fence > 0 for one in await unit.deliveries.about(bench.community, "test"))


async def test_after_a_wait_one_message_goes_ahead_of_the_others(sqlite: Bench) -> None:
    sqlite.platform.weather = deque([Waits(30, "ratelimited")] * 60)
    for number in range(100):
        await sqlite.order(f"n{number}", target=Target(platform="slack", workspace="T1", channel=f"C{number}"))
    await sqlite.passes()
    asked = len(sqlite.platform.asked)
    sqlite.platform.weather = deque([Waits(30, "ratelimited")])

    await sqlite.passes(seconds=31)

    assert len(sqlite.platform.asked) == asked + 1


async def test_what_stands_behind_a_message_that_waits_wakes_nobody(sqlite: Bench) -> None:
    sqlite.platform.weather = deque([Waits(30, "ratelimited")])
    for key in ("first", "second"):
        await sqlite.order(key)

    ready_at = await sqlite.deliverer.drain()

    assert ready_at == sqlite.clock.now() + timedelta(seconds=30)


async def test_held_workspace_is_looked_at_again_when_its_wait_is_over(sqlite: Bench) -> None:
    sqlite.platform.weather = deque([Waits(30, "ratelimited")] * 300)
    for number in range(300):
        await sqlite.order(f"n{number}", target=Target(platform="slack", workspace="T1", channel=f"C{number}"))

    ready_at = await sqlite.deliverer.drain()

    assert ready_at == sqlite.clock.now() + timedelta(seconds=30)


async def test_organisers_are_not_asked_about_what_an_outage_of_six_hours_hides(sqlite: Bench) -> None:
    sqlite.platform.weather = deque(["lost"] + ["unsent"] * 9)
    await sqlite.order("ada")
    sqlite.platform.is_down = True

    for _ in range(36):
        await sqlite.passes(minutes=10)
    state = await sqlite.state("ada")
    sqlite.platform.is_down = False
    await sqlite.passes(minutes=10)

    assert (state, await sqlite.state("ada")) == (State.SENDING, State.SENT)
    assert sqlite.words == ["Hello, ada!"]


async def test_change_carries_the_mark_of_the_message_that_is_changed(sqlite: Bench) -> None:
    await sqlite.order("ada")
    await sqlite.passes()
    *_, mark = sqlite.platform.stands[0]

    await sqlite.order("edit", edits="ada", subject={"who": "Ada, once more"})
    await sqlite.passes()

    assert sqlite.words == ["Hello, Ada, once more!"]
    assert sqlite.platform.stands[0][2] == mark


async def test_change_of_what_is_not_there_is_void(sqlite: Bench) -> None:
    await sqlite.order("edit", edits="nothing")

    await sqlite.passes()

    assert (sqlite.platform.asked, await sqlite.state("edit")) == ([], State.VOID)


@post("test.happening", about="an event of the platform")
async def happening(writing: Writing) -> Happening:
    """An evening."""
    start = datetime(2026, 12, 1, 18, tzinfo=UTC)
    return Happening(title="Ask Ada", about="", starts_at=start, ends_at=start + timedelta(hours=1), where="here")


async def test_happening_is_looked_for_because_marks_are_of_messages_only(sqlite: Bench) -> None:
    sqlite.posts = (happening,)
    sqlite.deliverer = sqlite.another()
    sqlite.platform.weather = deque(["lost"])
    await sqlite.order("event", kind="test.happening")

    await sqlite.passes()
    await sqlite.passes(minutes=1)

    assert sqlite.platform.asked == ["post", "look"]
    assert len(sqlite.platform.stands) == 1


async def test_what_was_found_out_under_an_older_claim_is_not_written_down(bench: Bench) -> None:
    for key in ("ada", "bob", "eve"):
        await bench.order(key)
    async with bench.store.read() as unit:
        ada, bob, eve = [await unit.deliveries.find(bench.community, key) for key in ("ada", "bob", "eve")]
    assert ada
    assert bob
    assert eve

    async with bench.store.write() as unit:
        changes = [(replace(one, reason="seen"), one.fence) for one in (ada, eve)]
        stale = (replace(bob, reason="seen"), bob.fence + 1)
        saved = await unit.deliveries.save([changes[0], stale, changes[1]], "test")

    async with bench.store.read() as unit:
        kept = await unit.deliveries.about(bench.community, "test")
    assert saved == [True, False, True]
    assert {one.order.key: one.reason for one in kept} == {"ada": "seen", "bob": "", "eve": "seen"}
