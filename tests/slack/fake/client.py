"""What a test does with the fake Slack: builds a workspace, talks as people, looks at what they are shown.

async with slack_fake() as slack:
    team = await slack.team("Guild")
    ada = await team.person("Ada")
    channel = await team.channel("general", ada)
    answer = await ada.slash(channel, "/resource find #loops")
    assert "loops" in answer.text
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from tests.fakes.client import Controls, fake_here, fake_process
from tests.fakes.shapes import Json
from tests.slack.fake.app import start
from tests.slack.fake.people import PATIENCE_SECONDS, Channel, Human
from tests.slack.fake.shown import Shown

__all__ = ["Channel", "Human", "Slack", "Team", "slack_fake", "slack_here"]


class Team:
    """A workspace in which the app is installed."""

    def __init__(self, controls: Controls, team: Json) -> None:
        self._controls = controls
        self.id = str(team["id"])
        self.name = str(team["name"])
        self.token = str(team["token"])
        self.bot_user_id = str(team["bot_user_id"])
        self.bot_mention = f"<@{self.bot_user_id}>"

    async def person(self, name: str, **more: object) -> Human:
        """Somebody new; ``is_admin=True``, ``is_owner=True``, ``tz=…``, ``locale=…`` as Slack has them."""
        return Human(self._controls, self.id, await self._call("person", name=name, more=more))

    async def channel(self, name: str, *members: Human, private: bool = False, with_bot: bool = True) -> Channel:
        ids = [one.id for one in members]
        kind = "group" if private else "channel"
        made = await self._call("channel", name=name, kind=kind, members=ids, with_bot=with_bot)
        return Channel(id=made["id"], name=name)

    async def change(self, person: Human, **more: object) -> None:
        """Change what Slack says of somebody: ``deleted=True`` is an account that was deactivated."""
        await self._call("change_person", person=person.id, more=more)

    async def members(self, channel: Channel) -> set[str]:
        """The ids of those in the channel, the bot among them."""
        return set(await self._call("members", channel=channel.id))

    async def bring_bot(self, channel: Channel) -> None:
        """Invite the bot: it joins as people do."""
        await self._call("join", channel=channel.id, person=self.bot_user_id)

    async def kick_bot(self, channel: Channel) -> None:
        await self._call("leave", channel=channel.id, person=self.bot_user_id)

    async def archive(self, channel: Channel) -> None:
        await self._call("archive", channel=channel.id)

    async def delete(self, channel: Channel) -> None:
        await self._call("delete_channel", channel=channel.id)

    async def messages(self, channel: Channel) -> list[Shown]:
        """Everything in the channel, whoever it is shown to."""
        return [Shown.read(one) for one in await self._call("messages", channel=channel.id)]

    async def wait_for_message(
        self, channel: Channel, text: str = "", *, after: str = "0", to: Human | None = None,
        seconds: float = PATIENCE_SECONDS,
    ) -> Shown:  # fmt: skip
        """The bot's next message with this text in it (``to`` a person: ephemeral ones too)."""
        arguments = {"channel": channel.id, "text": text, "after": after, "seconds": seconds}
        found = await self._call("wait_for_message", **arguments, person=to.id if to else None)
        if found is None:
            raise TimeoutError(f"No message with {text!r} came within {seconds} seconds.")
        return Shown.read(found)

    async def set_scopes(self, *scopes: str) -> None:
        await self._call("set_scopes", scopes=list(scopes))

    async def takes_dms(self, on: bool) -> None:
        """Let people write with the bot, or not: the setting "Messages tab" of the app."""
        await self._call("takes_dms", on=on)

    async def revoke(self, refusal: str = "token_revoked") -> None:
        """Make every token of the workspace useless; ``account_inactive`` is an uninstallation."""
        await self._call("revoke", refusal=refusal)

    async def deliver_event(self, event: Json) -> Any:
        return await self._call("deliver_event", event=event)

    async def _call(self, control: str, /, **arguments: object) -> Any:
        return await self._controls.call(control, team=self.id, **arguments)


