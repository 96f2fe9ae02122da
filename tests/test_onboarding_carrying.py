"""The settings as a file: brought to another community as they are, but for what only means something here."""

from __future__ import annotations

import json

import pytest

from bot.dispatch import Dispatcher, Filled
from bot.identity import Role
from bot.onboarding import OnboardingSettings
from commands import COMMANDS
from storage.store import SqlStore
from tests.amas import community_of
from tests.newcomers import Door
from tests.settling import HELLO, TAGS
from tests.talk import Talk, TestClock


@pytest.fixture
def olga(ada: Talk) -> Talk:
    """Olga, an organiser of Guild."""
    return ada.as_("Olga", Role.ORGANISER)


async def kept(dispatcher: Dispatcher, talk: Talk) -> OnboardingSettings:
    """The settings that count."""
    community = await community_of(dispatcher, talk)
    async with dispatcher.store.read() as unit:
        return await unit.onboarding.current(community)


async def exported(talk: Talk) -> str:
    """What stands in the file."""
    return "{" + (await talk("/onboarding export")).partition("{")[2]


async def bring(talk: Talk, file: str) -> str:
    """The answer to a file that is brought in a form."""
    return await talk.fill(Filled(("onboarding", "import"), {"file": file}))


async def test_settings_are_brought_to_another_community(olga: Talk, dispatcher: Dispatcher) -> None:
    await olga(
        "/onboarding settings preset:local tags:loops nudges:3 introductions:#hello guidelines:Kind",
        '/onboarding text end words:"Bye {name}" language:de',
        "/onboarding rule finished channel:#a",
    )
    elsewhere = olga.as_("Olga", Role.ORGANISER, community="Other")
    await elsewhere("/onboarding rule finished channel:#b", "/onboarding settings introductions:#door")

    card = await bring(elsewhere, await exported(olga))

    there, here = await kept(dispatcher, elsewhere), await kept(dispatcher, olga)
    assert card.startswith("Settings changed\n\nSwitched on\nPreset local\nGuidelines to accept\nMain tags #loops\n")
    assert (there.words, there.main_tags, there.nudge_days, there.preset) == (
        here.words, here.main_tags, here.nudge_days, here.preset,
    )  # fmt: skip
    assert [one.channel for one in there.rules] == ["b"]
    assert [one.channel for one in there.hello_in] == ["door"]


async def test_only_what_differs_stands_in_the_file(olga: Talk) -> None:
    await olga("/onboarding settings nudges:3 introductions:#hello", "/onboarding rule finished channel:#a")

    assert json.loads(await exported(olga)) == {"nudge_days": [3]}


async def test_file_can_be_taken_back(olga: Talk, dispatcher: Dispatcher) -> None:
    await bring(olga, '{"is_on": true}')
    await olga("/onboarding undo")

    assert await kept(dispatcher, olga) == OnboardingSettings()


async def test_what_cannot_be_read_of_a_file_is_told(olga: Talk, dispatcher: Dispatcher) -> None:
    told = await bring(olga, '{"is_on": true, "take_minutes": 1, "nudge_days": "soon"}')

    assert "\nNot everything could be read: nudge days, take minutes. It is as the bot comes, " in told
    assert await kept(dispatcher, olga) == OnboardingSettings(is_on=True)


@pytest.mark.parametrize("file", ["{", "[]", "7", "hello", '"{}"', "[" * 2_900])
async def test_what_is_no_file_of_ours_is_refused(olga: Talk, dispatcher: Dispatcher, file: str) -> None:
    await olga("/onboarding settings buddies:yes")

    assert await bring(olga, file) == "That is not a file of /onboarding export. Paste all that stands in it."
    assert await kept(dispatcher, olga) == OnboardingSettings(has_buddies=True)


async def test_placeholders_of_a_file_are_looked_at(olga: Talk, dispatcher: Dispatcher) -> None:
    told = await bring(olga, '{"words": [{"wording": "end", "words": "Bye {nam}"}]}')

    assert told.startswith("{nam} stands for nothing.")
    assert await kept(dispatcher, olga) == OnboardingSettings()


async def test_invisible_characters_of_a_file_are_left_out_and_newcomers_go_on(
    store: SqlStore, clock: TestClock
) -> None:
    """On both databases: PostgreSQL keeps no NUL, and an introduction of such words could not be posted."""
    door = Door(Dispatcher(commands=COMMANDS, store=store, clock=clock), clock)
    await door.open(hello_in=(HELLO,))
    await door.olga(TAGS)
    words = [{"wording": "introduction", "words": "Hi\0 \u202efrom {name}"}, {"wording": "end", "words": "\0"}]
    words.append({"wording": "hello", "words": "Say hello", "language": "\0", "entry": "console\nC\x1b1"})
    ada = door.person("Ada")

    told = await bring(door.olga, json.dumps({"guidelines": "\0", "main_tags": ["loops\0", "\0"], "words": words}))
    last = await ada.all(["/onboarding start", "/press Skip this", "/press Skip this", "/press Post this"])

    found = await kept(door.dispatcher, door.olga)
    assert "Something went wrong" not in told
    assert (found.guidelines, found.main_tags) == ("", ("loops",))
    assert [(one.words, one.language, one.entry) for one in found.words] == [
        ("Hi from {name}", "", ""),
        ("Say hello", "", "console\nC1"),
    ]
    assert last[-1].startswith("Welcome to Guild\n\nYour introduction is posted.")


async def test_file_is_typed_on_one_line_as_well(olga: Talk, dispatcher: Dispatcher) -> None:
    await olga('/onboarding import {"nudge_days": [3]}')

    assert (await kept(dispatcher, olga)).nudge_days == (3,)


async def test_files_are_for_organisers(ada: Talk) -> None:
    assert "is for organisers." in await ada("/onboarding export")
    assert "is for organisers." in await ada("/onboarding import {}")
