"""What one prefers comes first where one looks, and it is said why; the usual order is a press away."""

from __future__ import annotations

import re

import pytest

from bot.dispatch import Filled
from bot.identity import Role
from bot.preferences import KINDS, Format, Learning, Ordering, ordering, read, reason, written
from bot.resources import Kind
from tests.talk import Talk


async def library(curator: Talk) -> None:
    """Things of several kinds under one tag; the article is the most useful."""
    for line in (
        "The article about loops kind:article tags:loops minutes:30 level:advanced",
        "The podcast about loops kind:podcast tags:loops minutes:45",
        "The short podcast kind:podcast tags:loops minutes:10 level:beginner language:de",
        "The book about loops kind:book tags:loops language:de-at",
        "The link about loops tags:loops kind:link",
    ):
        await curator(f"/resource add {line}")
    await curator("/resource useful 1")


def numbers(answer: str) -> list[int]:
    """The numbers of the hits, in the order in which they are shown."""
    return [int(one) for one in re.findall(r"^number (\d+)", answer, re.MULTILINE)]


USUAL = [1, 5, 4, 3, 2]


async def test_podcasts_come_first_for_who_listens_and_it_is_said_why(ada: Talk, curator: Talk) -> None:
    await library(curator)
    assert numbers(await ada("/resource find #loops")) == USUAL
    await ada("/me preferences formats:listen")

    found = await ada("/resource find #loops")

    assert numbers(found) == [3, 2, 1, 5, 4]
    assert found.startswith("Found for #loops\n\nPodcasts first, as you asked.\n")
    assert "[Share here] [In the usual order]" in found
    assert "5 in all." in found


async def test_order_follows_the_dearest_format_first_then_what_fits(ada: Talk, curator: Talk) -> None:
    await library(curator)
    await ada("/me preferences formats:listen,read minutes:15m level:beginner", "/me language de")

    found = await ada("/resource find #loops")

    assert numbers(found) == [3, 2, 4, 1, 5]
    assert (
        "Podcasts first, then things to read, as you asked; among equals, what fits comes first: up to 15 minutes, "
        "beginner level, in de."
    ) in found


async def test_without_formats_what_fits_comes_first(ada: Talk, curator: Talk) -> None:
    await library(curator)
    await ada("/me preferences minutes:30m")

    found = await ada("/resource find #loops")

    assert numbers(found) == [1, 3, 5, 4, 2]
    assert "What fits comes first, as you asked: up to 30 minutes." in found


async def test_what_is_asked_for_stands_above_what_is_preferred(ada: Talk, curator: Talk) -> None:
    await library(curator)
    await ada("/me preferences formats:listen minutes:15m")

    kinds = await ada("/resource find #loops kind:podcast|article")
    times = await ada("/resource find #loops max:45m")

    assert numbers(kinds) == [3, 1, 2]
    assert "What fits comes first, as you asked: up to 15 minutes." in kinds
    assert numbers(times) == [3, 2, 1]
    assert "Podcasts first, as you asked.\n" in times


async def test_usual_order_is_given_for_one_search_by_word_or_press_and_back(ada: Talk, curator: Talk) -> None:
    await library(curator)
    await ada("/me preferences formats:listen")

    typed = await ada("/resource find #loops order:usual")
    await ada("/resource find #loops")
    pressed = await ada("/press In the usual order")
    back = await ada("/press In your order")

    assert numbers(typed) == numbers(pressed) == USUAL
    assert typed.startswith("Found for #loops\n")
    assert "as you asked" not in typed
    assert "[Share here] [In your order]" in pressed
    assert numbers(back) == [3, 2, 1, 5, 4]


async def test_whole_library_is_ordered_too_and_order_alone_looks_for_nothing(ada: Talk, curator: Talk) -> None:
    await library(curator)
    await ada("/me preferences formats:listen")

    assert (await ada("/resource find")).startswith("The library\n\nPodcasts first, as you asked.")
    assert (await ada("/resource find order:usual")).startswith("The library, most useful first\n")
    assert numbers(await ada("/resource find order:usual")) == USUAL
    assert "There is no order “best”. It is one of mine, usual." in await ada("/resource find order:best")


async def test_formats_that_nothing_here_serves_are_not_spoken_of(ada: Talk, curator: Talk) -> None:
    await library(curator)
    await ada("/me preferences formats:talk,listen")
    assert "Podcasts first, as you asked." in await ada("/resource find #loops")
    await ada("/me preferences formats:talk")

    found = await ada("/resource find #loops")

    assert numbers(found) == USUAL
    assert "as you asked" not in found
    assert "usual order" not in found


