"""Replies as Discord's messages: what is written stays letters, everything fits, and every platform says the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.console.render import plain as console_plain
from adapters.console.render import rendered as console_rendered
from adapters.discord.limits import CONTENT_UNITS, CUSTOM_ID_CHARACTERS, LAYOUT_COMPONENTS, LAYOUT_UNITS
from adapters.discord.markdown import markdown
from adapters.discord.render import Beside, Layout, Message, Plain, Press, Row, Words, rendered
from adapters.discord.safe import escaped
from adapters.discord.views import editing, sending
from bot.cutting import cut, units
from bot.replies import (
    Bold,
    Button,
    Card,
    ChannelLink,
    Code,
    Fact,
    Form,
    Inline,
    Italic,
    Link,
    LinkButton,
    Mention,
    Notice,
    Page,
    Reply,
    RoleLink,
    Section,
    Shared,
    Style,
    Text,
    Time,
    Tone,
    Update,
    said,
)
from bot.safe import safe
from tests.discord.openapi import expect_valid
from tests.discord.payloads import EVERYTHING
from tests.discord.reader import live_parts
from tests.discord.transcript import buttons_last, plain, transcript_of

LABELS = st.text(min_size=1, max_size=40)
WORDS = st.one_of(st.text(max_size=60), st.sampled_from(EVERYTHING))
ADDRESSES = st.sampled_from(
    ["https://example.org/", "http://a.example/b_(c)*d?e=[f]&g=<h>", "https://xn--e1afmkfd.example/" + "a" * 600]
)
INLINES: st.SearchStrategy[Inline] = st.one_of(
    WORDS,
    st.builds(Bold, WORDS),
    st.builds(Italic, WORDS),
    st.builds(Code, WORDS),
    st.builds(Link, WORDS, ADDRESSES),
    # Ids as short as "0" occur nowhere, and Discord's description takes them in no form that discord.py writes.
    st.builds(Mention, st.one_of(WORDS.filter(lambda words: not words.isdigit()), st.just("123456789012345678"))),
    st.builds(ChannelLink, st.one_of(WORDS, st.just("123456789012345678"))),
    st.builds(RoleLink, st.one_of(WORDS, st.just("123456789012345678"))),
    st.integers(min_value=0, max_value=10**10).map(lambda second: Time(datetime.fromtimestamp(second, UTC))),
)
TEXTS = st.lists(INLINES, max_size=6).map(tuple)
BUTTONS = st.builds(
    Button,
    label=LABELS,
    command=st.just(("a", "b")),
    args=st.dictionaries(st.sampled_from(["x", "y"]), st.text(max_size=10), max_size=2),
    style=st.sampled_from(Style),
)
ACTIONS = st.one_of(BUTTONS, st.builds(LinkButton, label=LABELS, address=ADDRESSES))
CARDS = st.builds(
    Card,
    title=WORDS,
    sections=st.lists(
        st.builds(Section, text=TEXTS, actions=st.lists(ACTIONS, max_size=3).map(tuple)), max_size=12
    ).map(tuple),
    facts=st.lists(st.builds(Fact, name=WORDS, value=TEXTS), max_size=4).map(tuple),
    actions=st.lists(ACTIONS, max_size=4).map(tuple),
    footer=TEXTS,
)
NOTICES = st.builds(Notice, text=TEXTS, tone=st.sampled_from(Tone), actions=st.lists(BUTTONS, max_size=3).map(tuple))
SHOWN = st.one_of(NOTICES, CARDS, st.builds(Page, card=CARDS, newer=BUTTONS, older=BUTTONS))
REPLIES = st.one_of(SHOWN, st.builds(Update, reply=SHOWN), st.builds(Shared, reply=SHOWN))


def texts_of(message: Message) -> list[str]:
    if isinstance(message, Plain):
        return [message.content]
    return [part.text for part in message.parts if not isinstance(part, Row)]


def presses_of(message: Message) -> list[Press]:
    rows = message.rows if isinstance(message, Plain) else [part for part in message.parts if isinstance(part, Row)]
    beside = [] if isinstance(message, Plain) else [part.key for part in message.parts if isinstance(part, Beside)]
    return [*beside, *(key for row in rows for key in row.keys if isinstance(key, Press))]


def on_the_wire(message: Message) -> dict[str, object]:
    """The message as discord.py sends it."""
    arguments = sending(message)
    body: dict[str, object] = {"allowed_mentions": arguments["allowed_mentions"].to_dict()}
    if "content" in arguments:
        body["content"] = arguments["content"]
    if "view" in arguments:
        body["components"] = arguments["view"].to_components()
        body["flags"] = 1 << 15 if arguments["view"].has_components_v2() else 0
    return body


@pytest.mark.parametrize("payload", EVERYTHING)
def test_what_people_write_is_shown_as_letters(payload: str) -> None:
    written = escaped(payload)

    assert live_parts(written) == []
    # Nothing but what hides something is lost.
    assert plain(written) == safe(payload)


@given(st.text())
def test_any_text_is_shown_as_letters(text: str) -> None:
    assert live_parts(escaped(text)) == []


@pytest.mark.parametrize("payload", EVERYTHING)
def test_what_is_written_in_two_pieces_is_shown_as_letters(payload: str) -> None:
    for middle in range(len(payload)):
        assert live_parts(markdown((payload[:middle], payload[middle:]))) == []


@pytest.mark.parametrize("payload", EVERYTHING)
def test_only_our_own_marks_are_alive_in_a_node(payload: str) -> None:
    text: Text = (
        Bold(payload),
        " ",
        Italic(payload),
        " ",
        Code(payload),
        " ",
        Mention(payload),
        " ",
        ChannelLink(payload),
        " ",
        RoleLink(payload),
        payload,
    )

    kinds = {kind for kind, _ in live_parts(markdown(text))}

    assert kinds <= {"bold", "italic", "code"}


@pytest.mark.parametrize("payload", EVERYTHING)
def test_link_leads_where_the_host_beside_it_says(payload: str) -> None:
    """Row “link spoofing” of the threats."""
    written = markdown((Link(payload, "https://evil.example/(a)<b>"),))

    assert written.endswith("](<https://evil.example/%28a%29%3Cb%3E>) (evil.example)")
    assert [kind for kind, _ in live_parts(written)] == ["link"]


def test_link_whose_label_is_its_address_is_the_address() -> None:
    assert markdown((Link("https://example.org/", "https://example.org/"),)) == "<https://example.org/>"


def test_host_in_another_script_is_named_in_punycode() -> None:
    assert markdown((Link("bank", "https://xn--80ak6aa92e.com/"),)).endswith(" (xn--80ak6aa92e.com)")


def test_moment_is_told_in_each_readers_zone() -> None:
    assert markdown((Time(datetime(2026, 11, 24, 12, tzinfo=UTC)),)) == "<t:1795521600:f>"


def test_channel_is_shown_by_its_name_where_it_is_one() -> None:
    assert markdown((ChannelLink("123456789012345678"), " ", ChannelLink("a*b"))) == "<#123456789012345678> #a\\*b"


def test_role_is_shown_by_its_name_and_nobody_is_told() -> None:
    text: Text = (RoleLink("123456789012345678"), " ", RoleLink("everyone"), " ", RoleLink("a*b"))

    assert markdown(text) == "<@&123456789012345678> \\@everyone \\@a\\*b"
    assert rendered(Notice(text=text)).pings == ()


def test_nobody_is_told_but_who_is_mentioned() -> None:
    message = rendered(Notice(text=("@everyone <@1> <@&2> ", Mention("3"), Mention("not an id"))))

    assert message.pings == ("3",)
    assert sending(message)["allowed_mentions"].to_dict() == {"parse": [], "users": [3]}
    assert sending(rendered(said("@everyone")))["allowed_mentions"].to_dict() == {"parse": []}


@settings(max_examples=50)
@given(REPLIES)
async def test_whatever_is_said_fits(reply: Reply) -> None:
    for as_layout in (False, True):
        message = rendered(reply, as_layout=as_layout)

        if isinstance(message, Plain):
            assert 1 <= units(message.content) <= CONTENT_UNITS
        else:
            assert sum(map(units, texts_of(message))) <= LAYOUT_UNITS
            assert all(texts_of(message))
        ids = [key.custom_id for key in presses_of(message)]
        assert len(set(ids)) == len(ids)
        assert all(units(one) <= CUSTOM_ID_CHARACTERS for one in ids)
        body = on_the_wire(message)
        expect_valid("POST", "/channels/1/messages", body)
        if isinstance(message, Layout):
            assert components(body["components"]) <= LAYOUT_COMPONENTS
        assert isinstance(editing(message)["allowed_mentions"].to_dict()["parse"], list)


def components(tree: object) -> int:
    if isinstance(tree, list):
        return sum(map(components, tree))
    assert isinstance(tree, dict)
    inner = [*(tree.get("components") or []), *([tree["accessory"]] if "accessory" in tree else [])]
    return 1 + sum(map(components, inner))


CASES: tuple[Reply, ...] = (
    said("Hello, *you*.", actions=(Button(label="Go", command=("a",)),)),
    Notice(text=("Line one\nline two ", Bold("bold"), " ", Italic("why"), " ", Code("/help x")), tone=Tone.DONE),
    Shared(reply=said("For all.")).reply,
    Page(
        card=Card(
            title="Found for #loops",
            sections=tuple(
                Section(
                    text=(
                        Link(f"Title [{n}]", f"https://example.org/{n}"),
                        "\n",
                        "article · Ada",
                        "\n",
                        Italic("Why *"),
                    ),
                    actions=(Button(label=f"Useful {n}", command=("useful",), args={"number": n}),),
                )
                for n in range(10)
            ),
            actions=(Button(label="Share here", command=("share",)),),
            footer=("10 shown.",),
        ),
        newer=Button(label="Newer", command=("page",)),
        older=Button(label="Older", command=("page",), args={"at": "x"}),
    ),
    Card(
        title="From the library",
        sections=(Section(text=(Bold("A title"),)), Section(text=("What it is # about",))),
        facts=(Fact(name="Kind", value=("article",)), Fact(name="Tags", value=("#a #b",))),
        actions=(LinkButton(label="Open example.org", address="https://example.org/"),),
        footer=(Time(datetime(2026, 11, 24, 12, tzinfo=UTC)), " · number 1"),
    ),
)


@pytest.mark.parametrize("reply", CASES)
@pytest.mark.parametrize("as_layout", [False, True])
async def test_words_are_those_of_the_console(reply: Reply, as_layout: bool) -> None:
    console = console_plain(console_rendered(reply, channel="general", zone=UTC))

    body = on_the_wire(rendered(reply, as_layout=as_layout))

    assert sorted(transcript_of(body).split()) == sorted(buttons_last(console).split())
    if not as_layout:
        assert transcript_of(body) == buttons_last(console)


def test_buttons_stand_beside_what_they_belong_to() -> None:
    message = rendered(CASES[3], as_layout=True)

    assert isinstance(message, Layout)
    beside = [part.key.label for part in message.parts if isinstance(part, Beside)]
    assert beside == [f"Useful {n}" for n in range(10)]
    assert [key.label for key in message.parts[-2].keys] == ["Share here", "Newer", "Older"]  # type: ignore[union-attr]


def long_page(note: str, *, address: str = "https://example.org/a") -> Page:
    sections = tuple(
        Section(
            text=(
                Link(f"Title {n} {'long ' * 12}", address),
                "\n",
                "article · Ada",
                "\n",
                Italic(note),
                "\n",
                f"n {n}",
            ),
            actions=(Button(label=f"Useful {n}", command=("useful",), args={"number": n}),),
        )
        for n in range(10)
    )
    return Page(card=Card(title="Found", sections=sections, footer=("10 shown.",)))


def test_page_of_ten_long_hits_gives_up_notes_first() -> None:
    shortened, without = (
        "\n".join(texts_of(rendered(long_page(note, address=f"https://example.org/{'a' * size}"))))
        for note, size in (("because " * 40, 10), ("because " * 40, 240))
    )

    assert "because…*" in shortened
    assert shortened.count("](<https") == 10
    assert "because" not in without
    assert without.count("](<https") == 10


def test_page_of_ten_endless_hits_keeps_every_hit_and_button() -> None:
    message = rendered(long_page("because", address=f"https://example.org/{'a' * 3_000}"))

    text = "\n".join(texts_of(message))
    assert all(f"Title {n} " in text for n in range(10))
    assert "](<" not in text
    assert text.count("(example.org)") == 10
    assert len(presses_of(message)) == 10


@pytest.mark.parametrize("piece", ["a", "é", "e\u0301", "👩‍👩‍👧", "🇩🇪", "ש", "*", "한"])
@pytest.mark.parametrize("extra", [-1, 0, 1])
@pytest.mark.parametrize("limit", [CONTENT_UNITS, LAYOUT_UNITS])
def test_content_turns_into_a_layout_and_is_cut_at_the_border(piece: str, extra: int, limit: int) -> None:
    """R39: off by one, at the limit and on both sides of it."""
    size = units(escaped(piece))
    text = "a" * ((limit + extra) % size) + piece * ((limit + extra) // size)

    message = rendered(said(text))

    shown = "".join(texts_of(message))
    assert units(shown) <= (CONTENT_UNITS if isinstance(message, Plain) else LAYOUT_UNITS)
    assert isinstance(message, Plain) == (limit + extra <= CONTENT_UNITS)
    if limit + extra <= LAYOUT_UNITS:
        assert plain(shown) == text
    else:
        kept = plain(shown).removesuffix("…")
        assert plain(shown).endswith("…")
        assert text.startswith(kept)
        assert (len(kept) - len(kept.rstrip(piece))) % len(piece) == 0


@given(st.text(max_size=80), st.integers(min_value=0, max_value=60))
def test_cutting_never_breaks_what_is_written(text: str, room: int) -> None:
    shown = cut(safe(text), room, escaped)

    assert units(shown) <= room
    assert live_parts(shown) == []


@given(TEXTS, st.integers(min_value=0, max_value=300))
def test_cut_text_fits_and_stays_closed(text: Text, room: int) -> None:
    shown = markdown(text, room)

    assert units(shown) <= room
    kinds = {kind for kind, _ in live_parts(shown)}
    assert kinds <= {"bold", "italic", "code", "link", "angle"}


def test_two_buttons_that_do_the_same_have_different_ids() -> None:
    twice = tuple(Button(label=label, command=("a",)) for label in "xy")
    thrice = tuple(Button(label=label, command=("a",), args={"n": 1}) for label in "xyz")

    ids = [key.custom_id for key in presses_of(rendered(said("Hi", actions=twice + thrice)))]

    assert ids == ["a", "a{}", 'a{"n":1}', 'a{"n":1} ', 'a{"n":1}  ']


@pytest.mark.parametrize(("count", "kind"), [(24, Plain), (25, Plain), (26, Layout)])
def test_more_than_25_buttons_do_not_fit_under_content(count: int, kind: type) -> None:
    buttons = tuple(Button(label=f"{n}", command=("a",), args={"n": n}) for n in range(count))

    assert isinstance(rendered(said("Hi", actions=buttons)), kind)


@pytest.mark.parametrize(("length", "kept"), [(511, True), (512, True), (513, False)])
def test_button_with_an_endless_address_is_left_out(length: int, kept: bool) -> None:
    address = "https://example.org/".ljust(length, "a")

    message = rendered(Card(title="T", actions=(LinkButton(label="Open", address=address),)))

    assert isinstance(message, Plain)
    assert bool(message.rows) is kept


def test_form_without_a_window_says_its_title() -> None:
    assert rendered(Form(title="Add a book", command=("a",), fields=())) == Plain(content="Add a book")


def test_answer_without_words_is_not_empty() -> None:
    assert rendered(Notice(text=())) == Plain(content="…")
    assert rendered(Notice(text=()), as_layout=True) == Layout(parts=(Words("…"),))
