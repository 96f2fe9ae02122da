"""A Slack workspace and a Discord server with a few people, both fakes, and what the bot under test has in its rows.

The bot runs as a process of its own (:mod:`tests.running`), so it can be killed; people and platforms outlive it.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.discord import fake as on_discord
from tests.slack import fake as on_slack

DATABASE = "town.db"
#: Requests that post, and no others: answers go to addresses of their own.
POSTS = r"POST /api/v10/channels/\d+/messages$|POST /api/chat.postMessage$"
#: Longer than a claim holds after a kill (120 seconds), and than either platform may still be at work.
CLAIMS_OVER_MINUTES = 3
_PATIENCE_SECONDS = 50.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Town:
    """Both places. Olga runs either."""

    folder: Path
    discord: on_discord.Discord
    guild: on_discord.Guild
    here: on_discord.Channel
    olga_here: on_discord.Human
    slack: on_slack.Slack
    team: on_slack.Team
    there: on_slack.Channel
    olga_there: on_slack.Human

    @property
    def config(self) -> str:
        """What the bot is told."""
        return (
            f'[database]\nurl = "sqlite:///{DATABASE}"\n'
            f'[discord]\ntoken = "{self.discord.token}"\napi_base = "{self.discord.api}"\n'
            f'[slack]\nbot_token = "{self.team.token}"\napp_token = "{self.slack.app_token}"\n'
            f'api_base = "{self.slack.api}"\n'
        )

    async def fault(self, kind: str, **rule: object) -> None:
        """Let all that posts go wrong in both places."""
        await self.discord.fault(kind, POSTS, times=None, **rule)
        await self.slack.fault(kind, POSTS, times=None, **rule)

    async def clear_faults(self) -> None:
        """Let it go well again."""
        await self.discord.clear_faults()
        await self.slack.clear_faults()

    async def join(self) -> None:
        """Become one community."""
        code = re.search(r"/community link (\S+)", (await self.olga_there.slash(self.there, "/community link")).text)
        assert code
        await self.olga_here.slash(self.here, "community link", code=code[1])
        asked = await self.olga_there.slash(self.there, "/community link")
        await self.olga_there.press(asked, "Join")

    async def schedule_here(self, title: str, when: str, **options: Any) -> None:
        """Schedule an AMA on Discord; it is announced there at once."""
        asked = await self.olga_here.slash(self.here, "ama schedule", title=title, when=when, **options)
        await self.olga_here.press(asked, "Confirm")

    async def schedule_there(self, title: str, when: str) -> None:
        """The same on Slack."""
        asked = await self.olga_there.slash(self.there, f'/ama schedule "{title}" "{when}"')
        await self.olga_there.press(asked, "Confirm")

    async def read_here(self) -> list[str]:
        """What the bot has said to all on Discord."""
        return [one.text for one in await self.discord.messages(self.here) if not one.is_ephemeral]

    async def read_there(self) -> list[str]:
        """What the bot has said to all on Slack."""
        return [one.text for one in await self.team.messages(self.there) if not one.is_ephemeral]

    async def read(self, words: str, seconds: float = _PATIENCE_SECONDS) -> None:
        """Wait until these words stand in both places."""

        async def is_read() -> bool:
            return min(await self.standing(words)) > 0

        await _until(is_read, seconds)

    async def standing(self, words: str) -> tuple[int, int]:
        """In how many messages these words stand, on Discord and on Slack."""
        return (_has(await self.read_here(), words), _has(await self.read_there(), words))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the bot has written down."""
        with closing(sqlite3.connect(self.folder / DATABASE)) as database:
            return database.execute(sql).fetchall()

    def let_claims_end(self) -> None:
        """What the bot was doing when it was killed was three minutes ago."""
        moments = ("ready_at", "first_attempt_at", "last_attempt_at")
        ago = ", ".join(
            f"{one} = strftime('%Y-%m-%d %H:%M:%f000', {one}, '-{CLAIMS_OVER_MINUTES} minutes')" for one in moments
        )
        with closing(sqlite3.connect(self.folder / DATABASE)) as database:
            database.execute(f"UPDATE delivery SET {ago} WHERE state = 'sending'")
            database.commit()

    async def all_settled(self, seconds: float = _PATIENCE_SECONDS) -> None:
        """Wait until nothing is on its way, and nothing due that should have left."""
        open_now = (
            "SELECT count(*) FROM delivery WHERE state = 'sending' OR "
            "(state = 'due' AND due_at <= strftime('%Y-%m-%d %H:%M:%f', 'now'))"
        )

        async def is_settled() -> bool:
            return self.rows(open_now) == [(0,)]

        await _until(is_settled, seconds)


async def _until(is_so: Callable[[], Awaitable[bool]], seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while True:
            if await is_so():
                return
            await asyncio.sleep(0.1)


def _has(texts: list[str], words: str) -> int:
    return sum(words in text for text in texts)


@asynccontextmanager
async def town(folder: Path) -> AsyncIterator[Town]:
    """Both places, until the block ends; what they were asked has to be as the platforms want it."""
    async with on_discord.discord_fake() as discord, on_slack.slack_fake() as slack:
        guild, team = await discord.guild("Guild"), await slack.team("Guild")
        crew = await guild.role("crew", "manage_guild")
        olga_here, olga_there = await guild.member("Olga", crew), await team.person("Olga", is_admin=True)
        yield Town(
            folder=folder,
            discord=discord,
            guild=guild,
            here=await guild.channel("general"),
            olga_here=olga_here,
            slack=slack,
            team=team,
            there=await team.channel("general", olga_there),
            olga_there=olga_there,
        )
        assert await discord.violations() + await slack.violations() == []