async def test_pages_are_turned_in_the_order_and_back(ada: Talk, curator: Talk) -> None:
    for at in range(12):
        await curator(f"/resource add Thing {at} kind:{'podcast' if at in {2, 11} else 'article'} tags:many")
    await ada("/me preferences formats:listen")

    first = await ada("/resource find #many")
    second = await ada("/press Older")
    again = await ada("/press Newer")

    assert numbers(first) == [12, 3, 11, 10, 9, 8, 7, 6, 5, 4]
    assert numbers(second) == [2, 1]
    assert again == first


async def test_page_keeps_its_order_when_the_person_comes_to_prefer_another(ada: Talk, curator: Talk) -> None:
    for at in range(12):
        await curator(f"/resource add Thing {at} kind:{'podcast' if at in {0, 11} else 'article'} tags:many")
    await ada("/me preferences formats:listen")
    await ada("/resource find #many")
    await ada.as_("Ada")("/me preferences formats:read")

    older = await ada("/press Older")

    assert numbers(older) == [3, 2]
    assert "Podcasts first, as you asked." in older


async def test_what_is_shared_is_what_was_seen_and_does_not_say_what_somebody_prefers(ada: Talk, curator: Talk) -> None:
    await library(curator)
    await ada("/me preferences formats:listen")
    seen = await ada("/resource find #loops")

    shared = await ada("/press Share here")

    assert numbers(shared) == numbers(seen) == [3, 2, 1, 5, 4]
    assert "as you asked" not in shared


async def test_order_of_one_is_not_the_order_of_another(ada: Talk, curator: Talk) -> None:
    await library(curator)
    await ada("/me preferences formats:listen")

    assert numbers(await ada.as_("Bob")("/resource find #loops")) == USUAL
    elsewhere = ada.as_("Ada", Role.CURATOR, community="Elsewhere")
    await library(elsewhere)
    assert numbers(await elsewhere("/resource find #loops")) == USUAL


async def test_search_that_finds_nothing_is_noted_without_its_order(ada: Talk, curator: Talk) -> None:
    await ada("/resource find kubernetes order:usual")

    assert "“kubernetes”" in await curator("/resource gaps")


@pytest.mark.parametrize("order", ["", "zz", "l.15.beginner.de", "lllll....", "l.99999.guru.<@1>", "...."])
async def test_any_order_in_a_button_is_answered(ada: Talk, curator: Talk, order: str) -> None:
    await library(curator)

    shown = await ada.fill(Filled(("resource", "page"), {"line": "#loops", "at": "oa0s2", "order": order}))

    assert len(numbers(shown)) == 3


async def test_something_by_chance_is_often_as_one_likes_it_and_never_of_another_kind_than_asked(
    ada: Talk, curator: Talk
) -> None:
    await library(curator)
    await ada("/me preferences formats:listen")

    shown = [await ada("/resource random #loops") for _ in range(60)]
    books = {await ada("/resource random kind:book") for _ in range(5)}

    liked = [one for one in shown if one.startswith("From the archive, as you like it\n")]
    assert 10 < len(liked) < 50
    assert all("podcast" in one for one in liked)
    assert any("podcast" not in one for one in shown)
    assert len(books) == 1


# --- the rules ---------------------------------------------------------------------------------------------------


def test_every_kind_that_serves_a_format_is_a_kind_and_serves_one_format_only() -> None:
    kinds = [kind for one in Format for kind in KINDS[one]]

    assert sorted(kinds) == sorted(set(kinds))
    assert set(kinds) == set(Kind) - {Kind.LINK}


@pytest.mark.parametrize(
    "order",
    [
        Ordering(),
        Ordering(formats=(Format.TALK, Format.DO, Format.READ, Format.LISTEN, Format.WATCH)),
        Ordering(minutes=600),
        Ordering(level="intermediate", language="zh-hans-cn"),
        Ordering(formats=(Format.LISTEN,), minutes=15, level="beginner", language="de"),
    ],
)
def test_order_is_read_as_it_was_written_and_fits_into_a_button(order: Ordering) -> None:
    assert read(written(order)) == order
    assert len(written(order)) <= 45


def test_order_follows_from_what_was_said_and_nothing_said_is_the_usual_one() -> None:
    learning = Learning(formats=(Format.DO,), minutes=20, level="advanced", hours="18:00-21:00")

    assert ordering(learning, "de") == Ordering(formats=(Format.DO,), minutes=20, level="advanced", language="de")
    assert ordering(Learning(hours="18:00-21:00", is_public=True), None).is_usual
    assert written(Ordering()) == ""
    assert reason(Ordering()) == ""


def test_reason_names_each_format_in_its_order() -> None:
    assert reason(Ordering(formats=(Format.WATCH, Format.DO, Format.TALK))) == (
        "Videos and recordings first, then courses, tools and examples, then communities, as you asked."
    )
