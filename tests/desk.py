"""Where newcomers are welcomed in a test: greeters on the rota, a place for introductions, people who come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from adapters.console.messenger import ConsoleMessenger, Posted
from adapters.console.render import actions_of, plain, rendered
from adapters.console.speaker import Speaker
from bot.actions import pack
from bot.deliveries import Cause, Refused, Sent, Waits
from bot.dispatch import Dispatcher, Filled, Pressed
from bot.identity import MemberId, Place, Role
from bot.messenger import Outgoing
from bot.onboarding import Journey, JourneyState
from bot.preferences import InterestKind, Learning
from bot.replies import Button, Form, Reply
from bot.welcomes import Welcome
from commands.welcomes.ordering import order, withdraw
from tests.newcomers import WORKSPACE, Door, account_of
from tests.talk import Posts, TestClock

HELLO = Place(platform="console", workspace=WORKSPACE, channel="hello")


class Desk(Door):
    """The door, and who stands behind it."""

    def __init__(self, dispatcher: Dispatcher, clock: TestClock) -> None:
        super().__init__(dispatcher, clock)
        self.posts = _Posts(dispatcher, clock)

    async def begins(self, *greeters: str, **settings: Any) -> None:
        """Receive people, welcomed by these greeters in the channel ``hello``; they were told that they do."""
        await self.open(**{"hello_in": (HELLO,), **settings})
        for name in greeters:
            await self.person(name)("/help")
            await self.olga(f"/onboarding greeters @{name}")
        await self.posts()

    async def comes(
        self, name: str, *, learn: Sequence[str] = (), can: Sequence[str] = (), is_public: bool = False, **journey: Any
    ) -> MemberId:
        """Somebody new has told this about themselves and is to be welcomed; who they are."""
        await self.tells(name, learn=learn, can=can, is_public=is_public)
        home, who, now = (await self.community()).id, await self.member(name), self.clock.now()
        given: dict[str, Any] = {
            "state": JourneyState.FINISHED,
            "entry": "console",
            "joined_at": now,
            "moved_at": now,
        } | journey
        async with self.dispatcher.store.write() as unit:
            await unit.journeys.save(home, Journey(member=who, **given), None)
        await self.orders(name)
        return who

    async def tells(
        self, name: str, *, learn: Sequence[str] = (), can: Sequence[str] = (), is_public: bool = False
    ) -> None:
        """Somebody says what they are interested in."""
        await self.person(name)("/help")
        home, who = (await self.community()).id, await self.member(name)
        async with self.dispatcher.store.write() as unit:
            for kind, names in ((InterestKind.LEARN, learn), (InterestKind.HELP, can)):
                new = [one for one in names if one not in await unit.tags.named(home, names)]
                await unit.tags.make(home, new, who, self.clock.now())
                known = await unit.tags.named(home, names)
                await unit.preferences.put_interests(home, who, kind, [known[one].id for one in names])
            await unit.preferences.save_learning(home, who, Learning(is_public=is_public))

    async def orders(self, name: str) -> None:
        """Have somebody welcomed, who may have been before."""
        home, who = (await self.community()).id, await self.member(name)
        async with self.dispatcher.store.write() as unit:
            await order(unit, home, who, self.clock.now())

    async def withdraws(self, name: str) -> None:
        """Have somebody not welcomed any more."""
        home, who = (await self.community()).id, await self.member(name)
        async with self.dispatcher.store.write() as unit:
            await withdraw(unit, home, who, self.clock.now())

    async def called(self, name: str, called: str) -> None:
        """Somebody of this name is called otherwise."""
        request = replace(self.person(name).request("help"), name=called)
        await self.dispatcher.run(request)

    async def newcomer_on(self, platform: str, name: str) -> MemberId:
        """Somebody comes on another platform, and is to be welcomed; who they are."""
        home = (await self.community()).id
        async with self.dispatcher.store.write() as unit:
            account = account_of(name, platform)
            _, member = await unit.people.welcome(account, name, "Guild", self.clock.now())
            await order(unit, home, member.id, self.clock.now())
        return member.id

    async def member(self, name: str, platform: str = "console") -> MemberId:
        """The number of somebody who is known."""
        async with self.dispatcher.store.read() as unit:
            known = await unit.people.who(account_of(name, platform))
        assert known
        return known[1].id

    async def welcome(self, name: str) -> Welcome | None:
        """How far the welcome of somebody is."""
        home, who = (await self.community()).id, await self.member(name)
        async with self.dispatcher.store.read() as unit:
            return await unit.welcomes.get(home, who)

    async def press(self, name: str, label: str) -> str:
        """What somebody is shown who presses a button of the newest message or answer that they were shown."""
        button = self.button(name, label)
        return await self._shown(name, Pressed(pack(button.command, button.args)))

    def button(self, name: str, label: str) -> Button:
        """A button of the newest message or answer that somebody was shown."""
        found = [one for one in actions_of(self.posts.seen[name]) if one.label == label]
        assert len(found) == 1, (label, self.posts.seen[name])
        assert isinstance(found[0], Button)
        return found[0]

    def offers(self, name: str, label: str) -> bool:
        """Whether what somebody was shown last has such a button."""
        return label in [one.label for one in actions_of(self.posts.seen[name])]

    async def writes(self, name: str, **values: str) -> str:
        """What somebody is shown who fills in the form that they were just shown."""
        form = self.posts.seen[name]
        assert isinstance(form, Form)
        return await self._shown(name, Filled(form.command, {**form.known, **values}))

    async def does(self, name: str, what: str, newcomer: str) -> str:
        """What somebody is shown who presses a button of a welcome that they never got: show, send, pass, leave."""
        args = {"who": await self.member(newcomer)}
        return await self._shown(name, Pressed(pack(("welcome", what), args)))

    async def _shown(self, name: str, said: Pressed | Filled) -> str:
        speaker = Speaker(name=name, community="Guild", role=Role.ORGANISER if name == "Olga" else Role.MEMBER)
        answer = await self.dispatcher.run(speaker.request(said))
        await self.dispatcher.settle()
        self.posts.seen[name] = answer.reply
        return plain(rendered(answer.reply, channel=speaker.channel, zone=UTC)).rstrip("\n")


class _Posts(Posts):
    """What the bot says on its own, and what of it each person has seen last."""

    def __init__(self, dispatcher: Dispatcher, clock: TestClock) -> None:
        super().__init__(dispatcher, clock)
        self.seen: dict[str, Reply] = {}
        #: People who take no direct messages, and channels that are gone.
        self.closed: set[str] = set()
        self._console = self._messenger = _Console(self._show, self.closed)

    def is_away(self, is_so: bool) -> None:
        """Whether the platform takes nothing for now."""
        self._console.is_away = is_so

    def _show(self, posted: Posted) -> None:
        self._new.append(posted)
        if posted.target.user:
            self.seen[posted.target.user.capitalize()] = posted.shown


class _Console(ConsoleMessenger):
    """A console at which some do not listen."""

    def __init__(self, show: Callable[[Posted], None], closed: set[str]) -> None:
        super().__init__(show)
        self._closed = closed
        self.is_away = False

    async def post(self, outgoing: Outgoing, *, until: datetime) -> Sent | Refused | Waits:  # type: ignore[override]
        if self.is_away:
            return Waits(70, "away")
        if outgoing.target.user in self._closed or outgoing.target.channel in self._closed:
            return Refused(Cause.TARGET, "closed")
        return await super().post(outgoing, until=until)
