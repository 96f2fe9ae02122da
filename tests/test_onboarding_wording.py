"""The words that newcomers read: whose count, and what becomes of placeholders in them."""

from __future__ import annotations

import pytest

from bot.communities import CommunityKind
from bot.onboarding import OnboardingSettings, Wording, Words
from bot.onboarding.wording import PLACEHOLDERS, default_words, filled, words_of
from bot.placeholders import names_in, unknown
from bot.replies import ChannelLink

OPEN = CommunityKind.OPEN
EVERY_KIND = [(kind, wording) for kind in CommunityKind for wording in Wording]


def own(words: str, *, language: str = "", entry: str = "", wording: Wording = Wording.INVITATION) -> Words:
    """Words of the community."""
    return Words(wording=wording, words=words, language=language, entry=entry)


def test_words_that_fit_best_count() -> None:
    settings = OnboardingSettings(
        words=(
            own("all"),
            own("german", language="de"),
            own("slack", entry="slack"),
            own("door", entry="slack\nC1"),
            own("german door", language="de", entry="slack\nC1"),
            own("an end", wording=Wording.END),
        )
    )

    def said(entry: str, language: str) -> str:
        return words_of(settings, Wording.INVITATION, language=language, entry=entry, kind=OPEN)

    assert said("slack\nC1", "de") == "german door"
    assert said("slack\nC1", "DE") == "german door"
    assert said("slack\nC1", "fr") == "door"
    assert said("slack\nC2", "de") == "slack"
    assert said("discord", "de") == "german"
    assert said("discord", "fr") == "all"
    assert said("discord", "de-at") == "german"
    assert said("", "") == "all"


@pytest.mark.parametrize(("kind", "wording"), EVERY_KIND)
def test_without_words_of_its_own_a_community_has_those_of_its_kind(kind: CommunityKind, wording: Wording) -> None:
    settings = OnboardingSettings(words=(own("elsewhere", entry="slack", wording=wording),))

    words = words_of(settings, wording, entry="discord", kind=kind)

    assert words == default_words(wording, kind)
    assert words.strip()


def test_preset_that_was_chosen_counts_for_more_than_the_kind() -> None:
    settings = OnboardingSettings(preset=CommunityKind.LOCAL)

    words = words_of(settings, Wording.INVITATION, kind=OPEN)

    assert words == default_words(Wording.INVITATION, CommunityKind.LOCAL)


def test_kinds_are_invited_each_in_its_own_words() -> None:
    assert len({default_words(Wording.INVITATION, kind) for kind in CommunityKind}) == len(CommunityKind)


@pytest.mark.parametrize(("kind", "wording"), EVERY_KIND)
def test_own_words_of_the_bot_are_plain(kind: CommunityKind, wording: Wording) -> None:
    words = default_words(wording, kind)

    assert unknown(words, PLACEHOLDERS) == []
    assert "!" not in words
    assert words.isascii()


def test_line_on_which_a_placeholder_stands_for_nothing_is_left_out() -> None:
    words = default_words(Wording.INTRODUCTION, OPEN)

    told = filled(words, {"name": "Ada", "why": "", "tags": "#loops", "help": ""})

    assert told == ("Hello, I am ", "Ada", ".", "\n", "I would like to learn about ", "#loops", ".")


def test_placeholder_of_which_nobody_says_what_it_means_stands_for_nothing() -> None:
    assert filled("Hello {name}.\nYou know {help}.", {"name": "Ada"}) == ("Hello ", "Ada", ".")


def test_words_that_would_be_gone_are_kept() -> None:
    assert filled("Look into {tags}, {name}.", {"tags": "", "name": "Ada"}) == ("Look into ", ", ", "Ada", ".")


def test_placeholder_stands_for_a_channel() -> None:
    assert filled("See {channel}.", {"channel": ChannelLink("C1")}) == ("See ", ChannelLink("C1"), ".")


def test_what_a_name_brings_along_is_not_filled_in_again() -> None:
    assert filled("Hello {name}.", {"name": "{why}", "why": "a secret"}) == ("Hello ", "{why}", ".")


def test_other_braces_stay_as_they_were_typed() -> None:
    words = "{0} {name.__class__} {{name}} { name } {nobody} {NAME}"

    assert "".join(map(str, filled(words, {"name": "Ada"}))) == "{0} {name.__class__} {Ada} { name } {nobody} {NAME}"
    assert names_in(words) == ["name", "nobody"]
