"""What people type: cleaned of what cannot be seen, cut into words; and words as the search sees them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInput
from bot.typed import LINE_CHARACTERS, Word, clean, clean_line, quoted, words_of
from bot.words import WORD_CHARACTERS, folded, phrase, plain_words, stem, stems

#: Turn or hide the text around them.
DISGUISES = "\u00ad\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
ANYTHING = st.text(max_size=60) | st.text(alphabet="a e\u0301\u200b\u202e\n\t\x1b\x00\ud800é日İﬁ℡", max_size=40)


@given(ANYTHING)
def test_cleaned_text_has_nothing_that_cannot_be_seen(text: str) -> None:
    cleaned = clean(text)

    assert not set(cleaned) & set(DISGUISES)
    assert all(unicodedata.category(char) not in {"Cc", "Cs", "Co", "Cn"} or char == "\n" for char in cleaned)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)


@given(ANYTHING)
def test_cleaned_line_is_one_line_with_single_spaces(text: str) -> None:
    line = clean_line(text)

    assert "\n" not in line
    assert "  " not in line
    assert line == line.strip()
    assert clean_line(line) == line


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("plain", "plain"),
        ("two\nlines\tand a tab", "two\nlines and a tab"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x1b]8;;https://bad.example\x07here", "]8;;https://bad.examplehere"),
        ("evil\u202etxt.exe", "eviltxt.exe"),
        ("pay\u200bpal", "paypal"),
        ("cafe\u0301", "café"),
        ("e\u200b\u0301", "é"),
        ("half \ud83d", "half"),
        ("nul\0", "nul"),
        ("\u3164 \u115f", ""),
        ("family 👩‍👩‍👧 stays", "family 👩‍👩‍👧 stays"),
    ],
)
def test_text_is_cleaned(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize("size", [59, 60, 61])
def test_quotation_is_shortened(size: int) -> None:
    assert quoted("x" * size) == ("x" * size if size <= 60 else "x" * 59 + "…")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", []),
        ("two words", [Word("two", raw="two"), Word("words", raw="words")]),
        ('"two words"', [Word("two words", is_quoted=True, raw='"two words"')]),
        ("„two words“", [Word("two words", is_quoted=True, raw="„two words“")]),
        ('By:"Ann Lee"', [Word("Ann Lee", name="by", is_quoted=True, raw='By:"Ann Lee"')]),
        ("kind:video", [Word("video", name="kind", raw="kind:video")]),
        ("https://a.org", [Word("https://a.org", raw="https://a.org")]),
        ('5" disk', [Word('5"', raw='5"'), Word("disk", raw="disk")]),
        ('-"two words"', [Word('-"two words"', raw='-"two words"')]),
        ("name:", [Word("", name="name", raw="name:")]),
    ],
)
def test_line_is_cut_into_words_and_quotations(line: str, words: list[Word]) -> None:
    assert words_of(line) == words


@pytest.mark.parametrize("line", ['"', 'by:"Ann', "„two words", 'a "b" "c'])
def test_quotation_that_is_not_closed_is_refused(line: str) -> None:
    with pytest.raises(InvalidInput, match="A quotation mark is not closed"):
        words_of(line)


@pytest.mark.parametrize("size", [LINE_CHARACTERS - 1, LINE_CHARACTERS, LINE_CHARACTERS + 1])
def test_line_has_at_most_6000_characters(size: int) -> None:
    if size <= LINE_CHARACTERS:
        assert len(words_of("x" * size)) == 1
        return
    with pytest.raises(InvalidInput, match="That line is too long: 6,001 characters, at most 6,000"):
        words_of("x" * size)


@given(ANYTHING)
def test_words_of_any_line_keep_all_that_was_typed(line: str) -> None:
    try:
        words = words_of(line)
    except InvalidInput:
        return
    assert "".join("".join(word.raw for word in words).split()) == "".join(line.split())


# --- words as the search sees them --------------------------------------------------------------------------------


@given(ANYTHING)
def test_folding_is_stable(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(ANYTHING)
def test_case_and_accents_do_not_matter(text: str) -> None:
    assert folded(clean(text).upper()) == folded(clean(text).upper().lower())
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Café Ünïted", ["cafe", "united"]),
        ("C++ and c#, .NET", ["c++", "and", "c#", ".net"]),
        ("Don't stop", ["dont", "stop"]),
        ("日本語", ["日本", "本語"]),
        ("日", ["日"]),
        ("東京tower", ["東京", "tower"]),
        ("snake_case", ["snake", "case"]),
        ("ＴＥＬ ℡ №", ["tel", "tel", "no"]),
        ("Ⓒafé", ["cafe"]),
        ("ΆΛΦΑ", ["αλφα"]),
        ("Ёлка", ["елка"]),
        ("🎉 !!", []),
    ],
)
def test_text_is_cut_into_folded_words(text: str, words: list[str]) -> None:
    assert plain_words(text) == words


@pytest.mark.parametrize("size", [WORD_CHARACTERS - 1, WORD_CHARACTERS, WORD_CHARACTERS + 1])
def test_long_words_are_kept_up_to_40_characters(size: int) -> None:
    assert plain_words("x" * size) == ["x" * min(size, WORD_CHARACTERS)]
    assert plain_words("ж" * size) == ["ж" * min(size, WORD_CHARACTERS)]


def test_stems_join_forms_of_a_word_and_leave_names_alone() -> None:
    assert stems("Facilitating the facilitation of facilitators") == ["facilit"] * 3
    assert stem("c++") == "c++"
    assert stem("日本") == "日本"


def test_phrase_is_a_run_of_words() -> None:
    assert phrase("Two, words!") == " two words "
    assert phrase("Two words") in phrase("say two words now")
