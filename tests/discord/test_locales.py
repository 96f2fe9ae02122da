"""Commands in other languages: one table a language, none by default, and nothing that Discord would refuse."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.discord.locales import CODES, LOCALES, Locale, Locales
from adapters.discord.register import characters, payloads
from bot.replies import Reply, said
from bot.requests import Call
from bot.spec import AnyCommand, Menu, Pick, Someone, Surface, Text, command
from commands import COMMANDS
from tests.discord.fake.validation.parts import LOCALES as KNOWN
from tests.discord.openapi import expect_valid


@command("thing", "make", about="Make a thing", options=[
    Text(name="name", about="Its name"), Pick(name="kind", about="Its kind", choices=("small", "large")),
])  # fmt: skip
async def make(call: Call, name: str = "", kind: str = "") -> Reply:
    return said(name)


@command("thing", "drop", about="Drop it", menu=Menu(label="Drop", on=Surface.PERSON), options=[
    Someone(name="who", about="Whose")
])  # fmt: skip
async def drop(call: Call, who: str = "") -> Reply:
    return said(who)


THINGS: list[AnyCommand] = [make, drop]


def german(names: dict[str, str] | None = None, sentences: dict[str, str] | None = None) -> Locales:
    return {"de": Locale(names=names or {}, sentences=sentences or {})}


def test_there_are_no_other_languages_yet_and_nothing_is_told_of_any() -> None:
    assert LOCALES == {}
    assert "_localizations" not in str(payloads(COMMANDS))


def test_everything_has_its_name_and_its_sentence_in_each_language() -> None:
    locales = {
        "de": Locale(
            names={"thing": "ding", "make": "machen", "name": "name", "small": "Klein"},
            sentences={"Make a thing": "Macht ein Ding", "Its name": "Sein Name", "Drop": "Fallen lassen"},
        ),
        "fr": Locale(names={"make": "faire"}),
    }

    thing, menu = payloads(THINGS, locales)

    making = thing["options"][0]
    name, kind = making["options"]
    assert thing["name_localizations"] == {"de": "ding"}
    assert making["name_localizations"] == {"de": "machen", "fr": "faire"}
    assert making["description_localizations"] == {"de": "Macht ein Ding"}
    assert name["description_localizations"] == {"de": "Sein Name"}
    assert [one.get("name_localizations") for one in kind["choices"]] == [{"de": "Klein"}, None]
    assert [one["value"] for one in kind["choices"]] == ["small", "large"]
    assert menu["name_localizations"] == {"de": "Fallen lassen"}
    expect_valid("PUT", "/applications/1/commands", [thing, menu])


NAMES = [("a", True), ("x" * 32, True), ("x" * 33, False), ("", False), ("Ding", False), ("ein ding", False)]
NAMES += [("größe", True), ("चीज़", True), ("สิ่งของ", True), ("もの", True), ("ding!", False), ("😀", False)]


@pytest.mark.parametrize(("name", "fits"), NAMES)
def test_names_of_commands_and_options_are_what_discord_takes(name: str, fits: bool) -> None:
    for word in ("thing", "make", "name"):
        assert fits_discord(german({word: name})) is fits


@pytest.mark.parametrize(("length", "fits"), [(0, False), (1, True), (99, True), (100, True), (101, False)])
def test_sentences_and_choices_have_1_to_100_characters(length: int, fits: bool) -> None:
    assert fits_discord(german(sentences={"Its name": "ü" * length})) is fits
    assert fits_discord(german({"small": "Ü" * length})) is fits


@pytest.mark.parametrize(("length", "fits"), [(0, False), (32, True), (33, False)])
def test_entries_of_menus_have_1_to_32_characters(length: int, fits: bool) -> None:
    assert fits_discord(german(sentences={"Drop": "Ü" * length})) is fits


def test_two_of_the_same_kind_are_not_called_the_same_in_one_language() -> None:
    assert not fits_discord(german({"make": "tun", "drop": "tun"}))
    assert not fits_discord(german({"name": "kind"}))
    assert fits_discord({"de": Locale(names={"make": "tun"}), "fr": Locale(names={"drop": "tun"})})


def test_codes_of_languages_are_those_of_discord() -> None:
    assert CODES == KNOWN
    with pytest.raises(ValueError, match="Discord would refuse the commands: de-AT is not the code of a language"):
        payloads(THINGS, {"de-AT": Locale(names={"make": "tun"})})


def test_longest_of_all_languages_counts() -> None:
    plain = characters(payloads(THINGS)[0])

    assert characters(payloads(THINGS, german(sentences={"Its name": "ü" * 100}))[0]) == plain + 100 - len("Its name")
    assert characters(payloads(THINGS, german(sentences={"Its name": "ü"}))[0]) == plain


def test_all_commands_in_a_wordy_language_fit_or_are_refused_at_the_start() -> None:
    wordy = {one.about: (one.about + " …" * 50)[:100] for one in COMMANDS}

    told = payloads(COMMANDS, german(sentences=wordy))

    expect_valid("PUT", "/applications/1/commands", told)
    assert max(map(characters, told)) <= 8_000


def fits_discord(locales: Locales) -> bool:
    """Whether the commands are made; if they are, Discord's description of itself takes them as well."""
    try:
        told: list[dict[str, Any]] = payloads(THINGS, locales)
    except ValueError:
        return False
    expect_valid("PUT", "/applications/1/commands", told)
    return True
