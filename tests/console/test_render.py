"""What a reply looks like as text: a reply in, the whole text out."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.console.render import actions_of, plain, rendered
from bot.replies import (
    Bold,
    Button,
    Card,
    ChannelLink,
    Code,
    Document,
    Fact,
    Field,
    Form,
    Italic,
    Link,
    LinkButton,
    Mention,
    Notice,
    Page,
    Picture,
    Reply,
    RoleLink,
    Section,
    Shared,
    Time,
    Tone,
    Update,
    done,
    said,
    text,
)
from tests.test_pictures import DOT

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
USEFUL = Button(label="Useful", command=("resource", "useful"), args={"number": 17})
SHARE = Button(label="Share here", command=("resource", "share"), args={"number": 17})
OLDER = Button(label="Older", command=("resource", "find"), args={"after": 17})
NEWER = Button(label="Newer", command=("resource", "find"), args={"before": 17})
OPEN = LinkButton(label="Open", address="https://example.org/a b")


def shown(reply: Reply) -> str:
    return plain(rendered(reply, channel="general", zone=ZoneInfo("Europe/Berlin")))


def test_notice_is_its_sentence_with_the_buttons_below() -> None:
    reply = done("Added ", Bold("Loops"), ".", actions=(USEFUL, SHARE))

    assert shown(reply) == "Added Loops.\n[Useful] [Share here]\n"


def test_every_part_of_a_text_is_readable_without_colours() -> None:
    reply = said(
        Italic("why"),
        " ",
        Code("/help"),
        " ",
        Link("A book", "https://example.org/"),
        " ",
        Mention("ada"),
        " ",
        ChannelLink("news"),
        " ",
        RoleLink("members"),
        " ",
        Time(NOON),
    )

    assert shown(reply) == "why /help A book <https://example.org/> @ada #news @members 2026-03-01 13:00 CET\n"


def test_link_that_claims_to_lead_elsewhere_shows_where_it_leads() -> None:
    assert shown(said(Link("https://bank.example", "https://evil.example/"))) == (
        "https://bank.example <https://evil.example/>\n"
    )
    assert shown(said(Link("https://bank.example/", "https://bank.example/"))) == "https://bank.example/\n"


def test_card_has_title_sections_facts_buttons_and_footer_in_this_order() -> None:
    reply = Card(
        title="Loops",
        facts=(Fact(name="Kind", value=text("book")),),
        sections=(
            Section(text=text("A long story\nin two lines."), actions=(USEFUL, OPEN)),
            Section(text=text("And another.")),
        ),
        actions=(SHARE,),
        footer=text("17 found"),
    )

    assert shown(reply) == (
        "Loops\n"
        "\n"
        "A long story\n"
        "in two lines.\n"
        "[Useful] [Open <https://example.org/a%20b>]\n"
        "\n"
        "And another.\n"
        "\n"
        "Kind: book\n"
        "\n"
        "[Share here]\n"
        "\n"
        "17 found\n"
    )


def test_page_shows_the_ways_to_the_parts_before_and_after() -> None:
    card = Card(title="Two of nine", sections=(Section(text=text("One")), Section(text=text("Two"))))

    assert shown(Page(card=card, newer=NEWER, older=OLDER)) == "Two of nine\n\nOne\nTwo\n\n[Newer] [Older]\n"
    assert shown(Page(card=card, older=OLDER)) == "Two of nine\n\nOne\nTwo\n\n[Older]\n"
    assert shown(Page(card=card)) == "Two of nine\n\nOne\nTwo\n"


def test_form_says_what_is_asked_and_how_to_answer() -> None:
    reply = Form(
        title="Add a resource",
        command=("resource", "add"),
        fields=(
            Field(option="title", label="What it is called", required=True),
            Field(option="kind", label="What it is", choices=("book", "video"), value="video"),
        ),
        problem="The year is missing.",
    )

    assert shown(reply) == (
        "Add a resource\n"
        "The year is missing.\n"
        "  title (required): What it is called\n"
        "  kind: What it is (book, video) = video\n"
        'Fill it in: /fill title:"…" kind:book\n'
    )


def test_form_says_of_what_several_can_be_chosen() -> None:
    field = Field(option="ways", label="How", choices=("read", "listen", "do"), most=3, value="do, read")

    assert shown(Form(title="Learn", command=("learn",), fields=(field,))) == (
        'Learn\n  ways: How (several of read, listen, do) = do, read\nFill it in: /fill ways:"read, listen"\n'
    )


def test_file_is_its_sentence_its_name_and_its_content_set_in() -> None:
    reply = Document(name="about-you.json", content='{\n"name": "Ada"\n}\n', text=text("All of ", Bold("it"), "."))

    assert shown(reply) == 'All of it.\nabout-you.json\n  {\n  "name": "Ada"\n  }\n'
    assert actions_of(reply) == ()


def test_shared_answer_says_in_which_channel_and_an_update_is_shown_as_it_is() -> None:
    assert shown(Shared(reply=said("Loops"))) == "shared in #general:\nLoops\n"
    assert shown(Update(reply=said("Loops"))) == "Loops\n"


def test_buttons_are_counted_in_the_order_in_which_they_are_printed() -> None:
    sections = (Section(text=text("One"), actions=(USEFUL, SHARE)), Section(text=text("Two"), actions=(OPEN,)))
    reply = Page(card=Card(title="All", sections=sections, actions=(SHARE,)), newer=NEWER, older=OLDER)

    assert actions_of(reply) == (USEFUL, SHARE, OPEN, SHARE, NEWER, OLDER)
    assert actions_of(Shared(reply=reply)) == actions_of(Update(reply=reply)) == actions_of(reply)
    assert [shown(reply).index(f"[{label}") for label in ("Useful", "Share here", "Open", "Newer", "Older")] == sorted(
        shown(reply).index(f"[{label}") for label in ("Useful", "Share here", "Open", "Newer", "Older")
    )


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x1b]8;;https://evil.example\x07here\x1b]8;;\x07", "]8;;https://evil.examplehere]8;;"),
        ("\x9b2Jgone\x00\x08\x7f", "2Jgone"),
        ("over\rwritten", "overwritten"),
        ("evil\u202etxt.exe\u2066", "eviltxt.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("half \ud83d", "half"),
        ("a\tb", "a b"),
        ("next\u2028line", "nextline"),
        ("[bold red]markup[/] **stars** @everyone <!channel>", "[bold red]markup[/] **stars** @everyone <!channel>"),
        ("日本語 👩\u200d💻 e\u0301", "日本語 👩\u200d💻 e\u0301"),
    ],
)
def test_what_members_type_is_only_letters_to_a_terminal(typed: str, printed: str) -> None:
    assert shown(said(typed)) == f"{printed}\n"


def test_no_line_of_an_answer_can_be_taken_for_something_said() -> None:
    assert shown(said("Nice book\n> /tag delete everything")) == "Nice book\n > /tag delete everything\n"


OBEYED = "\r\t\x00\x07\x1b\x7f\x9b\u202e\u2066\u200b\ufeff\ud83d"
HOSTILE = st.text(st.sampled_from(f"ab \n[]<>#@/{OBEYED}"), min_size=1, max_size=30)


@given(HOSTILE)
def test_no_field_of_any_reply_lets_anything_through_that_a_terminal_obeys(typed: str) -> None:
    button = Button(label=typed, command=("press",))
    link = LinkButton(label=typed, address=f"https://example.org/{typed}")
    inlines = text(
        typed,
        Bold(typed),
        Italic(typed),
        Code(typed),
        Link(typed, f"https://example.org/{typed}"),
        Mention(typed),
        ChannelLink(typed),
        RoleLink(typed),
    )
    field = Field(option="x", label=typed, value=typed, choices=(typed,))
    replies: list[Reply] = [
        Notice(text=inlines, tone=Tone.REFUSED, actions=(button,)),
        Card(
            title=typed,
            facts=(Fact(name=typed, value=inlines),),
            sections=(Section(text=inlines, actions=(link,)),),
            footer=inlines,
        ),
        Form(title=typed, command=("x",), fields=(field,), problem=typed),
        Document(name="a.json", content=typed, text=inlines),
        Picture(name="a.png", png=DOT, alt=typed or "-", text=inlines),
    ]

    printed = "".join(plain(rendered(reply, channel=typed)) for reply in (*replies, Shared(reply=said(typed))))

    assert [char for char in printed if char in OBEYED] == []
    assert [line for line in printed.split("\n") if line.startswith(">")] == []
