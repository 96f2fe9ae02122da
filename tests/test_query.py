"""The line that people look things up with, as values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInput
from bot.resources import Cost, Kind, Level, Query, minutes, parse, with_filters
from bot.resources.query import CONDITIONS, QUERY_CHARACTERS, language
from bot.tags import normalise
from bot.typed import clean_line
from bot.words import plain_words

PIECES = [
    "loops", "the", "#loops", "#c++", "#loops|retro", "tag:loops", "-tag:x", "-tag:retro", "-loops", "-", "#", "|",
    "kind:video", "kind:", "by:ann", 'by:"Ann Lee"', '"two words"', '"', "“", "”", "max:15m", "max:", "level:beginner",
    "cost:free", "lang:en", "lang:", "https://example.org/a", "NEAR(", "*", "日本語", "\0", "\u202e", "\ud800", "{0}",
    "%s", "a:b", "kin:video", "::", "-:", "tag:|", "#|#", 'tag:"|"', "kind:|",
]  # fmt: skip


def refusal_of(line: str) -> InvalidInput | None:
    try:
        query(line)
    except InvalidInput as refusal:
        return refusal
    return None


def query(line: str) -> Query:
    return parse(line, spell=normalise)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("", Query()),
        ("Facilitating groups", Query(words=("facilit", "group"))),
        ("groups group", Query(words=("group",))),
        ('"two words"', Query(words=("two", "word"), phrases=(" two words ",))),
        ('"word"', Query(words=("word",))),
        ("#loops #c++", Query(tags=(("loops",), ("c++",)))),
        ("#Loops|Retro", Query(tags=(("loops", "retro"),))),
        ("tag:a1|b1|a1", Query(tags=(("a1", "b1"),))),
        ('tag:"mob programming"', Query(tags=(("mob-programming",),))),
        ("tags:loops", Query(tags=(("loops",),))),
        ("-tag:loops|retro -#c++", Query(without_tags=("loops", "retro", "c++"))),
        ('-tag:"mob programming"', Query(without_tags=("mob-programming",))),
        ("-TAG:loops", Query(without_tags=("loops",))),
        ("-drafts", Query(without_words=("draft",))),
        ("kind:video|books KIND:Podcasts", Query(kinds=(Kind.VIDEO, Kind.BOOK, Kind.PODCAST))),
        ('by:"Émilie Weber"', Query(by=("emilie", "weber"))),
        ("max:1h30m", Query(max_minutes=90)),
        ("level:Beginner cost:FREE lang:PT_br", Query(level=Level.BEGINNER, cost=Cost.FREE, language="pt-br")),
        ("https://example.org/a?b#c", Query(address="https://example.org/a?b#c")),
        ("re:view", Query(words=("re", "view"))),
    ],
)  # fmt: skip
def test_line_means_what_it_says(line: str, meant: Query) -> None:
    assert query(line) == meant


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=8).map(" ".join))
def test_any_line_is_read_or_refused_with_a_sentence(line: str) -> None:
    refusal = refusal_of(line)

    assert refusal is None or refusal.message.endswith(".")
    assert not set(str(refusal)) & set("\x00\u202e\ud800")


@pytest.mark.parametrize("size", [QUERY_CHARACTERS - 1, QUERY_CHARACTERS, QUERY_CHARACTERS + 1])
def test_line_has_at_most_300_characters(size: int) -> None:
    if size <= QUERY_CHARACTERS:
        assert query("x" * size).words == ("x" * 40,)
        return
    with pytest.raises(InvalidInput, match="That is too long to look for: 301 characters, at most 300"):
        query("x" * size)


@pytest.mark.parametrize("count", [CONDITIONS - 1, CONDITIONS, CONDITIONS + 1])
def test_search_has_at_most_16_conditions(count: int) -> None:
    tags, words = "#loops -#retro -draft by:ann ", " ".join(f"w{number}" for number in range(count - 4))
    if count <= CONDITIONS:
        assert len(query(tags + words).words) == count - 4
        return
    with pytest.raises(InvalidInput, match="That is 17 things to look for at once; at most 16"):
        query(tags + words)


@given(
    st.lists(st.sampled_from(["loops", "#c++", "-tag:retro", '"two words"']), max_size=3).map(" ".join),
    st.text(max_size=30),
    st.sampled_from([None, "video", "book"]),
    st.sampled_from(["", "15m", "1 h"]),
)
def test_filters_beside_a_line_mean_the_same_as_in_it(line: str, by: str, kind: str | None, most: str) -> None:
    by = clean_line(by)

    whole = with_filters(line, (("by", by), ("kind", kind or ""), ("max", most)))

    refusal = refusal_of(whole)
    if refusal:
        assert plain_words(by) == []
        return
    asked = query(whole)
    assert asked.by == tuple(dict.fromkeys(plain_words(by)))
    assert asked.kinds == ((Kind(kind),) if kind else ())
    assert asked.max_minutes == {"": None, "15m": 15, "1 h": 60}[most]
    assert asked.words == query(line).words
    assert asked.tags == query(line).tags


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("15", 15), ("15m", 15), ("15 min", 15), ("1h", 60), ("1h30", 90), ("1h 30m", 90), ("2 hours 5 minutes", 125),
        ("1", 1), ("59999 ", None), ("0", None), ("999h", 59_940), ("1000h", None), ("999h59m", 59_999),
        ("999h60m", 60_000), ("999h61m", None),
        ("-5", None), ("soon", None), ("", None), ("1.5h", None),
    ],
)  # fmt: skip
def test_length_of_time_is_read_as_people_write_it(text: str, count: int | None) -> None:
    if count is not None:
        assert minutes(text, "max") == count
        return
    with pytest.raises(InvalidInput, match="is not a length of time"):
        minutes(text, "max")


@pytest.mark.parametrize(
    ("text", "tag"),
    [("en", "en"), ("EN-GB", "en-gb"), ("pt_BR", "pt-br"), ("zh-hant", "zh-hant")]
    + [(tag, tag) for tag in ("zh-yue-hant-hk", "es-419", "de-1996", "sl-rozaj-biske", "sr-latn-rs", "haw")],
)
def test_language_is_its_short_form(text: str, tag: str) -> None:
    assert language(text, "lang") == tag


@pytest.mark.parametrize(
    "text", ["e", "english", "en-", "en-x", "12", "日本", "en us", "xx-yy-zz", "en-us-hant", "de-19"]
)
def test_other_words_are_no_language(text: str) -> None:
    with pytest.raises(InvalidInput, match="is not a language"):
        language(text, "lang")
