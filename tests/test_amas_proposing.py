"""Proposals of AMAs: made by anybody, wanted by others, scheduled or declined by organisers."""

from __future__ import annotations

import pytest

from bot.identity import Role
from tests.amas import press
from tests.talk import Posts, Talk


@pytest.fixture
def olga(ada: Talk) -> Talk:
    """Olga, an organiser of Guild."""
    return ada.as_("Olga", Role.ORGANISER)


@pytest.fixture
def bob(ada: Talk) -> Talk:
    """Bob, a member of Guild."""
    return ada.as_("Bob")


async def test_proposal_is_shown_to_everybody_with_its_first_supporter(ada: Talk, bob: Talk) -> None:
    await bob("/help")

    assert await ada('/ama propose "Starting a guild" who:@bob why:"We begin in spring" tags:guilds') == (
        "shared in #general:\nProposal 1: Starting a guild\n\n"
        "With Bob, proposed by Ada · #guilds\nWe begin in spring\n\n"
        "[+1]\n\n"
        "Press +1 if you want it too; organisers see the most wanted first."
    )


async def test_each_person_supports_a_proposal_once_and_may_take_it_back(ada: Talk, bob: Talk) -> None:
    await ada("/ama host Loops")

    assert await press(bob, "ama", "support", number=1) == "You want proposal 1 too: 2 people want it."
    assert await press(bob, "ama", "support", number=1) == "You want it no longer: 1 person wants it."
    assert await press(ada, "ama", "support", number=1) == "You want it no longer: 0 people want it."


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("/ama host Loops", "With Ada, proposed by Ada"),
        ("/ama propose Loops", "With whoever likes to answer, proposed by Ada"),
        ('/ama propose Loops name:"Grace Hopper"', "With Grace Hopper, proposed by Ada"),
    ],
)
async def test_proposal_names_oneself_somebody_from_outside_or_nobody(ada: Talk, line: str, who: str) -> None:
    assert f"\n{who}\n" in await ada(line)


async def test_proposal_names_a_member_or_somebody_from_outside(ada: Talk) -> None:
    assert await ada("/ama propose Loops who:@ada name:Grace") == (
        "Name a member or somebody from outside. One of who: and name: is enough."
    )


async def test_organisers_see_the_most_wanted_proposal_first(ada: Talk, bob: Talk, olga: Talk) -> None:
    await ada("/ama host Loops", "/ama host Guilds")
    await press(bob, "ama", "support", number=2)

    assert await olga("/ama proposals") == (
        "Proposals\n\n"
        "2 Guilds · wanted by 2\nWith Ada, proposed by Ada\n[Schedule] [Decline]\n\n"
        "1 Loops · wanted by 1\nWith Ada, proposed by Ada\n[Schedule] [Decline]"
    )
    assert await ada("/ama proposals") == ("/ama proposals is for organisers. Please ask one of them.")


async def test_queue_has_pages(ada: Talk, olga: Talk) -> None:
    for number in range(6):
        await ada(f"/ama host Topic{number}")

    first = await olga("/ama proposals")
    second = await olga("/press More")

    assert first.endswith("[More]")
    assert second == ("Proposals\n\n6 Topic5 · wanted by 1\nWith Ada, proposed by Ada\n[Schedule] [Decline]\n\n[Back]")


async def test_declined_proposal_is_told_to_its_proposer_with_the_reason(ada: Talk, olga: Talk, posts: Posts) -> None:
    await ada("/ama host Loops")

    await olga("/ama proposals", "/press Decline")
    assert await olga('/fill "We had it last month"') == "Proposal 1 is declined; Ada is told why."

    assert await posts(minutes=1) == ["@ada: Your proposal “Loops” was declined: We had it last month"]
    assert await olga("/ama proposals") == "Nothing is proposed\n\nAnybody may: /ama propose, /ama host"


async def test_proposal_becomes_an_ama_with_what_is_known_of_it(ada: Talk, bob: Talk, olga: Talk, posts: Posts) -> None:
    await bob("/help")
    await ada('/ama propose "Starting a guild" who:@bob why:"We begin in spring" tags:guilds')

    form = await olga("/ama proposals", "/press Schedule")
    shown = await olga('/fill when:"2026-12-03 18:00"', "/press Confirm")

    assert "title (required): What it is about, in a few words = Starting a guild" in form
    assert "Host: Bob\n" in shown
    assert "Tags: #guilds\n" in shown
    assert shown.startswith("Scheduled as AMA 1\n\nWe begin in spring\nBob has not accepted yet.")
    told = [one for one in await posts(minutes=1) if one.startswith("@ada")]
    assert told == [
        "@ada: Your proposal becomes AMA 1 “Starting a guild”, 2026-12-03 18:00 UTC.\n[Coming] [Maybe] [Not coming]"
    ]


async def test_settled_proposal_is_neither_supported_nor_settled_again(ada: Talk, olga: Talk) -> None:
    await ada("/ama host Loops")
    await press(olga, "ama", "turn-away", number=1, reason="No")

    refused = "Proposal 1 is declined already. See /ama list for what is scheduled."
    assert await press(ada, "ama", "support", number=1) == refused
    assert await press(olga, "ama", "take-up", number=1) == refused
    assert await press(olga, "ama", "turn-away", number=1, reason="No") == refused
    assert await press(ada, "ama", "support", number=2) == (
        "There is no proposal 2. See /ama list for what is scheduled."
    )


async def test_whoever_is_forgotten_leaves_neither_name_nor_words_behind(ada: Talk, bob: Talk, olga: Talk) -> None:
    await bob("/help")
    await ada('/ama propose "Starting a guild" who:@bob why:"Because I say so"')
    await bob("/ama host Loops why:Mine")

    await bob("/me forget", "/press Forget me")
    await ada("/me forget", "/press Forget me")

    assert await olga("/ama proposals") == (
        "Proposals\n\n"
        "1 Starting a guild · wanted by 0\nWith Someone who left, proposed by Someone who left\n"
        "[Schedule] [Decline]\n\n"
        "2 Loops · wanted by 0\nWith Someone who left, proposed by Someone who left\n[Schedule] [Decline]"
    )


async def test_close_tags_of_a_proposal_are_asked_about_before_it_is_kept(ada: Talk, olga: Talk) -> None:
    await ada("/resource add Book kind:book tags:facilitation")

    asked = await ada("/ama host Loops tags:facilitating")
    assert "#facilitating is close to #facilitation." in asked
    assert await olga("/ama proposals") == "Nothing is proposed\n\nAnybody may: /ama propose, /ama host"

    assert "#facilitation" in await ada("/press Use what exists")
