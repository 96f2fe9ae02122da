"""AMAs that recur: made ahead of their time, each date once, at the same time on the wall; single ones differ."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.dispatch import Dispatcher
from bot.identity import AmaId, Place, Role
from tests.amas import community_of, leads, press, scheduled
from tests.talk import Posts, Talk, TestClock


@pytest.fixture
def olga(ada: Talk) -> Talk:
    """Olga, an organiser of Guild."""
    return ada.as_("Olga", Role.ORGANISER)


async def recurring(olga: Talk, every: str = "every 2 weeks", more: str = "") -> str:
    """A series of AMAs from Tuesday, 1 December 2026, 18:00 in Berlin; the card of it."""
    await olga("/me zone Berlin")
    await scheduled(olga, more, title="Office hours", when="2026-12-01 18:00")
    return await olga(f"/ama series 1 {every}", "/press Confirm")


async def ahead(talk: Talk) -> list[str]:
    """The AMAs ahead as ``2 2026-12-15 17:00``."""
    listed = await talk("/ama list")
    found = re.findall(r"^(\d+) .* · (\d{4}-\d\d-\d\d \d\d:\d\d) UTC", listed, re.MULTILINE)
    return [" ".join(one) for one in found]


async def test_rule_is_shown_with_its_dates_before_anything_is_saved(olga: Talk) -> None:
    await olga("/me zone Berlin")
    await scheduled(olga, when="2026-12-08 18:00")

    card = await olga("/ama series 1 monthly on the 2nd tuesday until 2027-04-01")

    assert card == (
        "Let AMA 1 “Starting a guild” recur?\n\n"
        "The next 2 dates always have an AMA, announced like this one.\n\n"
        "Series: every month on the 2nd Tuesday, until 2027-04-01, at 18:00 Berlin\n"
        "Dates: Tue 8 Dec 2026, 18:00 Berlin, Tue 12 Jan 2027, 18:00 Berlin, Tue 9 Feb 2027, 18:00 Berlin, "
        "Tue 9 Mar 2027, 18:00 Berlin\n\n"
        "[Confirm]\n\n"
        "Nothing is saved yet."
    )
    assert await ahead(olga) == ["1 2026-12-08 17:00"]
    assert await olga("/ama series") == "No AMA recurs. Let one: /ama series and its number, every 2 weeks"


async def test_next_two_dates_have_an_ama_like_the_first(olga: Talk, ada: Talk) -> None:
    await ada("/help")
    more = 'guests:"Grace Hopper" tags:loops minutes:30 capacity:5 where:Stage language:en about:Come review:yes'

    card = await recurring(olga, "every 2 weeks", more)

    assert card.startswith(
        "AMA 1 recurs from now on\n\n"
        "every 2 weeks on Tuesday, at 18:00 Berlin\n\n"
        "Tue 1 Dec 2026, 18:00 Berlin · AMA 1\n[Skip] [Move]\n\n"
        "Tue 15 Dec 2026, 18:00 Berlin · AMA 2\n[Skip] [Move]\n\n"
        "Tue 29 Dec 2026, 18:00 Berlin\n[Skip] [Move]\n\n"
    )
    first, second = await olga.all(["/ama show 1", "/ama show 2"])
    assert second == first.replace("AMA 1", "AMA 2").replace("2026-12-01", "2026-12-15")
    assert await olga("/ama series") == (
        "AMAs that recur\n\n"
        "Office hours · every 2 weeks on Tuesday, at 18:00 Berlin · next Tue 1 Dec 2026, 18:00 Berlin\n[Show]"
    )


async def test_next_one_is_made_when_the_first_begins_and_is_announced_like_any_other(olga: Talk, posts: Posts) -> None:
    await recurring(olga, "weekly 4 times")
    await posts()
    before = await ahead(olga)

    said = await posts(days=7, hours=6)

    assert before == ["1 2026-12-01 17:00", "2 2026-12-08 17:00"]
    assert await ahead(olga) == ["2 2026-12-08 17:00", "3 2026-12-15 17:00"]
    third = [one for one in said if one.startswith("#general: AMA 3:")]
    assert leads(third) == ["New AMA"]
    rest = await posts(days=30)
    assert leads([one for one in rest if one.startswith("#general: AMA 3:")]) == [
        "A week to go", "A day to go", "An hour to go", "It begins",
    ]  # fmt: skip
    assert leads([one for one in rest if one.startswith("#general: AMA 4:")])[0] == "New AMA"
    assert "every week on Tuesday, 4 times, at 18:00 Berlin. No more are made." in await olga("/ama series 4")


async def test_time_on_the_wall_stays_when_clocks_change(olga: Talk, posts: Posts) -> None:
    await olga("/me zone Berlin")
    await scheduled(olga, when="2027-03-23 18:00", title="Office hours")

    await olga("/ama series 1 weekly", "/press Confirm")

    assert await ahead(olga) == ["1 2027-03-23 17:00", "2 2027-03-30 16:00"]


async def test_skipped_date_is_called_off_and_another_one_is_made(olga: Talk, ada: Talk, posts: Posts) -> None:
    await recurring(olga)
    await ada("/help")
    await press(ada, "ama", "come", number=2, answer="coming")
    await posts()

    shown = await olga("/ama series 1 do:skip date:2026-12-15 reason:Holidays")
    done = await olga("/press Skip")
    again = await olga("/ama series 1 do:skip date:2026-12-15")

    assert shown == (
        "Skip Tue 15 Dec 2026?\n\nIt is AMA 2 “Office hours”. 1 person is told.\n\n[Skip]\n\nNothing is changed yet."
    )
    assert done == "Tue 15 Dec 2026, AMA 2 “Office hours”, is skipped. The series goes on."
    assert again == "Tue 15 Dec 2026 is skipped in this series. It can be put back."
    assert await ahead(olga) == ["1 2026-12-01 17:00", "3 2026-12-29 17:00"]
    assert "Tue 15 Dec 2026 · skipped\n[Put back]" in await olga("/ama series 3")
    said = await posts(minutes=1)
    assert [one for one in said if one.startswith("@")] == [
        "@ada: AMA 2 “Office hours” with Olga, 2026-12-15 17:00 UTC, does not take place: Holidays"
    ]


async def test_date_without_an_ama_is_skipped_and_never_gets_one(olga: Talk, posts: Posts) -> None:
    await recurring(olga)

    shown = await olga("/ama series 1 do:skip date:2026-12-29")
    done = await olga("/press Skip")
    await posts(days=8)

    assert "It has not been announced yet." in shown
    assert done == "Tue 29 Dec 2026 is skipped. The series goes on."
    assert await ahead(olga) == ["2 2026-12-15 17:00", "3 2027-01-12 17:00"]


async def test_moved_date_keeps_its_place_in_the_series(olga: Talk, posts: Posts) -> None:
    await recurring(olga)

    shown = await olga('/ama series 1 do:move date:2026-12-15 when:"wed 16 dec 19:00"')
    done = await olga("/press Move")

    assert shown == (
        "Move Tue 15 Dec 2026?\n\nIt is AMA 2 “Office hours”. Nobody has to be told.\n\n"
        "For you: Wed 16 Dec 2026, 19:00 Berlin\nFor the community: Wed 16 Dec 2026, 18:00 UTC\n\n"
        "[Move]\n\nNothing is changed yet."
    )
    assert done == "Tue 15 Dec 2026, AMA 2 “Office hours”, is Wed 16 Dec 2026, 19:00 Berlin now."
    card = await olga("/ama series 1")
    assert "Wed 16 Dec 2026, 19:00 Berlin · AMA 2 · instead of Tue 15 Dec 2026\n[Skip] [Move] [Put back]" in card
    await posts(days=25)
    assert await ahead(olga) == ["3 2026-12-29 17:00", "4 2027-01-12 17:00"]


async def test_form_asks_when_a_date_is_moved_to(olga: Talk) -> None:
    await recurring(olga)

    form = await olga("/ama series 1 do:move date:2026-12-29")
    card = await olga('/fill when:"2026-12-30 18:00"')

    assert "When it is instead: tue 18:00, 2026-12-01 18:00" in form
    assert card.startswith("Move Tue 29 Dec 2026?\n\nIt has not been announced yet.\n\nFor you: Wed 30 Dec 2026, 18:00")


@pytest.mark.parametrize(
    ("lines", "starts"),
    [
        (["/ama series 1 do:skip date:2026-12-15", "/press Skip"], "2026-12-15 17:00"),
        (['/ama series 1 do:move date:2026-12-15 when:"2026-12-16 19:00"', "/press Move"], "2026-12-15 17:00"),
        (["/ama cancel 2 Ill", "/press Cancel it"], "2026-12-15 17:00"),
        (['/ama move 2 "2026-12-16 19:00"', "/press Move"], "2026-12-15 17:00"),
    ],
)
async def test_date_is_put_back_however_it_was_changed(olga: Talk, lines: list[str], starts: str) -> None:
    await recurring(olga)
    await olga(*lines)
    changed = await ahead(olga)

    done = await olga("/ama series 1 do:restore date:2026-12-15", "/press Put back")

    assert f"2 {starts}" not in changed
    assert done == "Tue 15 Dec 2026, AMA 2 “Office hours”, is Tue 15 Dec 2026, 18:00 Berlin now."
    assert f"2 {starts}" in await ahead(olga)
    assert await olga("/ama series 1 do:restore date:2026-12-15") == (
        "Tue 15 Dec 2026 was neither skipped nor moved in this series. There is nothing to put back."
    )


async def test_second_organiser_sees_what_the_first_has_done(olga: Talk) -> None:
    oscar = olga.as_("Oscar", Role.ORGANISER)
    await recurring(olga)
    await oscar('/ama series 1 do:move date:2026-12-15 when:"2026-12-17 18:00"')
    await olga('/ama series 1 do:move date:2026-12-15 when:"2026-12-16 18:00"', "/press Move")

    shown = await oscar("/press Move")

    assert shown.startswith("Move Tue 15 Dec 2026?\n\nSomebody has changed it while you were looking. It is AMA 2")
    assert "2 2026-12-16 17:00" in await ahead(olga)


async def test_series_ends_and_what_was_announced_stays(olga: Talk, posts: Posts) -> None:
    await recurring(olga)

    asked = await olga("/ama series 1 do:end")
    done = await olga("/press End it")
    listed = await olga("/ama series")
    await posts(days=60)

    assert listed.startswith("No AMA recurs.")
    assert asked == "Let Tue 15 Dec 2026 be the last date of the series? No more are made.\n[End it]"
    assert done == "The series ends with Tue 15 Dec 2026. What was announced already stays."
    assert (await olga("/ama show 2")).startswith("AMA 2: Office hours")
    assert await olga("/ama show 3") == "There is no AMA 3 here. See /ama list for those that are ahead."
    assert await olga("/ama series 1 do:end") == (
        "This series has ended already. Its AMAs are cancelled one by one, with /ama cancel."
    )


async def test_series_may_end_on_a_later_day(olga: Talk, posts: Posts) -> None:
    await recurring(olga)

    await olga("/ama series 1 do:end date:2026-12-29", "/press End it")
    await posts(days=60)

    assert (await olga("/ama show 3")).startswith("AMA 3: Office hours")
    assert (await olga("/ama show 4")).startswith("There is no AMA 4 here.")


async def test_further_ones_begin_like_another_one(olga: Talk, posts: Posts) -> None:
    await recurring(olga)
    await olga('/ama edit 2 title:"Ask a maintainer" minutes:45')

    said = await olga("/ama series 2 do:like")
    await posts(days=8)

    assert said == ("Each further one of the series begins like AMA 2 “Ask a maintainer”. Those made already stay.")
    assert "AMA 3: Ask a maintainer" in await olga("/ama show 3")
    assert "Length: 45 minutes" in await olga("/ama show 3")


async def test_hosts_are_asked_for_each_date_unless_they_have_declined_or_left(olga: Talk, ada: Talk) -> None:
    bob, carl = ada.as_("Bob"), ada.as_("Carl")
    for one in (ada, bob, carl):
        await one("/help")
    await olga("/me zone Berlin")
    await scheduled(olga, 'host:@olga guests:"@ada, @bob, @carl, Grace Hopper"', when="2026-12-01 18:00")
    await press(ada, "ama", "accept", number=1)
    await press(bob, "ama", "turn-down", number=1)
    await carl("/me forget sure:yes")

    await olga("/ama series 1 weekly", "/press Confirm")

    card = await olga("/ama show 2")
    assert "Hosts: Ada, Olga and Grace Hopper" in card
    assert "Ada has not accepted yet." in card
    assert "Olga has not accepted yet." not in card


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("/ama series 1", "AMA 1 belongs to no series. Let it recur, for example every 2 weeks: /ama series 1 every 2"),
        ("/ama series 9 weekly", "There is no AMA 9 here."),
        (
            "/ama series 1 every friday",
            "AMA 1 is on Tue 1 Dec 2026, which is no date of that series. The next one would",
        ),
        ("/ama series 1 sometimes", "“sometimes” is not a rule that I can read."),
    ],
)
async def test_what_cannot_recur_is_refused(olga: Talk, line: str, refusal: str) -> None:
    await scheduled(olga, when="2026-12-01 18:00")

    assert (await olga(line)).startswith(refusal)


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("weekly", "AMA 1 belongs to a series: every 2 weeks on Tuesday, at 18:00 Berlin. End it first:"),
        ("do:skip", "Which date of the series? Write it like date:2026-12-15."),
        ("do:skip date:tomorrow", "“tomorrow” is no date of a series."),
        ("do:skip date:2026-12-16", "There is no Wed 16 Dec 2026 in this series."),
        ('do:move date:2026-12-15 when:"2026-12-29 18:00"', "Another date of this series is on Tue 29 Dec 2026, 18:00"),
        ('do:move date:2026-12-15 when:"2026-11-01 18:00"', "Sun 1 Nov 2026, 18:00 Berlin is over"),
        ("do:end date:2026-11-01", "The series begins only after that day."),
    ],
)
async def test_what_a_series_cannot_do_is_refused(olga: Talk, line: str, refusal: str) -> None:
    await recurring(olga)

    assert (await olga(f"/ama series 1 {line}")).startswith(refusal)


async def test_date_that_is_over_is_not_changed(olga: Talk, clock: TestClock) -> None:
    await recurring(olga)
    clock.advance(days=8)

    assert await olga("/ama series 1 do:skip date:2026-12-01") == (
        "Tue 1 Dec 2026, 18:00 Berlin is over. Choose a date that is ahead."
    )


async def test_one_that_has_begun_is_not_moved(olga: Talk, clock: TestClock) -> None:
    await recurring(olga)
    clock.advance(days=7, hours=6)
    await olga("/ama live 1")

    assert (await olga('/ama series 1 do:move date:2026-12-01 when:"2026-12-20 18:00"')).startswith("AMA 1 has begun.")


async def test_confirming_twice_makes_one_series(olga: Talk) -> None:
    await recurring(olga)

    again = await press(olga, "ama", "series-begin", number=1, every="every 2 weeks", sequence=0)

    assert again.startswith("AMA 1 belongs to a series")
    assert await ahead(olga) == ["1 2026-12-01 17:00", "2 2026-12-15 17:00"]


async def test_members_cannot_let_amas_recur(olga: Talk, ada: Talk) -> None:
    await recurring(olga)

    assert (await ada("/ama series 1 do:end")).startswith("/ama series is for organisers.")
    assert "is for organisers" in await press(
        ada, "ama", "series-do", series=1, do="skip", date="2026-12-15", sequence=0
    )


async def test_whatever_broke_the_chain_is_made_good_by_looking(
    olga: Talk, posts: Posts, dispatcher: Dispatcher, clock: TestClock
) -> None:
    await recurring(olga)
    community = await community_of(dispatcher, olga)
    async with dispatcher.store.write() as unit:
        await unit.deliveries.cancel(community, "series:1", clock.now())
    await posts(days=8)
    before = await ahead(olga)

    await olga("/ama series 1")

    assert (before, await ahead(olga)) == (["2 2026-12-15 17:00"], ["2 2026-12-15 17:00", "3 2026-12-29 17:00"])


async def test_series_goes_on_after_a_backup_was_restored(
    olga: Talk, posts: Posts, dispatcher: Dispatcher, clock: TestClock
) -> None:
    """Nobody knows then what has left; but a message that says nothing can be told again."""
    await recurring(olga)
    clock.advance(days=8)
    async with dispatcher.store.write() as unit:
        await unit.deliveries.doubt(clock.now())

    await posts(hours=1)

    assert await ahead(olga) == ["2 2026-12-15 17:00", "3 2026-12-29 17:00"]


async def test_series_ends_where_its_place_belongs_to_another_community_now(
    olga: Talk, posts: Posts, dispatcher: Dispatcher
) -> None:
    """Joined with another community, it must not go on announcing in places that are no longer its own."""
    await recurring(olga)
    community = await community_of(dispatcher, olga)
    theirs = olga.as_("Theo", community="Other")
    await theirs("/help")
    place = Place(platform="console", workspace="other", channel="general")
    async with dispatcher.store.write() as unit:
        for known in (await unit.amas.get(community, AmaId(1))).places:  # type: ignore[union-attr]  # it is there
            await unit.amas.drop_place(community, AmaId(1), known)
        await unit.amas.put_place(community, AmaId(1), place)

    await posts(days=8)

    async with dispatcher.store.read() as unit:
        one = await unit.series.get(community, 1)
    assert one
    assert one.ended_at is not None
    # And it stays so, if the places come back.
    await olga("/ama place 2 lobby")
    async with dispatcher.store.write() as unit:
        await unit.series.save(replace(one, like=AmaId(2)))
    assert "No more are made." in await olga("/ama series 2")
    assert await ahead(olga) == ["2 2026-12-15 17:00"]
