"""Lines as commands: which one, with which options, in the types that they have; and buttons as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions import CUSTOM_ID_CHARACTERS, key_of, pack, unpack
from bot.buttons import buttons_of, is_long, short, with_buttons
from bot.errors import BotError, InvalidInput
from bot.grammar import Commands, accept, convert
from bot.replies import Button, Card, Form, LinkButton, Notice, Page, Section, Shared, Update, said, text
from bot.requests import Call
from bot.spec import Moment, Pick, Text, Whole, YesNo, command
from commands import COMMANDS

_ALL = Commands(COMMANDS)


@command(
    "book", "lend", about="Lend a book",
    options=[
        Text(name="title", about="Which", required=True, bare=True, max_characters=20),
        Whole(name="days", about="How long", bare=True, least=1, most=30),
        Text(name="note", about="Why", bare=True, is_long=True),
        YesNo(name="renew", about="Again"),
        Pick(name="cover", about="Which cover", choices=("hard", "soft")),
    ],
)  # fmt: skip
async def lend(call: Call, title: str, days: int = 0, note: str = "", renew: bool = False, cover: str = "") -> Notice:
    return said(title)


BOOKS = Commands([lend])


@pytest.mark.parametrize(
    ("line", "args"),
    [
        ("book lend", {}),
        ("BOOK Lend Loops", {"title": "Loops"}),
        ("book  lend  Loops  7", {"title": "Loops", "days": 7}),
        ("book lend Loops 7 so good it is", {"title": "Loops", "days": 7, "note": "so good it is"}),
        ("book lend title:Loops 7", {"title": "Loops", "days": 7}),
        ("book lend 7 title:Loops", {"title": "Loops", "days": 7}),
        ('book lend "Two words" note:"a: b"', {"title": "Two words", "note": "a: b"}),
        ("book lend Loops days:#7 renew:YES cover:Hard", {"title": "Loops", "days": 7, "renew": True, "cover": "hard"}),
        ("book lend Loops renew:off", {"title": "Loops", "renew": False}),
        ("book lend re:Loops", {"title": "re:Loops"}),
        ('book lend Loops 7 say "two words" now', {"title": "Loops", "days": 7, "note": 'say "two words" now'}),
        # Text that needs no quotation marks may hold a word that looks like an option, its own name above all.
        ("book lend Loops 7 one note: read it", {"title": "Loops", "days": 7, "note": "one note: read it"}),
        ("book lend Loops 7 one note:this", {"title": "Loops", "days": 7, "note": "one note:this"}),
        ("book lend Loops 7 no renew: never", {"title": "Loops", "days": 7, "note": "no renew: never"}),
        # The name before it changes nothing, with a space behind it or without.
        ("book lend Loops 7 note: read it", {"title": "Loops", "days": 7, "note": "read it"}),
        ("book lend Loops 7 note:read it renew:yes", {"title": "Loops", "days": 7, "note": "read it", "renew": True}),
    ],
)
def test_line_is_read_as_a_command_with_options(line: str, args: dict[str, object]) -> None:
    invocation = BOOKS.read(line)

    assert invocation.command is lend
    assert invocation.args == args


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("book lend Loops dayz:7", "/book lend has no option dayz:. Did you mean days:?"),
        ("book lend Loops 0", "days is not a whole number from 1 to 30: “0”. Write for example days:1."),
        ("book lend Loops 31", "days is not a whole number from 1 to 30: “31”."),
        (
            'book lend Loops 7 "as asked" for:@bob',
            "/book lend has no option for:. It takes title:, days:,",
        ),
        ('book lend Loops 7 "as asked" cover: hard', "Nothing is said for cover:. Write it without a space: cover:…"),
        ('book lend Loops 7 note:"as asked" today', "days is not a whole number from 1 to 30: “7 today”."),
        ("book lend Loops cover:hrad", "cover cannot be “hrad”. Did you mean hard? It is one of hard, soft."),
        ("book lend Loops cover:pink", "cover cannot be “pink”. It is one of hard, soft."),
        ("book lend a b:c", "days is not a whole number"),
        ("book len Loops", "There is no command /book len. Did you mean /book lend?"),
        # What both have in front is no likeness.
        ("book begin", "There is no command /book begin. There are: /book lend."),
        ("books", "There is no command /books."),
        ("", "There is no command /. Type /help for all commands."),
    ],
)
def test_line_that_is_not_right_is_refused_with_a_sentence(line: str, refusal: str) -> None:
    with pytest.raises(BotError) as refused:
        BOOKS.read(line)

    assert str(refused.value).startswith(refusal)


@pytest.mark.parametrize(("size", "is_taken"), [(19, True), (20, True), (21, False)])
def test_text_has_the_length_that_is_declared(size: int, is_taken: bool) -> None:
    if is_taken:
        assert convert(lend.options[0], "x" * size) == "x" * size
        return
    with pytest.raises(InvalidInput) as refused:
        convert(lend.options[0], "x" * size)
    assert refused.value.field == "title"


@pytest.mark.parametrize(
    ("value", "is_taken"), [(0, False), (1, True), (29, True), (30, True), (31, False), (True, False)]
)
def test_whole_numbers_stay_within_their_borders(value: int, is_taken: bool) -> None:
    if is_taken:
        assert convert(lend.options[1], value) == value
        return
    with pytest.raises(InvalidInput):
        convert(lend.options[1], value)


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "title": st.text(alphabet="abc é日:#-'", min_size=1, max_size=20).filter(str.strip),
        "days": st.integers(1, 30),
        "renew": st.booleans(),
        "cover": st.sampled_from(["hard", "soft"]),
    },
)


@given(VALUES)
def test_options_by_name_come_through_a_line_as_they_are(args: dict[str, object]) -> None:
    words = {True: "yes", False: "no"}
    given_ = " ".join(f'{name}:"{words[value] if isinstance(value, bool) else value}"' for name, value in args.items())

    assert BOOKS.read(f"book lend {given_}").args == accept(lend, args)


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from('book lend " : title: days: x 7 \0 “ renew:'.split(" "))).map(" ".join)
)
def test_any_line_is_read_or_refused(line: str) -> None:
    for commands in (BOOKS, _ALL):
        for typed in (line, f"book lend {line}", f"resource add {line}"):
            try:
                commands.read(typed)
            except BotError as refusal:
                shown = str(refusal)
                assert not set(shown) & set("\0\x1b\u202e")  # whether it refuses is not the question


# --- buttons ------------------------------------------------------------------------------------------------------

ARGS = st.dictionaries(
    st.text(alphabet="abc-", min_size=1, max_size=8), st.text(max_size=30) | st.integers() | st.booleans(), max_size=4
)
PATHS = st.sampled_from([("help",), ("resource", "find")])


@given(PATHS, ARGS)
def test_button_comes_back_as_it_was_packed(path: tuple[str, ...], args: dict[str, str | int | bool]) -> None:
    assert unpack(pack(path, args)) == (path, args)


@given(st.text(max_size=80))
def test_any_text_is_a_button_or_refused(packed: str) -> None:
    try:
        path, args = unpack(packed)
    except BotError:
        return
    assert path
    assert isinstance(args, dict)


@pytest.mark.parametrize("size", [CUSTOM_ID_CHARACTERS - 1, CUSTOM_ID_CHARACTERS, CUSTOM_ID_CHARACTERS + 1])
def test_button_of_more_than_100_characters_is_parked(size: int) -> None:
    spent = len(pack(("help",), {"about": ""}))
    button = Button(label="Help", command=("help",), args={"about": "x" * (size - spent)})

    assert len(pack(button.command, button.args)) == size
    assert is_long(button) is (size > 100)
    made = short(button)
    assert (made == button) is (size <= 100)
    assert not is_long(made)
    assert size <= 100 or made.args == {"key": key_of(pack(button.command, button.args))}


def test_buttons_are_found_and_changed_wherever_they_stand() -> None:
    one, two, three, four, five = (Button(label=name, command=("help",)) for name in "abcde")
    link = LinkButton(label="Open", address="https://example.org")
    card = Card(title="T", sections=(Section(text=text("x"), actions=(one, link)),), actions=(two,))
    page = Page(card=card, newer=three, older=four)

    assert buttons_of(page) == [three, four, one, two] or buttons_of(page) == [one, two, three, four]
    assert buttons_of(Update(reply=card)) == [one, two]
    assert buttons_of(Shared(reply=said("x", actions=(five,)))) == [five]
    assert buttons_of(Form(title="F", command=("help",), fields=())) == []
    bare = with_buttons(page, lambda _: None)
    assert bare == Page(card=Card(title="T", sections=(Section(text=text("x"), actions=(link,)),)))


@pytest.mark.parametrize(
    ("line", "args"),
    [
        ("meet tue 18:00", {"at": "tue 18:00"}),
        ("meet 2026-12-01   18:00  Berlin", {"at": "2026-12-01 18:00 Berlin"}),
        ('meet at:"in 3 days 15:00"', {"at": "in 3 days 15:00"}),
        ("meet 18:00", {"at": "18:00"}),
        ("meet at:\u200b", {}),
        (f"meet {'1' * 100}", {"at": "1" * 100}),
    ],
)
def test_moment_is_handed_on_as_it_was_typed(line: str, args: dict[str, object]) -> None:
    assert Commands([meet]).read(line).args == args


def test_moment_is_no_longer_than_a_suggestion_may_be() -> None:
    with pytest.raises(InvalidInput, match="at is too long: 101 characters, at most 100") as refused:
        Commands([meet]).read(f"meet {'1' * 101}")

    assert refused.value.field == "at"


@command("meet", about="Meet", options=[Moment(name="at", about="When", bare=True)])
async def meet(call: Call, at: str = "") -> Notice:
    return said(at)
