"""Every number in the tables of limits of tags and resources: just below it, at it, and just above."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.dispatch import Dispatcher
from bot.errors import InvalidInput
from bot.identity import CommunityId, MemberId
from bot.intake import dry_run
from bot.resources import Draft, Kind, Skip, checked, tidied
from bot.resources.sharing import (
    AUTHOR_CHARACTERS,
    AUTHORS,
    DESCRIPTION_CHARACTERS,
    FIRST_YEAR,
    MOST_MINUTES,
    PUBLISHER_CHARACTERS,
    TITLE_CHARACTERS,
    WHY_CHARACTERS,
    authors_in,
)
from bot.tags import Tags
from bot.tags.names import DESCRIPTION_CHARACTERS as TAG_DESCRIPTION_CHARACTERS
from bot.tags.names import NAMES_PER_TAG, TAGS_UNDER_ONE
from tests.library import found, share
from tests.talk import Talk, TestClock

NOW = TestClock().now()
DRAFT = Draft(title="Loops", kind=Kind.BOOK)


def word(number: int) -> str:
    """A name that is close to no other: ``abab``, ``acac``, …"""
    first, second = divmod(number, 26)
    return f"{chr(97 + first)}{chr(97 + second)}" * 2


@pytest.mark.parametrize(
    ("field", "limit"),
    [
        ("title", TITLE_CHARACTERS),
        ("publisher", PUBLISHER_CHARACTERS),
        ("description", DESCRIPTION_CHARACTERS),
        ("why", WHY_CHARACTERS),
        ("authors", AUTHOR_CHARACTERS),
    ],
)
def test_texts_have_at_most_so_many_characters(field: str, limit: int) -> None:
    """R39: off by one, at the limit and on both sides of it."""

    def with_text(size: int) -> Draft:
        said: dict[str, Any] = {field: ("x" * size,) if field == "authors" else "x" * size}
        return replace(DRAFT, **said)

    for size in (limit - 1, limit):
        assert getattr(checked(with_text(size), NOW), field) == getattr(with_text(size), field)
    with pytest.raises(InvalidInput) as refused:
        checked(with_text(limit + 1), NOW)
    assert refused.value.field == field
    assert refused.value.message == f"{field} is too long: {limit + 1:,} characters, at most {limit:,}."
    kept = getattr(checked(tidied(with_text(limit + 1), NOW), NOW), field)
    assert (kept[0] if field == "authors" else kept) == "x" * (limit - 1) + "…"


@pytest.mark.parametrize(("count", "is_kept"), [(AUTHORS - 1, True), (AUTHORS, True), (AUTHORS + 1, False)])
def test_resource_has_at_most_20_authors(count: int, is_kept: bool) -> None:
    names = tuple(f"Author {number}" for number in range(count))

    if is_kept:
        assert authors_in("; ".join(names)) == names
        return
    with pytest.raises(InvalidInput, match="At most 20 authors can be named"):
        checked(replace(DRAFT, authors=names), NOW)


@pytest.mark.parametrize(
    ("year", "is_kept"),
    [(FIRST_YEAR - 1, False), (FIRST_YEAR, True), (FIRST_YEAR + 1, True), (2027, True), (2028, True), (2029, False)],
)
def test_years_go_from_1000_to_two_years_from_now(year: int, is_kept: bool) -> None:
    draft = replace(DRAFT, year=year)

    if is_kept:
        assert checked(draft, NOW).year == year
        assert tidied(draft, NOW).year == year
        return
    assert tidied(draft, NOW).year is None
    with pytest.raises(InvalidInput, match=f"{year} is not a year from 1000 to 2028"):
        checked(draft, NOW)
    assert checked(replace(DRAFT, year=2029), NOW + timedelta(days=365)).year == 2029


@pytest.mark.parametrize(
    ("minutes", "is_kept"),
    [(0, False), (1, True), (2, True), (MOST_MINUTES - 1, True), (MOST_MINUTES, True), (MOST_MINUTES + 1, False)],
)
def test_minutes_go_from_1_to_60000(minutes: int, is_kept: bool) -> None:
    draft = replace(DRAFT, minutes=minutes)

    assert tidied(draft, NOW).minutes == (minutes if is_kept else None)
    if is_kept:
        assert checked(draft, NOW).minutes == minutes
        return
    with pytest.raises(InvalidInput, match="minutes is a number from 1 to 60,000"):
        checked(draft, NOW)


def test_dry_run_counts_what_is_read_and_skips_the_rest() -> None:
    skip = Skip(line=1, what="x", reason="no title")

    tally = dry_run([skip, DRAFT, DRAFT, replace(DRAFT, kind=Kind.VIDEO), Draft(title=" ", line=5)], NOW)

    assert (tally.added, tally.merged) == (2, 1)
    assert [one.reason for one in tally.skips] == ["no title", "It needs a title"]


@pytest.mark.parametrize(
    ("limit", "is_taken"),
    [
        (TAG_DESCRIPTION_CHARACTERS - 1, True),
        (TAG_DESCRIPTION_CHARACTERS, True),
        (TAG_DESCRIPTION_CHARACTERS + 1, False),
    ],
)
async def test_tag_is_described_in_at_most_500_characters(ada: Talk, curator: Talk, limit: int, is_taken: bool) -> None:
    await share(ada, "One", tags="loops")

    answer = await curator(f"/tag describe loops {'x' * limit}")

    assert answer.startswith("#loops: x") is is_taken
    assert is_taken or answer == "A description has at most 500 characters. Please say it shorter."


async def met(dispatcher: Dispatcher, ada: Talk) -> tuple[CommunityId, MemberId]:
    """Who Ada is and where."""
    async with dispatcher.store.read() as unit:
        known = await unit.people.who(ada.request("/help").account)
    assert known
    return known[0].id, known[1].id


async def test_tag_has_at_most_100_names(dispatcher: Dispatcher, ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="loops retro")
    here, me = await met(dispatcher, ada)
    async with dispatcher.store.write() as unit:
        for number in range(NAMES_PER_TAG - 2):
            await Tags(unit.tags, here, me, NOW).alias("loops", word(number))

    refused = "#loops would have more than 100 names. Please leave some out."
    await curator("/tag alias retro other-name")
    assert await curator("/tag merge retro loops sure:yes") == refused
    assert (await curator("/tag alias loops hundredth")).startswith("#hundredth now means #loops")
    assert await curator("/tag alias loops one-more") == refused
    assert await curator("/tag rename loops one-more") == refused
    assert (await curator("/tag rename loops hundredth")).startswith("#loops is called #hundredth now")


async def test_tag_has_at_most_64_tags_in_it(dispatcher: Dispatcher, ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="top middle other below")
    here, me = await met(dispatcher, ada)
    names = [word(number) for number in range(TAGS_UNDER_ONE - 3)]
    async with dispatcher.store.write() as unit:
        await unit.tags.make(here, names, me, NOW)
        keeper = Tags(unit.tags, here, me, NOW)
        for name in ("middle", *names):
            await keeper.put_under(name, "top" if name == "middle" else "middle")

    # With itself, #top has 63 tags in it now.
    refused = "#top would have more than 64 tags in it. Choose a tag further down, or split it first."
    await curator("/tag parent below other")
    assert await curator("/tag parent other middle") == refused
    assert await curator("/tag merge other top sure:yes") == refused
    assert (await curator("/tag parent below top")).startswith("#below is below #top now")
    assert await curator("/tag parent other top") == refused
    assert (await curator("/tag parent below middle")).startswith("#below is below #middle now")
    assert await found(ada, "#top") == ["One"]
