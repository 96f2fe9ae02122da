"""Declarations: what a platform would refuse is refused at import, and what is declared fits both platforms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from bot.forms import FORM_FIELDS, choices_of
from bot.replies import Reply, said
from bot.requests import Call
from bot.spec import (
    ABOUT_CHARACTERS,
    COMMAND_CHARACTERS,
    FILLED_BY,
    LONG_CHARACTERS,
    MENU_CHARACTERS,
    NAME_CHARACTERS,
    OPTIONS,
    AnyCommand,
    AnyOption,
    Command,
    Menu,
    Pick,
    Surface,
    Text,
    Whole,
    YesNo,
    check,
    command,
    parameter_of,
)
from commands import COMMANDS
from commands.completing import OFFERED


async def nothing(call: Call) -> Reply:
    return said("Nothing.")


def taking(options: Sequence[AnyOption]) -> Callable[..., object]:
    """A function whose parameters are those options."""
    parameters = ", ".join(parameter_of(one.name) + ("" if one.required else "=''") for one in options)
    made: dict[str, Callable[..., object]] = {}
    # The only way to a signature as long as a test wants; nothing in it comes from outside.
    exec(f"async def take(call, {parameters}): ...", made)
    return made["take"]


def declared(
    *path: str, about: str = "About it", options: Sequence[AnyOption] = (), menu: Menu | None = None
) -> AnyCommand:
    """A command with a function that fits its options."""
    return Command(path=path, about=about, handler=taking(options), options=tuple(options), menu=menu)  # type: ignore[arg-type]  # made above


def is_refused(declare: Callable[[], object]) -> bool:
    try:
        declare()
    except ValueError:
        return True
    return False


# --- limits, at the last number that is allowed and around it ------------------------------------------------------


@pytest.mark.parametrize(("size", "refused"), [(0, True), (1, False), (2, False), (3, True)])
def test_path_has_one_or_two_words(size: int, refused: bool) -> None:
    assert is_refused(lambda: declared(*["word"] * size)) is refused


@pytest.mark.parametrize("size", [0, 1, NAME_CHARACTERS - 1, NAME_CHARACTERS, NAME_CHARACTERS + 1])
def test_names_have_1_to_32_characters(size: int) -> None:
    refused = not 1 <= size <= 32

    assert is_refused(lambda: declared("x" * size)) is refused
    assert is_refused(lambda: declared("word", "x" * size)) is refused
    if size:
        assert is_refused(lambda: declared("word", options=[Text(name="x" * size, about="It")])) is refused


@pytest.mark.parametrize("name", ["Word", "a word", "9a", "-a", "wörd", "a_b", "a/b"])
def test_names_are_lower_case_words(name: str) -> None:
    assert is_refused(lambda: declared(name))


@pytest.mark.parametrize("size", [0, 1, ABOUT_CHARACTERS - 1, ABOUT_CHARACTERS, ABOUT_CHARACTERS + 1])
def test_sentences_have_1_to_100_characters(size: int) -> None:
    refused = not 1 <= size <= 100

    assert is_refused(lambda: declared("word", about="x" * size)) is refused
    assert is_refused(lambda: declared("word", options=[Text(name="one", about="x" * size)])) is refused
    assert (
        is_refused(lambda: declared("word", options=[Pick(name="one", about="It", choices=("x" * size,))])) is refused
    )


@pytest.mark.parametrize("count", [OPTIONS - 1, OPTIONS, OPTIONS + 1])
def test_command_has_at_most_25_options(count: int) -> None:
    options = [Text(name=f"o{chr(97 + number)}", about="It") for number in range(count)]

    assert is_refused(lambda: declared("word", options=options)) is (count > 25)


@pytest.mark.parametrize("count", [0, 1, OPTIONS - 1, OPTIONS, OPTIONS + 1])
def test_option_has_1_to_25_choices(count: int) -> None:
    choices = tuple(f"choice {number}" for number in range(count))

    assert is_refused(lambda: declared("word", options=[Pick(name="one", about="It", choices=choices)])) is (
        not 1 <= count <= 25
    )


@pytest.mark.parametrize("size", [COMMAND_CHARACTERS - 1, COMMAND_CHARACTERS, COMMAND_CHARACTERS + 1])
def test_command_has_at_most_8000_characters_in_all(size: int) -> None:
    full = [
        Pick(name=letter, about="x" * 100, choices=tuple(f"{number:02}" + "y" * 18 for number in range(12)))
        for letter in "abcdefghijklm"
    ]
    spent = len("word") + len("About it") + sum(1 + 100 + 12 * 20 * 2 for _ in full) + 1
    rest = size - spent
    last = Pick(
        name="z", about="x" * (100 if rest % 2 == 0 else 99), choices=tuple(cut(rest - (100 if rest % 2 == 0 else 99)))
    )

    assert is_refused(lambda: declared("word", options=[*full, last])) is (size > 8_000)


def cut(characters: int) -> list[str]:
    """Choices that count for so many characters: each counts twice, as label and as value."""
    left = characters // 2
    choices: list[str] = []
    while left:
        size = min(left, 90) if left - 90 not in {1, 2} else 80
        choices.append(f"{len(choices):03}".ljust(size, "y")[:size])
        left -= size
    return choices


@pytest.mark.parametrize("size", [0, 1, MENU_CHARACTERS - 1, MENU_CHARACTERS, MENU_CHARACTERS + 1])
def test_menu_entry_has_1_to_24_characters(size: int) -> None:
    options = [Text(name="link", about="It")]

    assert is_refused(lambda: declared("word", options=options, menu=Menu(label="x" * size, on=Surface.MESSAGE))) is (
        not 1 <= size <= 24
    )


def test_menu_fills_in_an_option() -> None:
    assert is_refused(
        lambda: declared("word", options=[Text(name="link", about="It")], menu=Menu(label="Do", on=Surface.PERSON))
    )
    assert not is_refused(
        lambda: declared("word", options=[Text(name="who", about="It")], menu=Menu(label="Do", on=Surface.PERSON))
    )


# --- what cannot be meant -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ([Text(name="a", about="It"), Text(name="a", about="It")], "an option's name occurs twice"),
        ([Text(name="a", about="It"), Text(name="b", about="It", required=True)], "required options come first"),
        ([Pick(name="a", about="It", choices=("x", "x"))], "a choice of a occurs twice"),
        ([Pick(name="a", about="It", choices=("X",))], "'X' is not a choice"),
    ],
)
def test_options_that_contradict_are_refused(options: Sequence[AnyOption], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        command("word", about="About it", options=options)(nothing)


def test_choices_and_completion_exclude_each_other() -> None:
    async def offered(call: Call, typed: str) -> Sequence[str]:
        return []

    assert is_refused(lambda: declared("word", options=[Pick(name="a", about="It", choices=("x",), complete=offered)]))


def test_options_and_parameters_are_the_same() -> None:
    async def one(call: Call, one: str) -> Reply:
        return said(one)

    async def default(call: Call, one: str = "") -> Reply:
        return said(one)

    option = Text(name="one", about="It", required=True)
    command("word", about="About it", options=[option])(one)
    for options, function in (([], one), ([Text(name="two", about="It", required=True)], one), ([option], default)):
        with pytest.raises(ValueError, match=r"^/word: "):
            command("word", about="About it", options=options)(function)
    with pytest.raises(ValueError, match="one: required, or a default, not both"):
        command("word", about="About it", options=[Text(name="one", about="It")])(one)


async def test_declared_command_can_still_be_called() -> None:
    told = command("word", about="About it")(nothing)

    assert await told(None) == said("Nothing.")  # type: ignore[arg-type]  # it looks at nothing
    assert told.name == "word"
    assert told.option("one") is None


@pytest.mark.parametrize(
    ("option", "parameter"), [("new-tags", "new_tags"), ("from", "from_"), ("tags", "tags"), ("max", "max")]
)
def test_option_becomes_a_parameter(option: str, parameter: str) -> None:
    assert parameter_of(option) == parameter


def test_form_offers_the_choices_of_an_option() -> None:
    assert choices_of(Pick(name="a", about="It", choices=("x", "y"))) == ("x", "y")
    assert choices_of(YesNo(name="a", about="It")) == ("yes", "no")
    assert choices_of(Whole(name="a", about="It")) == ()


# --- what is declared ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", COMMANDS, ids=lambda one: one.name)
def test_every_command_fits_both_platforms(one: AnyCommand) -> None:
    check(one)
    by_menu = FILLED_BY[one.menu.on] if one.menu else ()
    texts = [option for option in one.options if isinstance(option, Text) and option.name not in by_menu]
    # What only buttons carry is never typed on a line.
    most = 6_000 if one.is_typed else 40_000
    assert all(1 <= option.max_characters <= most for option in texts)
    assert all(option.max_characters <= LONG_CHARACTERS for option in texts if option.is_long)
    assert all(0 <= option.least <= option.most < 2**53 for option in one.options if isinstance(option, Whole))
    assert sum(isinstance(option, Text) and option.whole_line for option in one.options) <= 1
    assert sum(option.required for option in one.options) <= FORM_FIELDS


def test_all_commands_together_fit_both_platforms() -> None:
    first_words = Counter(one.path[0] for one in COMMANDS if one.is_typed)
    alone = {one.path[0] for one in COMMANDS if len(one.path) == 1}

    assert len(first_words) <= 100
    assert max(first_words.values()) <= 25
    assert [word for word, count in first_words.items() if word in alone and count > 1] == []
    assert len({one.path for one in COMMANDS}) == len(COMMANDS)
    assert OFFERED <= 25
