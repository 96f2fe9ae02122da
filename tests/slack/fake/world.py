"""The state of the fake Slack: workspaces with people, channels and messages, one app, its tokens and its views.

Messages are kept in the form of the wire. What a person is shown is told to the acts that wait for it (`acts`).
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.fakes.clock import Clock
from tests.fakes.records import Records
from tests.fakes.shapes import Json

#: What a workspace grants unless told otherwise: not to post where the bot was never invited (chat:write.public).
ALL_SCOPES = frozenset(
    "app_mentions:read channels:history channels:join channels:read channels:write.invites chat:write commands "
    "files:write groups:history groups:read groups:write.invites im:history im:read im:write mpim:history mpim:read "
    "mpim:write reactions:read reactions:write team:read users:read users:read.email users.profile:read".split()
)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


@dataclass(slots=True)
class Message:
    """A message on the wire, and whom alone it is shown to."""

    wire: Json
    only_for: str | None = None
    is_deleted: bool = False

    @property
    def ts(self) -> str:
        return str(self.wire["ts"])


@dataclass(slots=True)
class Channel:
    """A public or private channel, or a direct conversation."""

    id: str
    name: str
    kind: str = "channel"
    members: set[str] = field(default_factory=set)
    messages: list[Message] = field(default_factory=list)
    is_archived: bool = False

    def find(self, ts: str) -> Message | None:
        found = (one for one in reversed(self.messages) if one.ts == ts and not one.is_deleted)
        return next(found, None)

    def wire(self, bot: str) -> Json:
        is_im = self.kind == "im"
        base: Json = {
            "id": self.id, "created": 1700000000, "is_archived": self.is_archived, "is_im": is_im,
            "is_mpim": self.kind == "mpim",
            "is_org_shared": False, "is_channel": self.kind == "channel", "is_group": self.kind == "group",
            "is_private": self.kind != "channel",
        }  # fmt: skip
        if is_im:
            return {**base, "user": next(one for one in sorted(self.members) if one != bot)}
        topic = {"value": "", "creator": "", "last_set": 0}
        return {
            **base, "name": self.name, "name_normalized": self.name, "is_general": False, "is_shared": False,
            "is_ext_shared": False, "is_member": bot in self.members, "topic": topic, "purpose": topic,
            "creator": "U0CREATOR", "num_members": len(self.members),
        }  # fmt: skip


@dataclass(slots=True)
class File:
    """A file on its way: announced, uploaded, shared."""

    id: str
    team_id: str
    name: str
    length: int
    is_uploaded: bool = False
    #: What a picture says to a screen reader.
    alt: str = ""
    is_shared: bool = False


@dataclass(slots=True)
class View:
    """A modal in somebody's stack, or their Home tab."""

    id: str
    user_id: str
    wire: Json
    is_open: bool = True


@dataclass(slots=True)
class Team:
    """A workspace."""

    id: str
    name: str
    bot_user_id: str
    bot_id: str
    users: dict[str, Json] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    scopes: set[str] = field(default_factory=lambda: set(ALL_SCOPES))
    modals: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    #: Whether the app's Messages tab is switched on.
    takes_dms: bool = True
    last_ts: int = 0


@dataclass(slots=True)
class Token:
    """A bot token of a workspace."""

    team_id: str
    expires_at: float | None = None
    #: An error word once it is no longer good: token_revoked, account_inactive.
    refusal: str | None = None


@dataclass(slots=True)
class App:
    """The one app: its secrets, and what its manifest declares once a test has given it."""

    id: str = "A0COMMONPL"
    app_token: str = "xapp-1-fake"
    client_id: str = "1000.2000"
    client_secret: str = "fake-client-secret"
    signing_secret: str = "fake-signing-secret"
    manifest: Json | None = None


