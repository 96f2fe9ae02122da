"""Each script on each platform comes to the same transcript, word for word.

The scripts stand in ``everywhere/scripts``, with their answers; what counts as the same is said in
:func:`tests.everywhere.language.normal`. A platform more is one parameter more.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from bot.identity import Role
from commands import COMMANDS
from tests.everywhere.console import on_console
from tests.everywhere.discord import on_discord
from tests.everywhere.language import Line, Platform, lines_of, normal, transcript
from tests.everywhere.slack import on_slack

Opens = Callable[[str], AbstractAsyncContextManager[Platform]]

PLATFORMS: Mapping[str, Opens] = {"console": on_console, "discord": on_discord, "slack": on_slack}
_FOLDER = Path(__file__).parent / "everywhere" / "scripts"
SCRIPTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.txt"))}
#: Nobody can close themselves to a console.
CLOSED = {path.stem: path.read_text(encoding="utf-8") for path in sorted((_FOLDER / "closed").glob("*.txt"))}


@pytest.fixture(params=PLATFORMS.values(), ids=[*PLATFORMS])
async def platform(request: pytest.FixtureRequest, sqlite_address: str) -> AsyncIterator[Platform]:
    """An empty community with its people, on each platform there is."""
    opens: Opens = request.param
    async with opens(sqlite_address) as opened:
        yield opened


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
async def test_script_comes_to_the_same_transcript_everywhere(platform: Platform, script: str) -> None:
    assert await transcript(platform, script) == script


@pytest.mark.parametrize("opens", [on_discord, on_slack], ids=["discord", "slack"])
@pytest.mark.parametrize("script", CLOSED.values(), ids=CLOSED)
async def test_who_takes_no_direct_messages_reads_the_same_everywhere(
    opens: Opens, script: str, sqlite_address: str
) -> None:
    async with opens(sqlite_address) as platform:
        assert await transcript(platform, script) == script


async def test_events_of_discord_go_along_with_amas_that_are_moved_and_cancelled(sqlite_address: str) -> None:
    async with on_discord(sqlite_address) as server:
        await transcript(server, SCRIPTS["an-ama-is-moved-and-another-one-is-cancelled"])

        assert server.events() == [
            ("Starting a guild", "2026-11-30T16:00", "scheduled"),
            ("Paying for a guild", "2026-12-08T15:00", "canceled"),
        ]


async def test_file_about_oneself_is_the_same_everywhere(
    platform: Platform, sqlite_template: Path, tmp_path: Path
) -> None:
    async with on_console(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'console.db')}") as console:
        for one in (platform, console):
            for said in (
                '/resource add https://example.org/a title:"Zoë’s 👩‍👩‍👧" kind:article tags:loops',
                "/me export",
            ):
                await one.hears(Line(who="Ada", channel="general", said=said))

    assert len(platform.files) == 1
    assert without_accounts(platform) == without_accounts(console)


def without_accounts(platform: Platform) -> dict[str, Any]:
    """The content of the last file, but for how the platform calls people and the community."""
    content: dict[str, Any] = json.loads(platform.files[-1][1])
    assert [one["user_id"] for one in content["kept"].pop("account.member_id")]
    return content | {"community": "", "platforms": len(content["platforms"])}


async def test_help_names_what_one_may_say(platform: Platform) -> None:
    shown = await platform.hears(Line(who="Ada", channel="general", said="/help"))

    first, *lines, last = shown.split("\n")
    may = dict.fromkeys(one.path[0] for one in COMMANDS if one.is_typed and one.allow is Role.MEMBER)
    assert (first, last) == ("What can be said here", "What each does: /help resource")
    assert [line.removeprefix("/").split()[0] for line in lines] == list(may)
    assert "/tag — list, show, channel, follow, unfollow" in lines


async def test_pages_are_turned_to_and_fro(platform: Platform) -> None:
    async def ada(said: str) -> str:
        return await platform.hears(Line(who="Ada", channel="general", said=said))

    for number in range(1, 13):
        await ada(f"/resource add https://example.org/{number} title:Loop-{number} kind:article tags:loops")

    first = await ada("/resource find #loops")
    older = await ada("/press Older")
    again = await ada("/press Newer")

    assert first == page(range(12, 2, -1), "10 shown of 12.", "[Older]")
    assert older == page((2, 1), "2 shown of 12.", "[Newer]")
    assert again == first


def page(numbers: Iterable[int], footer: str, way: str) -> str:
    """A page with these resources."""
    shown = list(numbers)
    hits = [f"Loop-{one} <https://example.org/{one}>\narticle\nnumber {one} · #loops" for one in shown]
    useful = " ".join(f"[Useful {one}]" for one in shown)
    return "\n".join(["Found for #loops", *hits, footer, f"{useful} [Share here] {way}"])


def test_somebody_talks_in_every_script() -> None:
    assert (len(SCRIPTS) >= 9, len(CLOSED) >= 1) == (True, True)
    assert [name for name, script in {**SCRIPTS, **CLOSED}.items() if not lines_of(script)] == []


def test_nothing_but_what_differs_by_design_is_left_out_of_a_transcript() -> None:
    shown = "Hello <@U1>,\n\nsay /help.\n[One]\n\nOr this.\n[Two] [Fix it]\n\nFill it in: /fill a:b"

    assert normal(shown, {"<@U1>": "@Ada"}) == "Hello @Ada,\nsay /help.\nOr this.\n[One] [Two]"