class Slack:
    """The fake as a test sees it. ``api`` is the base address that the app under test is given."""

    def __init__(self, controls: Controls, facts: Json) -> None:
        self.controls = controls
        self.api = controls.addresses["api"]
        self.root = controls.addresses["root"]
        self.app_id = str(facts["app_id"])
        self.app_token = str(facts["app_token"])
        self.client_id = str(facts["client_id"])
        self.client_secret = str(facts["client_secret"])
        self.signing_secret = str(facts["signing_secret"])

    async def team(self, name: str, *, scopes: Sequence[str] | None = None) -> Team:
        """A new workspace in which the app is installed, with every scope unless said otherwise."""
        wanted = None if scopes is None else list(scopes)
        return Team(self.controls, await self.controls.call("team", name=name, scopes=wanted))

    async def manifest(self, manifest: Json | None) -> None:
        """Take commands, shortcuts and events from a manifest; without one, any command and the usual events."""
        await self.controls.call("manifest", manifest=manifest)

    async def requests(self, method: str = "") -> list[Json]:
        """What the app asked: ``method``, ``arguments``, ``error``; and uses of response_urls."""
        found = await self.controls.call("requests")
        return [one for one in found if method in {"", one.get("method")}]

    async def violations(self) -> list[Json]:
        """Everything a real Slack would have refused or ignored: ``kind``, ``where``, ``text``."""
        return list(await self.controls.call("violations"))

    async def events(self) -> list[Json]:
        """Each attempt to deliver an event: ``event_id``, ``type``, ``attempt``, ``failed``."""
        return list(await self.controls.call("events"))

    async def travel(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Move the fake's clock forward: triggers, response_urls and tokens expire, events are sent again."""
        await self.controls.call("travel", seconds=minutes * 60 + seconds)

    async def fault(self, kind: str, path: str = "", **rule: object) -> None:
        """Make calls go wrong: see `tests.fakes.faults`; ``path`` is searched for in "POST /api/chat.postMessage"."""
        await self.controls.call("fault", kind=kind, path=path, **rule)

    async def say_word(self, method: str, word: str, *, is_done: bool = False) -> None:
        """Answer the next call of a method with an error like "internal_error", after it was done or instead."""
        await self.controls.call("say_word", method=method, word=word, is_done=is_done)

    async def go_down(self, what: str = "api") -> None:
        """Refuse connections, and reset those there are, until it comes up again."""
        await self.controls.call("go_down", what=what)

    async def come_up(self, what: str = "api") -> None:
        await self.controls.call("come_up", what=what)

    async def clear_faults(self) -> list[Json]:
        return list(await self.controls.call("clear_faults"))

    async def disorder(
        self, *, copies: tuple[int, int] = (1, 1), spread_seconds: float = 0, events: str = "", seed: int = 0
    ) -> None:
        """Deliver several times and out of order; ``events`` is a pattern like "slash_commands" or "app_mention"."""
        arguments = {"copies": list(copies), "spread_seconds": spread_seconds, "events": events, "seed": seed}
        await self.controls.call("disorder", **arguments)

    async def use_requests(self, url: str | None) -> None:
        """Deliver signed requests to this address; None is Socket Mode."""
        await self.controls.call("request_url", url=url)

    async def wait_for_sockets(self, count: int = 1, *, seconds: float = 10) -> None:
        if not await self.controls.call("wait_for_sockets", count=count, seconds=seconds):
            raise TimeoutError(f"There are not {count} connections after {seconds} seconds.")

    async def wait_for_opened(self, count: int, *, seconds: float = 10) -> None:
        if not await self.controls.call("wait_for_opened", count=count, seconds=seconds):
            raise TimeoutError(f"Fewer than {count} connections were opened in {seconds} seconds.")

    async def disconnect(self, reason: str = "warning", *, seconds: float = 0.2) -> None:
        """Announce the end of the connections (warning, refresh_requested, link_disabled), then close them."""
        await self.controls.call("disconnect", reason=reason, seconds=seconds)

    async def socket_state(self) -> Json:
        """connections, opened, pings, envelopes (of each connection)."""
        return dict(await self.controls.call("socket_state"))


@asynccontextmanager
async def slack_fake(*, seed: int = 0) -> AsyncIterator[Slack]:
    """A fake of the test's own in another process, until the block ends."""
    async with fake_process("tests.slack.fake", seed=seed) as controls:
        yield Slack(controls, await controls.call("facts"))


@asynccontextmanager
async def slack_here(*, seed: int = 0) -> AsyncIterator[Slack]:
    """The same in this process: quicker to start, for tests that neither kill nor measure."""
    async with fake_here(lambda: start(seed)) as controls:
        yield Slack(controls, await controls.call("facts"))
