"""A sender with its clock, its platform in bad weather, and a community that has things to say."""

from __future__ import annotations

from datetime import datetime

from bot.deliveries import Order, State, Target
from bot.delivering import Deliverer
from bot.identity import AccountKey, CommunityId, Role
from bot.posts import Post, Writing, post
from bot.replies import Notice, said
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
