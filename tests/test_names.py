"""Names of tags: one spelling for each, and which are too close to be two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInput
from bot.tags import close_to, from_file, normalise, several, suggestion, words_of_name

NAMES = st.text(max_size=40) | st.text(alphabet="ab-+#. /C é日本ß", max_size=40)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Community Practice", "community-practice"),
        ("  #Loops ", "loops"),
        ("##loops", "loops"),
        ("-#loops", "loops"),
        ("C++", "c++"),
        ("c#", "c#"),
        ("F#", "f#"),
        (".NET", ".net"),
        ("Node.js", "node.js"),
        ("日本語", "日本語"),
        ("ＪＡＰＡＮ", "japan"),
        ("Straße", "strasse"),
        ("café", "café"),
        ("cafe\u0301", "café"),
        ("mob_programming / pairing", "mob-programming-pairing"),
        ("what?!", "what"),
        ("loops...", "loops"),
        ("a\u200bb", "ab"),
        ("a\ufe0fb", "ab"),
        ("e!\u0301a", "éa"),
        ("loops-.", "loops"),
        ("हिन्दी", "हिन्दी"),
        ("emoji 🎉 party", "emoji-party"),
        ("@everyone", "everyone"),
        ("<!channel>", "channel"),
    ],
)  # fmt: skip
def test_name_has_one_spelling(typed: str, name: str) -> None:
    assert normalise(typed) == name


@pytest.mark.parametrize(
    ("size", "reason"),
    [(1, "it is too short"), (2, None), (3, None), (31, None), (32, None), (33, "it has 33 characters")],
)
def test_name_has_2_to_32_characters(size: int, reason: str | None) -> None:
    if reason is None:
        assert normalise("x" * size) == "x" * size
        return
    with pytest.raises(InvalidInput, match=reason) as refused:
        normalise("x" * size)
    assert refused.value.field == "tags"
    assert refused.value.hint == "A tag has 2 to 32 letters, digits or - + # ."


@pytest.mark.parametrize(
    "typed", ["", " ", "#", "-", "++", "🎉🎉", "\0\0", "\u202e\u202e", "\u3164\u3164", "\ud800\ud800"]
)
def test_name_needs_a_letter_or_a_digit(typed: str) -> None:
    with pytest.raises(InvalidInput, match="it has no letters or digits"):
        normalise(typed)


@given(NAMES)
def test_spelling_is_stable(typed: str) -> None:
    try:
        name = normalise(typed)
    except InvalidInput:
        return
    assert normalise(name) == name
    assert normalise(f"#{name}") == name
    assert normalise(name.upper()) in {name, normalise(name.upper())}
    assert 2 <= len(name) <= 32
    assert not set(name) & set(" \n\t,;|:/\\@<>\"'`*_")


@given(NAMES)
def test_name_from_a_file_is_one_that_can_be_typed(typed: str) -> None:
    name = from_file(typed)

    assert name is None or normalise(name) == name


def test_long_name_from_a_file_is_cut_between_words() -> None:
    assert from_file("Communities of practice in large organisations") == "communities-of-practice-in-large"
    assert from_file("x" * 40) == "x" * 32
    assert from_file("?") is None


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("loops retro", ("loops", "retro")),
        ("#loops,#retro", ("loops", "retro")),
        ("mob programming, Loops; retro", ("mob-programming", "loops", "retro")),
        ("loops LOOPS #loops", ("loops",)),
        ("loops,, ,", ("loops",)),
        ("", ()),
        (" # , ", ()),
    ],
)
def test_list_of_names_is_read_as_people_type_it(typed: str, names: tuple[str, ...]) -> None:
    assert several(typed) == names


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("facilitating", "facilitation"), ("loops", "loop"), ("retropsective", "retrospective"),
        ("communities-practice", "community-practice"), ("café", "cafe"), ("testing", "tests"),
    ],
)  # fmt: skip
def test_close_names_are_close_both_ways(name: str, other: str) -> None:
    assert close_to(name, [other]) == other
    assert close_to(other, [name]) == name


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("python2", "python3"), ("c++", "c#"), ("net", ".net"), ("loops", "retro"), ("java", "lava"), ("ab", "ac"),
        ("日本語", "日本人"), ("2023", "2024"), ("web-2", "web-3"),
    ],
)  # fmt: skip
def test_different_names_are_not_close(name: str, other: str) -> None:
    assert close_to(name, [other]) is None
    assert close_to(other, [name]) is None


@given(st.text(alphabet="abcdeg12+-", min_size=5, max_size=9), st.text(alphabet="abcdeg12+-", min_size=5, max_size=9))
def test_closeness_goes_both_ways_among_names_of_one_length(name: str, other: str) -> None:
    assert (close_to(name, [other]) is None) == (close_to(other, [name]) is None)


@pytest.mark.parametrize(
    ("typed", "errors", "is_close"),
    [
        ("abcd", "abce", False), ("abcde", "abcdf", True), ("abcdefghi", "abcdefgxy", False),
        ("abcdefghij", "abcdefghxy", True), ("abcdefghij", "abcdefgxyz", False),
    ],
)  # fmt: skip
def test_longer_names_may_have_more_typing_errors(typed: str, errors: str, is_close: bool) -> None:
    assert (close_to(typed, [errors]) is not None) is is_close


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("lops", "loops"), ("programming", "mob-programming"), ("retros", "retro"), ("gardening", None), ("c+", "c++")],
)
def test_unknown_name_suggests_what_was_meant(typed: str, meant: str | None) -> None:
    assert suggestion(typed, ["loops", "mob-programming", "retro", "c++"]) == meant


def test_words_of_a_name_are_stems_without_the_common_ones() -> None:
    assert words_of_name("communities-of-practice") == ["communiti", "practic"]
    assert words_of_name("c++") == ["c++"]
    assert words_of_name("the-the") == []
