"""One call of a method: its workspace, its arguments, the channel it names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.fakes.shapes import Json
from tests.slack.fake.acts import Acts
from tests.slack.fake.errors import SlackError
from tests.slack.fake.world import Channel, Team, Token, World


@dataclass(slots=True)
class Call:
    """What a method gets."""

    world: World
    acts: Acts
    method: str
    team: Team
    token: Token
    arguments: Json
    #: Words that go into the answer's ``response_metadata``.
    warnings: list[str] = field(default_factory=list)

    def get(self, name: str) -> str:
        return str(self.arguments.get(name) or "")

    def needs(self, *scopes: str) -> None:
        """Raise unless the token has one of the scopes."""
        if not self.team.scopes & set(scopes):
            raise SlackError("missing_scope", needed=scopes[0], provided=",".join(sorted(self.team.scopes)))

    def channel(self) -> Channel:
        """The channel an argument names; a private one only when the bot is in it."""
        channel = self.team.channels.get(self.get("channel"))
        if channel is None or (channel.kind != "channel" and self.team.bot_user_id not in channel.members):
            raise SlackError("channel_not_found")
        return channel

    def page(self, found: list[Json], name: str, *, most: int = 1000) -> Json:
        """One page of a list, and the cursor of the next."""
        start = int(self.get("cursor") or 0)
        limit = int(self.arguments.get("limit") or 100)
        if not 0 < limit <= most:
            raise SlackError("invalid_limit")
        end = start + limit
        return {
            name: found[start:end],
            "response_metadata": {"next_cursor": str(end) if end < len(found) else ""},
        }


Method = Callable[[Call], Awaitable[Json]]
