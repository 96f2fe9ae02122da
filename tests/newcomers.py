"""People who come and go in a test: the community Guild, its organiser Olga, and the door."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC
from typing import Any

from adapters.console.render import plain, rendered
from adapters.console.speaker import Speaker
from bot.actions import pack
from bot.dispatch import Dispatcher, Pressed, Typed
from bot.events import PersonJoined, PersonLeft
from bot.hearing import Ears
from bot.identity import AccountKey, Community, Role
from bot.onboarding import Journey, OnboardingSettings, Version
from commands import LISTENERS
from tests.talk import Talk, TestClock

WORKSPACE = "guild"
CODE = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}")


def account_of(name: str, platform: str = "console", workspace: str = WORKSPACE) -> AccountKey:
    """The account of somebody of this name."""
    return AccountKey(platform=platform, workspace=workspace, user=name.lower())


class Door:
    """Where people come in and leave. Newcomers are received from ``open`` on."""

    def __init__(self, dispatcher: Dispatcher, clock: TestClock) -> None:
        self.dispatcher = dispatcher
        self.clock = clock
        self.olga = Talk(dispatcher, name="Olga", role=Role.ORGANISER)
        self._ears = Ears(listeners=LISTENERS, store=dispatcher.store, clock=clock)
        self.settings = OnboardingSettings(is_on=True)
        self._version = 0

    async def open(self, **changes: Any) -> None:
        """Receive people, with these changes of the settings. Olga has vouched for her role by a change of her own."""
        if not self._version:
            await self.olga("/me zone UTC")
        self.settings = replace(self.settings, **changes)
        self._version += 1
        async with self.dispatcher.store.write() as unit:
            known = await unit.people.who(account_of("Olga"))
            assert known
            made = Version(
                number=self._version, made_by=known[1].id, made_at=self.clock.now(), note="", settings=self.settings
            )
            await unit.onboarding.add(known[0].id, made, self.clock.now())

    async def joins(self, *names: str, platform: str = "console", called: str | None = None, **more: Any) -> None:
        """These people join, one after the other; ``called``: what the platform says they are called."""
        for name in names:
            account = account_of(name, platform)
            await self._ears.hear(
                PersonJoined(
                    platform=platform,
                    workspace=WORKSPACE,
                    account=account,
                    name=name if called is None else called,
                    **more,
                )
            )

    async def leaves(self, *names: str, platform: str = "console") -> None:
        """These people leave."""
        for name in names:
            account = account_of(name, platform)
            await self._ears.hear(PersonLeft(platform=platform, workspace=WORKSPACE, account=account))

    async def presses(self, name: str, *command: str, **args: str | int | bool) -> str:
        """What somebody is shown who presses the button of this command."""
        speaker = Speaker(name=name, community="Guild", role=Role.ORGANISER if name == "Olga" else Role.MEMBER)
        answer = await self.dispatcher.run(speaker.request(Pressed(pack(command, args))))
        await self.dispatcher.settle()
        return plain(rendered(answer.reply, channel=speaker.channel, zone=UTC)).rstrip("\n")

    async def opens_on(self, platform: str) -> None:
        """The community is on this platform as well, which the console stands in for."""
        home = await self.community()
        async with self.dispatcher.store.write() as unit:
            await unit.people.settle(platform, WORKSPACE, home.id)  # type: ignore[attr-defined]

    async def links(self, name: str, *platforms: str) -> None:
        """The accounts of this name on two platforms become one person: the second one says the code of the first."""
        requests = [self.person(name).request("me link") for _ in platforms]
        one, other = (
            replace(request, account=account_of(name, platform))
            for request, platform in zip(requests, platforms, strict=True)
        )
        told = await self.dispatcher.run(one)
        code = CODE.search(str(told.reply))
        assert code
        await self.dispatcher.run(replace(other, said=Typed(f"me link {code.group()} sure:yes")))

    def person(self, name: str) -> Talk:
        """Somebody who talks to the bot on the console."""
        return self.olga.as_(name)

    async def journey(self, name: str, platform: str = "console") -> Journey | None:
        """How far somebody is."""
        async with self.dispatcher.store.read() as unit:
            known = await unit.people.who(account_of(name, platform))
            return await unit.journeys.get(known[0].id, known[1].id) if known else None

    async def community(self) -> Community:
        """The community."""
        async with self.dispatcher.store.read() as unit:
            found = await unit.people.of_workspace("console", WORKSPACE)
        assert found
        return found
