"""Those who press Interested at an AMA's event are shown beside those who say here that they come."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, timedelta

import pytest
import pytest_asyncio

from adapters.console.render import plain, rendered
from bot.amas.values import Ama, Announcement, NewAma, Session
from bot.counting import Counting
from bot.delivering import Deliverer
from bot.dispatch import Dispatcher
from bot.identity import AccountKey, Place, Role
from bot.messenger import Messenger
from bot.replies import Card, Page
from bot.requests import Request, Typed
from commands import COMMANDS, POSTS
from commands.amas.publishing import publish
from storage.database import Database
from storage.store import SqlStore
from tests.discord.fake import Discord, discord_fake
from tests.discord.poster import Poster, Wrong, posting

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHOW = "GET .*/scheduled-events/"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[Discord]:
    async with discord_fake() as started:
        yield started


class Stage:
    """A server with an AMA in a week, and its event among the server's."""

    def __init__(self, poster: Poster, store: SqlStore) -> None:
        self.poster = poster
        self.store = store
        self.clock = Wrong(timedelta(0))
        self.counting = Counting(store=store, clock=self.clock, messengers=self._messenger)
        self.dispatcher = Dispatcher(commands=COMMANDS, store=store, clock=self.clock)
        self.is_there = True

    def _messenger(self, platform: str, workspace: str) -> Messenger | None:
        return self.poster.messenger if self.is_there else None

    async def begin(self) -> None:
        account = AccountKey(platform="discord", workspace=self.poster.guild.id, user="1")
        now = self.clock.now()
        place = Place(platform="discord", workspace=self.poster.guild.id, channel=self.poster.channel.id)
        session = Session(
            title="Ask Bea", about="", starts_at=now.replace(microsecond=0) + timedelta(days=7), zone="UTC",
            minutes=60, language=None, capacity=None, meets_at="", questions_each=3, is_reviewed=False,
            plan=frozenset[Announcement](), announcement="",
        )  # fmt: skip
        async with self.store.write() as unit:
            community, olga = await unit.people.welcome(account, "Olga", "Guild", now)
            new = NewAma(session=session, hosts=(), places=(place,))
            self.ama: Ama = await unit.amas.add(community.id, new, olga.id, now)
            await publish(unit, self.ama, now)
        deliverer = Deliverer(POSTS, store=self.store, clock=self.clock, messengers=self._messenger)
        await deliverer.drain()
        [event] = await self.poster.guild.events()
        self.event = str(event["id"])

    async def says(self, line: str) -> str:
        account = AccountKey(platform="discord", workspace=self.poster.guild.id, user="1")
        place = Place(platform="discord", workspace=self.poster.guild.id, channel=self.poster.channel.id)
        request = Request(account=account, name="Olga", place=place, said=Typed(line), role=Role.ORGANISER)
        reply = (await self.dispatcher.run(request)).reply
        assert isinstance(reply, Card | Page), reply
        return plain(rendered(reply, channel="", zone=UTC))

    async def comes(self) -> str:
        """What /ama show says of who comes."""
        return next(line for line in (await self.says("ama show 1")).splitlines() if line.startswith("Comes"))


@pytest_asyncio.fixture(loop_scope="module")
async def stage(discord: Discord, sqlite_address: str) -> AsyncIterator[Stage]:
    database = Database(sqlite_address)
    async with posting(discord) as poster:
        made = Stage(poster, SqlStore(database))
        await made.begin()
        yield made
        await made.dispatcher.settle()
    await database.close()


async def test_those_who_are_interested_are_shown_once_they_are_counted(stage: Stage) -> None:
    before = await stage.comes()
    await stage.poster.ada.take_interest(stage.poster.guild.id, stage.event)
    uncounted = await stage.comes()

    changed = await stage.counting.count()

    assert (before, uncounted, changed) == ("Comes: 0", "Comes: 0", 1)
    assert await stage.comes() == "Comes: 0; on Discord's own list: 1 interested"


async def test_number_that_is_the_same_is_not_written_again(stage: Stage) -> None:
    assert [await stage.counting.count(), await stage.counting.count()] == [1, 0]
    assert await stage.comes() == "Comes: 0; on Discord's own list: 0 interested"


async def test_looking_an_ama_up_asks_discord_nothing(stage: Stage) -> None:
    await stage.counting.count()
    asked = len(await stage.poster.asked("GET"))

    await stage.comes()

    assert len(await stage.poster.asked("GET")) == asked


@pytest.mark.parametrize("kind", ["error_after", "too_many", "drop_before", "garbled"])
async def test_what_was_counted_stays_while_discord_does_not_say(stage: Stage, kind: str) -> None:
    await stage.poster.ada.take_interest(stage.poster.guild.id, stage.event)
    await stage.counting.count()
    await stage.poster.discord.fault(kind, SHOW, times=5)

    assert await stage.counting.count() == 0
    assert await stage.comes() == "Comes: 0; on Discord's own list: 1 interested"


async def test_platform_that_is_not_there_or_does_not_count_is_passed_over(stage: Stage) -> None:
    stage.is_there = False

    assert await stage.counting.count() == 0
    assert await stage.comes() == "Comes: 0"
