"""One person behind two accounts, and people who want to be forgotten."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.dispatch import Dispatcher
from bot.identity import Role
from tests.talk import Talk, TestClock

SECRET = "Zorblax"


async def code_for(talk: Talk) -> str:
    """The code that somebody gets for joining another account."""
    found = re.search(r"/me link (\S+)", await talk("/me link"))
    assert found
    return found[1]


async def test_joined_accounts_are_one_person(ada: Talk) -> None:
    phone = ada.as_("Ada on the phone")
    await ada("/resource add A book kind:book tags:books", "/resource useful 1", "/tag follow books")
    await phone("/resource add Another book kind:book tags:books", "/resource useful 1", "/resource useful 2")
    code = await code_for(ada)

    asked = await phone(f"/me link {code}")
    joined = await phone("/press Join")

    assert asked == (
        "This account and “Ada” (console) will be one person here: what both have brought counts together. "
        "It cannot be undone. Nothing is changed yet.\n[Join]"
    )
    assert joined == "You and “Ada” are one person now."
    assert "Found for the library: 2" in await phone("/me show")
    assert await phone("/tag follow") == "You follow #books."
    assert "useful to one" in await ada("/resource find A book")
    assert (await phone("/resource edit 1 year:2020")).startswith("Changed")


async def test_role_that_the_platform_gives_is_shown_to_oneself(ada: Talk) -> None:
    assert "\nRole: organiser\n" in await ada.as_("Olga", Role.ORGANISER)("/me show")


async def test_joined_person_keeps_the_higher_role(ada: Talk) -> None:
    phone = ada.as_("Ada on the phone")
    await ada("/help")
    await ada.as_("Olga", Role.ORGANISER)("/community role @ada curator")
    code = await code_for(ada)

    await phone(f"/me link {code} sure:yes")

    assert await phone("/resource gaps") == "Every search has found something so far."


@pytest.mark.parametrize("minutes", [15, 16])
async def test_code_is_too_old_after_a_quarter_of_an_hour(ada: Talk, clock: TestClock, minutes: int) -> None:
    code = await code_for(ada)
    clock.advance(minutes=minutes)

    assert await ada.as_("Phone")(f"/me link {code}") == (
        "That code is not known here, or it is too old. Say /me link in your other account again."
    )


async def test_code_works_until_its_last_minute_and_once_only(ada: Talk, clock: TestClock) -> None:
    code = await code_for(ada)
    clock.advance(minutes=14)

    assert await ada.as_("Phone")(f"/me link {code} sure:yes") == "You and “Ada” are one person now."
    assert (await ada.as_("Mallory")(f"/me link {code} sure:yes")).startswith("That code is not known here")


async def test_code_of_another_community_is_unknown(ada: Talk) -> None:
    code = await code_for(ada.as_("Eve", community="Elsewhere"))

    assert (await ada(f"/me link {code}")).startswith("That code is not known here")


async def test_own_code_and_nonsense_are_refused(ada: Talk) -> None:
    code = await code_for(ada)

    assert await ada(f"/me link {code}") == "That code is your own. Say it in your other account."
    assert await ada("/me link hello") == "That is not a code. Say /me link in the other place to get one."


def rows_with(file: Path, text: str) -> list[str]:
    """The tables in which a text still stands."""
    with closing(sqlite3.connect(file)) as connection:

        def has_it(table: str) -> bool:
            rows = connection.execute(f'SELECT * FROM "{table}"')
            return any(text.casefold() in str(row).casefold() for row in rows)

        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [table for table in tables if has_it(table)]


async def test_forgotten_person_stands_in_no_row_and_in_no_byte(
    dispatcher: Dispatcher, ada: Talk, sqlite_address: str
) -> None:
    file = Path(sqlite_address.removeprefix("sqlite:///"))
    zoe = ada.as_(SECRET)
    await ada("/resource add A book kind:book tags:books", "/resource useful 1")
    await zoe(f'/resource add Another book kind:book tags:books why:"{SECRET} loves it"', "/resource useful 1")
    await zoe(f'/resource edit 2 why:"Still {SECRET}"', "/tag follow books", "/me zone berlin")
    await ada.as_("Cory", Role.CURATOR)("/resource edit 2 why:Shorter")
    await zoe("/conversation tag books link:https://chat.example/m/1 text:Beginning", "/resource find nothing like it")
    assert rows_with(file, SECRET) != []

    asked = await zoe("/me forget")
    told = await zoe("/press Forget me")

    assert "what you have said about yourself and how you learn, your buddies, and" in asked
    assert "an introduction that was posted stays in its channel. It cannot be undone." in asked
    assert asked.endswith("Nothing is changed yet.\n[Forget me]")
    assert told == "You are forgotten. If you say something here again, you are new."
    assert rows_with(file, SECRET) == []
    assert "Found by: Someone who left" in await ada("/resource show 2")
    assert "Useful to: 1" in await ada("/resource show 1")
    await ada("/resource useful 2")
    await dispatcher.store.tidy(TestClock().now())
    left = b"".join(path.read_bytes() for path in file.parent.iterdir())
    assert SECRET.encode() not in left
    assert SECRET.lower().encode() not in left


async def test_being_forgotten_twice_is_harmless(ada: Talk) -> None:
    bob = ada.as_("Bob")
    await bob("/resource add A book kind:book tags:books")

    answers = [await bob("/me forget sure:yes") for _ in range(2)]

    assert answers == ["You are forgotten. If you say something here again, you are new."] * 2
    assert "Found by: Someone who left" in await ada("/resource show 1")
    assert "Found for the library: 0" in await bob("/me show")
