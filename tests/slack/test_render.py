"""What a reply looks like on the wire: within Slack's limits, and nothing in it names or links by itself."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from adapters.slack.render import escaped, rendered
from adapters.slack.rich import CHANNEL, USER
from adapters.slack.sharing import shares
from bot.cutting import cut, units
from bot.replies import (
    Bold,
    Button,
    Card,
    ChannelLink,
    Code,
    Fact,
    Inline,
    Italic,
    Link,
    LinkButton,
    Mention,
    Notice,
    Page,
    RoleLink,
    Section,
    Shown,
    Time,
)
from bot.typed import clean_line
from tests.slack.wire import check_message, walked

PAYLOADS = """
@everyone @here @channel <!here> <!channel> <!everyone> <!here|x> <@U0ADA> <@U0ADA|ada> <@W0ADA> @ada <#C0GENERAL>
<#C0GENERAL|general> #general <!subteam^S0ALL> <!subteam^S0ALL|@all> <!date^0^{date}|x> <https://evil.example|bank>
<mailto:a@b.example|x> https://evil.example evil.example a@b.example *bold* _italic_ ~gone~ `code` ``` >quoted :x:
&lt;!here&gt; &amp;lt;!here&amp;gt; &#60;!here&#62; <<!here>> <!here <!here>> \\<!here> <!HERE> ＜!here＞
<\u200b!here> <\u202e!here> [bank](https://evil.example) <script>alert(1)</script> {0.__class__} %s $(id) :+1:
`<!here>` ```<!here>``` *<!here>* |<!here>| <https://x.example|<!here>> <https://x.example/<!here>> <@U0ADA| <!|>
<> < > & && &; \ud83d \udc4d \u0000<!here>
""".split()


def everywhere(words: str) -> list[Shown]:
    """Replies that have these words in every place where words can be."""
    address = f"https://example.org/{words.encode('utf-8', 'replace').decode()}"
    inline: tuple[Inline, ...] = (words, Bold(words), Italic(words), Code(words), Link(words, address))
    press = Button(label=(words or "x")[:40], command=("x",), args={"line": clean_line(words)[:30]})
    card = Card(
        title=words,
        sections=(
            Section(text=inline, actions=(press,)),
            Section(text=(words,)),
            Section(text=(Mention(words), ChannelLink(words), RoleLink(words))),
        ),
        facts=(Fact(name=words, value=inline),),
        actions=(press, LinkButton(label=words, address=address)),
        footer=inline,
    )
    return [Notice(text=inline, actions=(press,)), card, Page(card=card, newer=press, older=press)]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_members_write_names_anybody(payload: str) -> None:
    for words in (payload, f"a {payload} b", payload * 40, f"\n{payload}\n> {payload}"):
        for shown in everywhere(words):
            message = rendered(shown)

            check_message({"text": message.text, "blocks": list(message.blocks)})


@given(st.text(max_size=60))
def test_any_text_at_all_is_taken_and_means_nothing(words: str) -> None:
    # Where the bot names a channel or a person, an id is one: that is what it is for.
    assume(not CHANNEL.fullmatch(words) and not USER.fullmatch(words))
    for shown in everywhere(words):
        message = rendered(shown)

        check_message({"text": message.text, "blocks": list(message.blocks)})


@given(st.text(alphabet=st.sampled_from("<>!@#|&;ampltg herUS0^*_`~:\n"), max_size=40))
def test_any_arrangement_of_what_slack_reads_means_nothing(words: str) -> None:
    for shown in everywhere(words):
        message = rendered(shown)

        check_message({"text": message.text, "blocks": list(message.blocks)})


def test_channel_is_shown_by_its_name_where_it_is_one() -> None:
    message = rendered(Notice(text=(ChannelLink("C0NEWS"), " ", ChannelLink("<!here>"))))

    assert [part["type"] for part in message.blocks[0]["elements"][0]["elements"]] == ["channel", "text", "text"]
    assert message.text == "#C0NEWS #&lt;!here&gt;"


def test_role_is_named_in_words() -> None:
    message = rendered(Notice(text=(RoleLink("members"), " ", RoleLink("<!here>"))))

    assert message.text == "@members @&lt;!here&gt;"
    assert [part["type"] for part in message.blocks[0]["elements"][0]["elements"]] == ["text"] * 3


def test_mention_that_we_make_is_the_only_one() -> None:
    message = rendered(Notice(text=("<@U0EVE> thanks ", Mention("U0ADA"), " and ", Mention("ada"))))

    users = [part["user_id"] for part in walked(list(message.blocks)) if part.get("type") == "user"]
    assert users == ["U0ADA"]
    check_message({"text": message.text, "blocks": list(message.blocks)}, people={"U0ADA"})
    assert message.text == "&lt;@U0EVE&gt; thanks @U0ADA and @ada"


@pytest.mark.parametrize(
    ("label", "address", "shown"),
    [
        ("Loops", "https://example.org/a", ["link:Loops", " (example.org)"]),
        ("https://example.org/a", "https://example.org/a", ["link:None"]),
        ("", "https://example.org/a", ["link:None"]),
        ("Read example.org", "https://www.example.org/a", ["link:Read example.org", " (example.org)"]),
        ("https://bank.example", "https://evil.example/a", ["https://bank.example (", "link:evil.example", ")"]),
        ("bank.example login", "https://evil.example/", ["bank.example login (", "link:evil.example", ")"]),
        ("ｂank.example", "https://evil.example/", ["ｂank.example (", "link:evil.example", ")"]),
        ("x", f"https://example.org/{'a' * 3_000}", ["x (example.org)"]),
        ("x", "https://example.org/<a>|b c", ["link:x", " (example.org)"]),
    ],
)
def test_link_says_where_it_leads(label: str, address: str, shown: list[str]) -> None:
    """Row “link spoofing” of the threats."""
    [block] = rendered(Notice(text=(Link(label, address),))).blocks

    parts = block["elements"][0]["elements"]
    assert [f"link:{part.get('text')}" if part["type"] == "link" else part["text"] for part in parts] == shown


def test_moment_is_told_to_each_reader_in_their_own_time() -> None:
    message = rendered(Notice(text=(Time(datetime(2026, 11, 24, 12, tzinfo=UTC)),)))

    assert message.blocks[0]["elements"][0]["elements"] == [
        {
            "type": "date",
            "timestamp": 1795521600,
            "format": "{date_short_pretty} {time}",
            "fallback": "2026-11-24 12:00 UTC",
        }
    ]
    assert message.text == "2026-11-24 12:00 UTC"


@pytest.mark.parametrize(
    "filler", ["a", "é", "e\u0301", "👩‍👩‍👧‍👦", "🇫🇷", "👍🏽", "שלום ", "中", "&", "<", "\U0001d518"]
)
@pytest.mark.parametrize("limit", [75, 150, 3_000, 9_000])
def test_words_of_any_kind_around_every_limit_are_taken(filler: str, limit: int) -> None:
    """R39: off by one, at the limit and on both sides of it."""
    for size in (limit - 1, limit, limit + 1, 3 * limit):
        words = (filler * size)[:size]
        for shown in everywhere(words):
            message = rendered(shown)

            check_message({"text": message.text, "blocks": list(message.blocks)})


@pytest.mark.parametrize("filler", ["a", "e\u0301", "👩‍👩‍👧‍👦", "🇫🇷", "👍🏽", "e\u0301\u0302\u0323", "ก็"])
@pytest.mark.parametrize("units_", range(12))
def test_cut_text_fits_and_no_character_is_cut_in_two(filler: str, units_: int) -> None:
    result = cut(filler * 10, units_)

    assert units(result) <= units_
    kept = result.removesuffix("…")
    assert kept == filler * (len(kept) // len(filler))


@given(st.text(max_size=80), st.integers(0, 100))
def test_cut_is_never_too_long_and_leaves_alone_what_fits(words: str, units_: int) -> None:
    result = cut(words, units_)

    assert units(result) <= units_
    assert result == words or units(words) > units_
    assert not result[:1] or unicodedata.category(result[0]) != "Cs" or result[0] == words[0]


@given(st.text(alphabet=st.sampled_from("a&<>é👍"), min_size=1, max_size=40), st.integers(3_000, 9_000))
def test_escapes_are_never_split(piece: str, characters: int) -> None:
    words = (piece * characters)[:characters]

    assert units(result := escaped(words)) <= 4_000
    assert result.removesuffix("…").count("&") == sum(result.count(f"&{name};") for name in ("amp", "lt", "gt"))


@given(st.lists(st.integers(0, 5_000), max_size=30), st.integers(0, 10_000))
def test_room_is_shared_out_and_little_gets_all_it_wants(wanted: list[int], total: int) -> None:
    given_ = shares(wanted, total)

    assert sum(given_) <= total
    assert all(got <= want for got, want in zip(given_, wanted, strict=True))
    assert given_ == wanted or sum(wanted) > total


@pytest.mark.parametrize("count", [1, 9, 10, 23, 24, 25, 26, 60])
def test_so_many_hits_fit_with_their_buttons(count: int) -> None:
    section = _long_hit()
    page = Page(
        card=Card(title="t" * 500, sections=(section,) * count, actions=_buttons(30, "More"), footer=("f" * 5_000,)),
        older=Button(label="Older", command=("x",)),
    )

    message = rendered(page)

    check_message({"text": message.text, "blocks": list(message.blocks)})
    labels = [part["text"]["text"] for part in walked(list(message.blocks)) if part.get("type") == "button"]
    assert labels[-1] == "Older"
    if count <= 10:
        assert labels.count("Useful 1") == count


def test_of_ten_long_hits_each_keeps_its_number_and_tags() -> None:
    message = rendered(Card(title="t", sections=(_long_hit(),) * 10))

    texts = [
        "".join(part.get("text", "") for part in block["elements"][0]["elements"]) for block in _rich(message.blocks)
    ]
    assert len(texts) == 10
    assert all(text.endswith("number 17 · #loops") for text in texts)


def test_list_without_buttons_stands_together() -> None:
    sections = tuple(Section(text=(Code(f"/x {number}"), " — about")) for number in range(40))

    message = rendered(Card(title="Help", sections=sections))

    assert [block["type"] for block in message.blocks] == ["header", "rich_text"]
    assert "/x 39 — about" in message.text


def test_text_beside_the_blocks_says_everything() -> None:
    card = Card(title="A", sections=(Section(text=("b", Link("c", "https://d.example"))),), facts=(), footer=("e",))

    assert rendered(card).text == "A\nbc (d.example)\ne"
    assert rendered(replace(card, facts=(Fact(name="f", value=("g",)),))).text == "A\nbc (d.example)\nf: g\ne"


def _long_hit() -> Section:
    lines: tuple[Inline, ...] = (
        Link("Title " * 160, f"https://example.org/{'long' * 400}"),
        "\n",
        "Particulars " * 80,
        "\n",
        Italic("n" * 140),
        "\n",
        "number 17 · #loops",
    )
    return Section(text=lines, actions=_buttons(1))


def _buttons(count: int, label: str = "Useful") -> tuple[Button, ...]:
    return tuple(Button(label=f"{label} {number}", command=("resource", "useful")) for number in range(1, count + 1))


def _rich(blocks: Any) -> list[dict[str, Any]]:
    return [block for block in blocks if block["type"] == "rich_text"]