class World:
    """All there is."""

    def __init__(self, *, seed: int = 0) -> None:
        self.clock = Clock()
        self.records = Records()
        self.dice = random.Random(seed)
        self._counter = itertools.count(1)
        self.app = App()
        self.teams: dict[str, Team] = {}
        self.tokens: dict[str, Token] = {}
        #: Codes that `oauth.v2.access` takes once, and refresh tokens, by workspace.
        self.codes: dict[str, str] = {}
        self.refresh_tokens: dict[str, str] = {}
        self.files: dict[str, File] = {}
        self.rotates_tokens = False
        self.emit: Callable[[Team, Json], None] = _nobody

    def new_id(self, letter: str) -> str:
        number, digits = next(self._counter), ""
        while number:
            number, rest = divmod(number, len(LETTERS))
            digits = LETTERS[rest] + digits
        return f"{letter}0FAKE{digits.rjust(5, '0')}"

    def add_team(self, name: str, scopes: Iterable[str] = ALL_SCOPES) -> tuple[Team, str]:
        """A workspace in which the app is installed, and the bot's token there."""
        team = Team(self.new_id("T"), name, self.new_id("U"), self.new_id("B"), scopes=set(scopes))
        self.teams[team.id] = team
        bot = self.add_user(team, "commonplace", user_id=team.bot_user_id)
        bot |= {"is_bot": True}
        bot["profile"] |= {"bot_id": team.bot_id, "api_app_id": self.app.id}
        return team, self.add_token(team)

    def add_token(self, team: Team) -> str:
        token = f"xoxb-{team.id}-{next(self._counter)}"
        expires = self.clock.now() + 43_200 if self.rotates_tokens else None
        self.tokens[token] = Token(team.id, expires)
        return token

    def add_user(self, team: Team, name: str, *, user_id: str = "") -> Json:
        short = name.lower().replace(" ", ".")
        user: Json = {
            "id": user_id or self.new_id("U"), "team_id": team.id, "name": short, "real_name": name, "deleted": False,
            "tz": "Europe/Berlin", "tz_label": "Central European Time", "tz_offset": 3600, "is_admin": False,
            "is_owner": False, "is_primary_owner": False, "is_restricted": False, "is_ultra_restricted": False,
            "is_bot": False, "is_app_user": False, "updated": 1700000000, "locale": "en-US",
            "profile": {
                "real_name": name, "real_name_normalized": name, "display_name": name, "team": team.id,
                "display_name_normalized": name, "email": f"{short}@example.org", "title": "", "status_text": "",
            },
        }  # fmt: skip
        team.users[user["id"]] = user
        return user

    def add_channel(self, team: Team, name: str, *, kind: str = "channel", members: Iterable[str] = ()) -> Channel:
        letter = {"channel": "C", "group": "G", "im": "D", "mpim": "G"}[kind]
        channel = Channel(self.new_id(letter), name, kind, set(members))
        team.channels[channel.id] = channel
        return channel

    def im(self, team: Team, user_id: str) -> Channel:
        """The direct conversation between the bot and a person."""
        for channel in team.channels.values():
            if channel.kind == "im" and user_id in channel.members:
                return channel
        return self.add_channel(team, "", kind="im", members=[team.bot_user_id, user_id])

    def together(self, team: Team, people: Iterable[str]) -> Channel:
        """The conversation of the bot with several people, the same each time."""
        members = {team.bot_user_id, *people}
        for channel in team.channels.values():
            if channel.kind == "mpim" and channel.members == members:
                return channel
        name = f"mpdm-{'--'.join(sorted(one.lower() for one in members))}-1"
        return self.add_channel(team, name, kind="mpim", members=members)

    def new_ts(self, team: Team) -> str:
        """A time that no other message of the workspace has, in microseconds after a point."""
        team.last_ts = max(int(self.clock.now() * 1_000_000), team.last_ts + 1)
        return f"{team.last_ts // 1_000_000}.{team.last_ts % 1_000_000:06d}"


def _nobody(team: Team, event: Json) -> None:
    """Nobody listens yet."""
