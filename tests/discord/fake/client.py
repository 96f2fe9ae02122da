"""What a test does with the fake Discord: builds a world, talks as people, looks at what they are shown.

async with discord_fake() as discord:
    guild = await discord.guild("Guild")
    channel = await guild.channel("general")
    ada = await guild.member("Ada")
    answer = await ada.slash(channel, "resource find", line="#loops")
    assert "loops" in answer.text
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from tests.discord.fake.app import start
from tests.discord.fake.people import PATIENCE_SECONDS, Channel, Human, Role, channel_of
from tests.discord.fake.shown import Shown
from tests.fakes.client import Controls, fake_here, fake_process
from tests.fakes.shapes import Json

__all__ = ["Channel", "Discord", "Guild", "Human", "Role", "discord_fake", "discord_here"]

FORUM = 15


class Guild:
    """A server."""

    def __init__(self, controls: Controls, guild: Json) -> None:
        self._controls = controls
        self.id = str(guild["id"])
        self.name = str(guild["name"])

    async def channel(self, name: str) -> Channel:
        return channel_of(await self._controls.call("channel", guild=self.id, name=name))

    async def forum(self, name: str, *, tags: Sequence[str] = ()) -> Channel:
        made = await self._controls.call("channel", guild=self.id, name=name, kind=FORUM, tags=list(tags))
        return channel_of(made)

    async def role(self, name: str, *permissions: str, above_bot: bool = False, managed: bool = False) -> Role:
        """A new role; ``managed``: one of an integration, which nobody can be given."""
        more = {"above_bot": above_bot, "managed": managed}
        role = await self._controls.call("role", guild=self.id, name=name, permissions=list(permissions), **more)
        return Role(id=role["id"], name=name)

    async def remove_role(self, role: Role) -> None:
        await self._controls.call("remove_role", guild=self.id, role=role.id)

    async def roles_of(self, human: Human) -> list[str]:
        """The ids of the roles that somebody has."""
        return list((await self._controls.call("member", person=human.id, guild=self.id))["roles"])

    async def member(self, name: str, *roles: Role) -> Human:
        """A new person who joins."""
        human = Human(self._controls, await self._controls.call("person", name=name))
        await self.join(human, *roles)
        return human

    async def join(self, human: Human, *roles: Role) -> None:
        ids = [one.id for one in roles]
        await self._controls.call("join", person=human.id, guild=self.id, roles=ids)

    async def screened(self, name: str) -> Human:
        """A new person who joins, and has the rules before them."""
        human = Human(self._controls, await self._controls.call("person", name=name))
        await self._controls.call("join", person=human.id, guild=self.id, roles=[], pending=True)
        return human

    async def accept_rules(self, human: Human) -> None:
        await self._controls.call("accept_rules", person=human.id, guild=self.id)

    async def leave(self, human: Human) -> None:
        await self._controls.call("leave", person=human.id, guild=self.id)

    async def give(self, human: Human, *roles: Role) -> None:
        """Let the person have these roles and no others."""
        ids = [one.id for one in roles]
        await self._controls.call("set_roles", person=human.id, guild=self.id, roles=ids)

    async def kick_bot(self) -> None:
        facts = await self._controls.call("facts")
        await self._controls.call("leave", person=facts["bot_id"], guild=self.id)

    async def overwrite(
        self, channel: Channel, target: Role | Human | Guild, *, allow: Sequence[str] = (), deny: Sequence[str] = ()
    ) -> None:
        """Change permissions in a channel, for a role, a person, or (the guild itself) everyone."""
        arguments = {"channel": channel.id, "target": target.id, "allow": list(allow), "deny": list(deny)}
        await self._controls.call("overwrite", **arguments)

    async def events(self) -> list[Json]:
        """Every scheduled event that was ever made here, cancelled ones too."""
        return list(await self._controls.call("events", guild=self.id))

    async def remove(self, channel: Channel) -> None:
        await self._controls.call("remove_channel", channel=channel.id)


class Discord:
    """The fake as a test sees it. ``api`` and ``gateway`` are what the bot under test is given."""

    def __init__(self, controls: Controls, facts: Json) -> None:
        self.controls = controls
        self.api = controls.addresses["api"]
        self.gateway = controls.addresses["gateway"]
        self.token = str(facts["token"])
        self.application_id = str(facts["application_id"])
        self.bot_id = str(facts["bot_id"])

    async def guild(self, name: str, *, bot_permissions: Sequence[str] = ()) -> Guild:
        """A new guild that the bot is a member of."""
        wanted = list(bot_permissions) or None
        return Guild(self.controls, await self.controls.call("guild", name=name, bot_permissions=wanted))

    async def person(self, name: str) -> Human:
        """Somebody in no guild."""
        return Human(self.controls, await self.controls.call("person", name=name))

    async def messages(self, channel: Channel) -> list[Shown]:
        """Everything in the channel, whoever it is shown to."""
        return [Shown(one) for one in await self.controls.call("messages", channel=channel.id)]

    async def wait_for_message(
        self, channel: Channel, text: str = "", *, after: str = "0", seconds: float = PATIENCE_SECONDS
    ) -> Shown:
        """The bot's next public message with this text in it. Raises when none comes in time."""
        arguments = {"channel": channel.id, "text": text, "after": after, "seconds": seconds}
        found = await self.controls.call("wait_for_message", **arguments)
        if found is None:
            raise TimeoutError(f"No message with {text!r} came within {seconds} seconds.")
        return Shown(found)

    async def remove_message(self, message: Shown) -> None:
        await self.controls.call("remove_message", channel=message.channel_id, message=message.id)

    async def requests(self) -> list[Json]:
        """Everything the bot asked: method, path, route, query, body, status, at."""
        return list(await self.controls.call("requests"))

    async def violations(self) -> list[Json]:
        """Everything a real Discord would have refused or ignored: ``kind``, ``where``, ``text``."""
        return list(await self.controls.call("violations"))

    async def registered(self) -> list[Json]:
        return list(await self.controls.call("registered"))

    async def now(self) -> datetime:
        """The time by the fake's clock."""
        return datetime.fromtimestamp(await self.controls.call("now"), UTC)

    async def travel(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Move the fake's clock forward: tokens and nonces expire, windows open."""
        await self.controls.call("travel", seconds=minutes * 60 + seconds)

    async def fault(self, kind: str, path: str = "", **rule: object) -> None:
        """Make requests go wrong: see `tests.fakes.faults`."""
        await self.controls.call("fault", kind=kind, path=path, **rule)

    async def clear_faults(self) -> list[Json]:
        return list(await self.controls.call("clear_faults"))

    async def disorder(
        self, *, copies: tuple[int, int] = (1, 1), spread_seconds: float = 0, events: str = "", seed: int = 0
    ) -> None:
        """Deliver events (a pattern of their names) several times and out of order."""
        arguments = {"copies": list(copies), "spread_seconds": spread_seconds, "events": events, "seed": seed}
        await self.controls.call("disorder", **arguments)

    async def settings(self, **values: object) -> None:
        """Heartbeat, shards, identify budget and so on: see `storms.Storms.do_settings`."""
        await self.controls.call("settings", **values)

    async def wait_for_identifies(self, count: int, *, seconds: float = 10) -> None:
        if not await self.controls.call("wait_for_identifies", count=count, seconds=seconds):
            raise TimeoutError(f"Fewer than {count} identifies in {seconds} seconds.")

    async def wait_for_shards(self, count: int = 1, *, seconds: float = 20) -> None:
        """Until the bot is connected."""
        if not await self.controls.call("wait_for_shards", count=count, seconds=seconds):
            raise TimeoutError(f"Fewer than {count} shards in {seconds} seconds.")

    async def state(self) -> Json:
        """identifies, resumes, sessions, connections, heartbeats, ready_shards, invalid_requests, start_limit."""
        return dict(await self.controls.call("gateway_state"))


@asynccontextmanager
async def discord_fake(*, seed: int = 0) -> AsyncIterator[Discord]:
    """A fake of the test's own in another process, until the block ends."""
    async with fake_process("tests.discord.fake", seed=seed) as controls:
        yield Discord(controls, await controls.call("facts"))


@asynccontextmanager
async def discord_here(*, seed: int = 0) -> AsyncIterator[Discord]:
    """The same in this process: quicker to start, for tests that neither kill nor measure."""
    async with fake_here(lambda: start(seed)) as controls:
        yield Discord(controls, await controls.call("facts"))
