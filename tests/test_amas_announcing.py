"""What the bot says about AMAs on its own: templates, the plan, previews, and what is too late."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.amas.values import Announcement
from bot.deliveries import State
from bot.dispatch import Dispatcher
from bot.identity import AmaId, Role
from commands import POSTS
from tests.amas import community_of, in_channels, leads, press, scheduled
from tests.talk import Posts, Talk, TestClock


@pytest.fixture
def olga(ada: Talk) -> Talk:
    """Olga, an organiser of Guild."""
    return ada.as_("Olga", Role.ORGANISER)


async def test_announcements_come_in_time_each_once(olga: Talk, posts: Posts, clock: TestClock) -> None:
    began = clock.now()
    await scheduled(olga, "tags:guilds minutes:30 where:Stage")
    times: list[tuple[str, str]] = []

    for _ in range(11 * 24):
        times += [(lead, f"{clock.now():%d %H}") for lead in leads(await posts(hours=1))]

    assert began.hour == 12
    assert times == [
        ("New AMA", "24 13"), ("A week to go", "26 18"), ("A day to go", "02 18"), ("An hour to go", "03 17"),
        ("It begins", "03 18"),
    ]  # fmt: skip


async def test_announcement_has_what_people_want_to_know(olga: Talk, posts: Posts) -> None:
    await scheduled(olga, 'about:"How we did it" tags:guilds capacity:5 where:https://meet.example/a language:en')

    (told,) = await posts(minutes=1)

    assert told == (
        "#general: AMA 1: Starting a guild\n\n"
        "New AMA\n"
        "Olga will answer questions about “Starting a guild”, 2026-12-03 18:00 UTC.\n"
        "How we did it\n\n"
        "When: 2026-12-03 18:00 UTC\nLength: 60 minutes\nHost: Olga\nWhere: https://meet.example/a\n"
        "Language: en\nSeats: 5\nTags: #guilds\n\n"
        "[Coming] [Maybe] [Not coming] [Ask]"
    )


async def test_community_writes_its_own_words_with_placeholders(olga: Talk, posts: Posts) -> None:
    await olga('/ama plan part:scheduled words:"{title} | {host} | {when} | {tags} | {where} | {number} | {minutes}"')
    await scheduled(olga, "tags:guilds,craft where:Stage")

    (told,) = await posts(minutes=1)

    assert "\nStarting a guild | Olga | 2026-12-03 18:00 UTC | #craft #guilds | Stage | 1 | 60\n" in told


async def test_what_is_no_placeholder_is_told_at_once(olga: Talk) -> None:
    await scheduled(olga)

    for line in ('/ama plan part:day words:"{titel}: {when} {x}"', '/ama plan 1 words:"{titel}: {when} {x}"'):
        assert "\n{titel} and {x} are no placeholders, and stay as they are.\nPlaceholders: {about}" in await olga(line)
    assert "no placeholder" not in await olga('/ama plan part:day words:"{title}: {when}"')


async def test_words_for_one_part_of_one_ama_are_refused_rather_than_used_for_all(olga: Talk) -> None:
    await scheduled(olga)

    assert await olga("/ama plan 1 part:day words:Tomorrow") == (
        "One AMA has the same words in all its announcements. Leave part: away, or say for all AMAs: "
        "/ama plan part:day words:…"
    )
    assert "Tomorrow" not in await olga("/ama plan 1")


@pytest.mark.parametrize(
    "words",
    ["{0.__class__}", "{title.__class__.__mro__}", "{title!r}", "{}", "{secret}", "{{title", "%(title)s", "{TITLE}"],
)
async def test_what_is_no_placeholder_is_shown_as_it_was_typed(olga: Talk, posts: Posts, words: str) -> None:
    await olga(f'/ama plan part:scheduled words:"{words}"')
    await scheduled(olga)

    (told,) = await posts(minutes=1)

    assert f"\n{words}\n" in told


async def test_what_members_wrote_is_not_taken_for_a_placeholder(olga: Talk, posts: Posts) -> None:
    await scheduled(olga, title="{host} and {when}")

    (told,) = await posts(minutes=1)

    assert "questions about “{host} and {when}”, 2026-12-03" in told


async def test_lines_on_which_nothing_is_left_are_not_shown(olga: Talk) -> None:
    await olga("/ama plan part:day words:x")
    await scheduled(olga)
    await olga('/ama plan 1 words:"{link}"')
    nothing = await olga("/ama preview 1 day")

    usual = await olga("/ama plan 1 words:-", "/ama preview 1 scheduled")

    assert nothing.startswith("AMA 1: Starting a guild\n\nA day to go\n\nWhen:")
    assert usual.startswith(
        "AMA 1: Starting a guild\n\nNew AMA\n"
        "Olga will answer questions about “Starting a guild”, 2026-12-03 18:00 UTC.\n\nWhen:"
    )


async def test_words_of_an_ama_stand_before_those_of_the_community(olga: Talk) -> None:
    await olga("/ama plan part:day words:Community")
    await scheduled(olga)

    before = await olga("/ama preview 1 day")
    await olga("/ama plan 1 words:Ours")
    own = await olga("/ama preview 1 day")
    await olga("/ama plan 1 words:-", "/ama plan part:day words:-")

    assert "\nA day to go\nCommunity\n" in before
    assert "\nA day to go\nOurs\n" in own
    assert "\nA day to go\nOlga will answer questions" in await olga("/ama preview 1 day")


async def test_preview_shows_each_announcement_as_it_is_posted(olga: Talk, posts: Posts) -> None:
    await scheduled(olga, "where:Stage")

    shown = [await olga(f"/ama preview 1 {part}") for part in ("scheduled", "week", "day", "hour", "start")]

    assert [one.removeprefix("#general: ") for one in in_channels(await posts(days=20))] == shown


async def test_preview_says_when_and_whether_each_is_made(olga: Talk) -> None:
    await olga("/me zone Berlin")
    await scheduled(olga)
    await olga("/ama plan 1 part:week make:no")

    shown = await olga("/ama preview 1")

    heads = [line for line in shown.split("\n") if " · " in line]
    assert heads == [
        "scheduled · at once",
        "week · not made",
        "day · Wed 2 Dec 2026, 18:00 Berlin",
        "hour · Thu 3 Dec 2026, 17:00 Berlin",
        "start · Thu 3 Dec 2026, 18:00 Berlin",
        "recap · afterwards",
    ]


async def test_plan_of_an_ama_is_changed_for_it_alone(olga: Talk, posts: Posts) -> None:
    await scheduled(olga)
    await scheduled(olga, title="Loops")
    await posts(minutes=1)

    shown = await olga("/ama plan 1 part:week make:no")
    await olga("/ama plan 2 part:week make:no", "/ama plan 2 part:week make:yes")

    assert "week: not made\n" in shown
    assert await posts(minutes=1) == []
    told = in_channels(await posts(days=3))
    assert [(one.split(":")[1].strip(), one.split("\n")[2]) for one in told] == [("AMA 2", "A week to go")]


async def test_other_words_of_an_ama_change_what_was_posted(olga: Talk, posts: Posts) -> None:
    await scheduled(olga)
    await posts(minutes=1)

    await olga("/ama plan 1 words:Ours")

    (changed,) = await posts(minutes=1)
    assert changed.startswith("#general (changed): AMA 1: Starting a guild\n\nNew AMA\nOurs\n")


async def test_plan_of_the_community_counts_for_amas_made_later(ada: Talk, olga: Talk, posts: Posts) -> None:
    await scheduled(olga)
    for part in Announcement:
        await olga(f"/ama plan part:{part} make:no")
    await scheduled(olga, title="Loops")

    told = await posts(days=20)

    assert {one.split("\n")[0] for one in in_channels(told)} == {"#general: AMA 1: Starting a guild"}
    assert await ada("/ama plan part:week make:no") == (
        "Organisers decide what is usual here. Name your AMA: /ama plan 1 part:week make:no"
    )
    assert (await ada("/ama plan")).startswith("What is usual here\n\nscheduled · not made\n")


async def test_recap_has_no_words_of_its_own(olga: Talk) -> None:
    await scheduled(olga)

    made = "What was asked and answered, with thanks; it is made when the AMA is closed."
    assert await olga("/ama preview 1 recap") == made
    assert f"recap · afterwards\n{made}" in await olga("/ama preview 1")
    assert await olga("/ama plan part:recap words:x") == (
        "The recap has no words of its own. It is made of what was asked and answered."
    )


async def test_plan_without_a_part_is_refused(olga: Talk) -> None:
    await scheduled(olga)

    refused = "Which announcement? For example part:week make:no"
    assert await olga.all(["/ama plan make:no", "/ama plan 1 make:no"]) == [refused] * 2
    assert (await olga("/ama plan words:x")).startswith("Which announcement?")
    assert await olga(f"/ama plan part:day words:{'x' * 1_501}") == (
        "words is too long: 1,501 characters, at most 1,500. Please say it shorter."
    )


async def test_start_that_is_missed_is_dropped_and_told_to_organisers(
    olga: Talk, posts: Posts, clock: TestClock, dispatcher: Dispatcher
) -> None:
    await olga("/community role @olga organiser")
    await scheduled(olga)
    await posts(days=9, hours=5, minutes=30)
    clock.advance(minutes=46)

    told = await posts(minutes=5)

    assert [one for one in told if one.startswith("#")] == []
    community = await community_of(dispatcher, olga)
    async with dispatcher.store.read() as unit:
        about = await unit.deliveries.about(community, "ama:1")
    kinds = {one.order.kind: one.state for one in about}
    assert kinds["ama.start"] is State.DEAD
    assert [one for one in told if one.startswith("@olga")] != []


async def test_announcement_a_day_before_is_late_but_not_lost_while_it_is_ahead(
    olga: Talk, posts: Posts, clock: TestClock
) -> None:
    await scheduled(olga)
    await posts(days=3)
    clock.advance(days=6)

    told = in_channels(await posts(minutes=1))

    assert len(told) == 1
    assert "A day to go" in told[0]


async def test_what_was_planned_for_another_time_says_nothing(olga: Talk, posts: Posts, dispatcher: Dispatcher) -> None:
    await scheduled(olga)
    await posts(minutes=1)
    community = await community_of(dispatcher, olga)
    async with dispatcher.store.write() as unit:
        ama = await unit.amas.get(community, AmaId(1))
        assert ama
        session = replace(ama.session, starts_at=ama.session.starts_at.replace(day=20))
        await unit.amas.save(community, replace(ama, session=session), expected=ama.sequence)

    assert await posts(days=20) == []


async def test_places_of_one_ama_are_announced_in_on_both_platforms_at_once(olga: Talk, posts: Posts) -> None:
    await scheduled(olga)
    await olga("/ama place 1 other")

    told = await posts(minutes=1)

    assert sorted(one.split(":")[0] for one in told) == ["#general", "#other"]


async def test_every_button_of_a_message_leads_to_a_command(olga: Talk, posts: Posts) -> None:
    await scheduled(olga)
    told = await posts(minutes=1)

    assert "[Coming]" in told[0]
    assert (await press(olga, "ama", "come", number=1, answer="maybe")).startswith("Maybe you come")


def test_kinds_of_messages_have_names_of_their_own() -> None:
    kinds = [one.kind for one in POSTS]

    assert sorted(kinds) == sorted(set(kinds))
