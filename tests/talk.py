"""Talking to the bot in a test: lines in, the transcript out, on a real database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from adapters.console.conversation import Conversation
from adapters.console.messenger import ConsoleMessenger, Posted
from adapters.console.render import plain, rendered
from adapters.console.speaker import Speaker
from adapters.files import starter
from bot.delivering import Deliverer
from bot.dispatch import Dispatcher, Filled, Request, Typed
from bot.identity import Role
from bot.intake import take_in
from commands import POSTS


class TestClock:
    """A clock that moves only when it is told to."""

    __test__ = False

    def __init__(self) -> None:
        self._now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """The time it is set to."""
        return self._now

    def advance(self, **time: int) -> None:
        """Move on by ``minutes=10``, ``days=2`` and the like."""
        self._now += timedelta(**time)


class Talk:
    """A person in a community who talks to the bot; ``as_`` gives another person in the same place."""

    def __init__(
        self, dispatcher: Dispatcher, *, name: str, role: Role = Role.MEMBER, community: str = "Guild"
    ) -> None:
        self.dispatcher = dispatcher
        self._community = community
        self._conversation = Conversation(dispatcher, Speaker(name=name, role=role, community=community))

    def as_(self, name: str, role: Role = Role.MEMBER, *, community: str | None = None) -> Talk:
        """Another person, with a role that the platform vouches for."""
        return Talk(self.dispatcher, name=name, role=role, community=community or self._community)

    async def __call__(self, *lines: str) -> str:
        """Say these lines; the answer to the last one as plain text."""
        answer = ""
        for line in lines:
            answer = await self._say(line)
        return answer

    async def all(self, lines: Sequence[str]) -> list[str]:
        """Say these lines; the answer to each."""
        return [await self._say(line) for line in lines]

    def request(self, line: str) -> Request:
        """The line as the dispatcher is given it."""
        return self._conversation.speaker.request(Typed(line))

    async def fill(self, said: Filled) -> str:
        """What a platform asks for by itself, with the person in front of it; the answer as plain text."""
        answer = await self.dispatcher.run(self._conversation.speaker.request(said))
        return plain(rendered(answer.reply, channel=self._conversation.speaker.channel, zone=UTC)).rstrip("\n")

    async def _say(self, line: str) -> str:
        reply = await self._conversation.say(line)
        await self.dispatcher.settle()
        return plain(rendered(reply, channel=self._conversation.speaker.channel, zone=UTC)).rstrip("\n")


async def starter_library(talk: Talk) -> None:
    """Load the starter library into the community in which somebody talks."""
    await talk("/help")
    request = talk.request("help")
    async with talk.dispatcher.store.read() as unit:
        known = await unit.people.who(request.account)
    assert known, "who has said something is known"
    await take_in(talk.dispatcher.store, *known, starter(), [], datetime(2026, 11, 24, tzinfo=UTC))


class Posts:
    """What the bot says on its own in a test: shown as ``#channel: …`` or ``@person: …``, in the order of arrival."""

    def __init__(self, dispatcher: Dispatcher, clock: TestClock) -> None:
        self._clock = clock
        self._new: list[Posted] = []
        self._messenger = ConsoleMessenger(self._new.append)
        self.deliverer = Deliverer(
            POSTS, store=dispatcher.store, clock=clock, messengers=lambda _platform, _workspace: self._messenger
        )

    async def __call__(self, **time: int) -> list[str]:
        """Let time pass (``hours=3``), and give what was said in it, to the minute."""
        end = self._clock.now() + timedelta(**time)
        while (due := await self.deliverer.drain()) is not None and due <= end:
            self._clock.advance(seconds=max(0, -int((self._clock.now() - due).total_seconds() // 1)))
        self._clock.advance(seconds=max(0, int((end - self._clock.now()).total_seconds())))
        await self.deliverer.drain()
        said, self._new[:] = [told(one) for one in self._new], []
        return said


def told(posted: Posted) -> str:
    """A message as a test compares it: where it stands, and its words and buttons."""
    where = f"#{posted.target.channel}" if posted.target.channel else f"@{posted.target.user}"
    changed = " (changed)" if posted.is_changed else ""
    words = plain(rendered(posted.shown, channel=posted.target.channel, zone=UTC)).rstrip("\n")
    return f"{where}{changed}: {words}"
