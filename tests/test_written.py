"""What is written of a reply is read back as the same reply, and nothing else is read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replies import (
    Admission,
    Bold,
    Button,
    Card,
    ChannelLink,
    Code,
    Fact,
    Happening,
    Italic,
    Link,
    LinkButton,
    Mention,
    Notice,
    Page,
    RoleLink,
    Section,
    Style,
    Time,
    Tone,
)
from bot.written import read_back, written

words = st.text(max_size=30)
moments = st.datetimes(timezones=st.just(UTC))
inlines = st.one_of(
    words,
    words.map(Bold),
    words.map(Italic),
    words.map(Code),
    words.map(Mention),
    words.map(ChannelLink),
    words.map(RoleLink),
    words.map(lambda label: Link(label, "https://example.org/")),
    moments.map(Time),
)
texts = st.lists(inlines, max_size=4).map(tuple)
args = st.dictionaries(words, st.one_of(words, st.integers(), st.booleans()), max_size=3)
buttons = st.builds(
    Button,
    label=st.text(min_size=1, max_size=40),
    command=st.just(("ama", "come")),
    args=args,
    style=st.sampled_from(Style),
)
actions = st.lists(
    st.one_of(buttons, words.map(lambda one: LinkButton(label=one, address="https://example.org/"))), max_size=3
).map(tuple)
cards = st.builds(
    Card,
    title=words,
    sections=st.lists(st.builds(Section, text=texts, actions=actions), max_size=3).map(tuple),
    facts=st.lists(st.builds(Fact, name=words, value=texts), max_size=3).map(tuple),
    actions=actions,
    footer=texts,
)
shown = st.one_of(
    cards,
    st.builds(Notice, text=texts, tone=st.sampled_from(Tone), actions=st.lists(buttons, max_size=2).map(tuple)),
    st.builds(Page, card=cards, newer=st.none() | buttons, older=st.none() | buttons),
    st.builds(
        Happening,
        title=words,
        about=words,
        starts_at=moments,
        ends_at=moments,
        where=words,
        is_cancelled=st.booleans(),
    ),
    st.builds(Admission, user=st.text(min_size=1, max_size=9), role=st.text(min_size=1, max_size=9), reason=words),
    st.builds(Admission, user=st.text(min_size=1, max_size=9), channel=st.text(min_size=1, max_size=9)),
)


@given(shown)
def test_what_is_written_is_read_back_as_it_was(reply: Card) -> None:
    assert read_back(written(reply)) == reply


@pytest.mark.parametrize("text", ["1", "[]", '{"is":"Bold","text":"x"}', '{"is":"os.system"}', "{}"])
def test_what_is_no_reply_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match="no reply"):
        read_back(text)


def test_a_moment_keeps_its_zone() -> None:
    card = Card(title="When", footer=(Time(datetime(2026, 12, 1, 18, tzinfo=UTC)),))

    assert read_back(written(card)) == card
