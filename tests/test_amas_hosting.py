"""Hosts and helpers: invited, answering, handing over in the middle, and a host who has left."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.amas.values import AmaState
from bot.dispatch import Dispatcher
from bot.identity import AmaId, Role
from tests.amas import community_of, leads, press, scheduled
from tests.talk import Posts, Talk, TestClock


@pytest.fixture
def olga(ada: Talk) -> Talk:
    """Olga, an organiser of Guild."""
    return ada.as_("Olga", Role.ORGANISER)


@pytest.fixture
async def bob(ada: Talk) -> Talk:
    """Bob, a member of Guild who has said something before."""
    bob = ada.as_("Bob")
    await bob("/help")
    return bob


async def told(posts: Posts, who: str) -> list[str]:
    """What somebody is told in the next minute."""
    return [one.removeprefix(f"@{who}: ") for one in await posts(minutes=1) if one.startswith(f"@{who}")]


async def test_host_is_invited_by_a_message_and_the_author_is_not(bob: Talk, olga: Talk, posts: Posts) -> None:
    await scheduled(olga, "host:@bob guests:@olga")

    assert await told(posts, "bob") == [
        (
            "Olga invites you to host AMA 1 “Starting a guild”, 2026-12-03 18:00 UTC, 60 minutes: "
            "people ask, you answer. Does that suit you?\n[Accept] [Decline] [Other times]"
        )
    ]
    assert "Olga has not accepted" not in await olga("/ama show 1")


@pytest.mark.parametrize("is_asleep", [True, False])
async def test_who_invites_somebody_who_sleeps_is_told_that_it_waits(
    bob: Talk, olga: Talk, posts: Posts, is_asleep: bool
) -> None:
    await bob(f"/me quiet {'11:00-15:00' if is_asleep else '22:00-08:00'}")
    await olga.as_("Cleo")("/help")

    scheduled_as = await scheduled(olga, "host:@bob guests:@olga")
    helped = await olga("/ama helper 1 @cleo do:host")

    assert ("Bob is asked when their quiet hours are over." in scheduled_as) is is_asleep
    assert "are over" not in helped
    assert bool(await told(posts, "bob")) is not is_asleep
    await olga("/ama helper 1 @bob do:remove")
    assert (await olga("/ama helper 1 @bob do:host")).endswith("are over.") is is_asleep


async def test_invited_host_can_answer_before_the_invitation_has_come(bob: Talk, olga: Talk) -> None:
    await scheduled(olga, "host:@bob")

    assert (await bob("/ama show 1")).endswith("[Coming] [Maybe] [Not coming] [Ask] [Accept] [Decline] [Other times]")
    assert (await bob("/press Accept")).startswith("Thank you. You host AMA 1")
    assert (await bob("/ama show 1")).endswith("[Coming] [Maybe] [Not coming] [Ask]")
    assert "[Accept]" not in await olga("/ama show 1")


async def test_accepting_is_told_to_who_has_scheduled_it(bob: Talk, olga: Talk, posts: Posts) -> None:
    await scheduled(olga, "host:@bob")
    await posts(minutes=1)

    assert await press(bob, "ama", "accept", number=1) == (
        "Thank you. You host AMA 1 “Starting a guild” and can change it with /ama edit 1."
    )
    assert await told(posts, "olga") == ["Bob hosts AMA 1 “Starting a guild”, 2026-12-03 18:00 UTC."]
    assert "has not accepted" not in await olga("/ama show 1")


async def test_declining_leaves_an_ama_without_host_until_somebody_else_is_named(
    bob: Talk, olga: Talk, posts: Posts
) -> None:
    await scheduled(olga, "host:@bob")
    await posts(minutes=1)

    assert await press(bob, "ama", "turn-down", number=1) == (
        "You do not host AMA 1 “Starting a guild” and Olga is told."
    )
    assert await told(posts, "olga") == [
        (
            "Bob does not host AMA 1 “Starting a guild”. "
            "Name somebody else with /ama helper 1 @name do:host, or cancel it with /ama cancel 1."
        )
    ]
    assert (
        "Bob has declined.\nNobody hosts it any more. Name somebody with /ama helper 1 @name do:host.\n"
        in await olga("/ama show 1")
    )
    assert await bob("/ama edit 1 minutes:30") == (
        "Only its hosts and organisers can change AMA 1. Please ask one of them."
    )
    await olga("/ama helper 1 name:Grace do:host")
    assert "Nobody hosts it" not in await olga("/ama show 1")


async def test_announcement_no_longer_names_a_host_who_has_declined_after_a_move(
    bob: Talk, olga: Talk, posts: Posts
) -> None:
    await scheduled(olga, "host:@bob guests:Grace")
    await posts(minutes=1)
    await olga('/ama move 1 "2026-12-04 18:00"', "/press Move")
    await posts(minutes=1)

    await press(bob, "ama", "turn-down", number=1)

    changed = [one for one in await posts(minutes=1) if one.startswith("#general (changed)")]
    assert len(changed) == 1
    assert "Host: Grace\n" in changed[0]


async def test_other_times_are_told_with_a_way_to_move_it(bob: Talk, olga: Talk, posts: Posts) -> None:
    await scheduled(olga, "host:@bob")
    await posts(minutes=1)

    assert await press(bob, "ama", "other-times", number=1, times="Fridays,\nor any morning") == (
        "Olga is told which times suit you for AMA 1 “Starting a guild” and can move it."
    )
    assert await told(posts, "olga") == [
        "Bob cannot host AMA 1 “Starting a guild” then, but: Fridays, or any morning\n[Move]"
    ]
    assert "when (required)" in await press(olga, "ama", "move", number=1)


async def test_only_who_is_invited_answers_an_invitation(ada: Talk, bob: Talk, olga: Talk) -> None:
    await ada("/help")
    await scheduled(olga, "host:@bob")
    await olga("/ama helper 1 @ada")

    for action in ("accept", "turn-down"):
        assert await press(ada, "ama", action, number=1) == (
            "You are not invited to host AMA 1. An organiser can invite you with /ama helper."
        )


async def test_helper_is_told_and_may_be_taken_away(ada: Talk, bob: Talk, olga: Talk, posts: Posts) -> None:
    await scheduled(olga)
    await posts(minutes=1)

    assert await olga("/ama helper 1 @bob") == (
        "Bob helps with AMA 1 “Starting a guild” and can take care of its questions."
    )
    assert await told(posts, "bob") == ["You help with AMA 1 “Starting a guild”, 2026-12-03 18:00 UTC.\n[Show]"]
    assert "Helpers: Bob\n" in await ada("/ama show 1")
    assert await olga("/ama helper 1 @bob do:remove") == (
        "Bob is neither host nor helper of AMA 1 “Starting a guild” any more."
    )
    assert "Helpers" not in await ada("/ama show 1")
    assert await olga("/ama helper 1 @bob do:remove") == ("Bob is neither host nor helper of AMA 1. See /ama show 1.")


async def test_hosting_is_handed_over_while_it_goes_on(
    ada: Talk, bob: Talk, olga: Talk, dispatcher: Dispatcher, posts: Posts, clock: TestClock
) -> None:
    await scheduled(olga, "host:@bob")
    await press(bob, "ama", "accept", number=1)
    await press(ada, "ama", "come", number=1, answer="coming")
    await posts(days=9, hours=6, minutes=1)
    community = await community_of(dispatcher, olga)
    async with dispatcher.store.write() as unit:
        ama = await unit.amas.get(community, AmaId(1))
        assert ama
        await unit.amas.save(community, replace(ama, state=AmaState.LIVE, began_at=clock.now()), expected=ama.sequence)

    assert await bob("/ama helper 1 @ada do:hand-over") == (
        "Ada hosts AMA 1 “Starting a guild” now; all questions are there as before."
    )

    card = await olga("/ama show 1")
    assert "Host: Ada\n" in card
    assert "Helpers: Bob\n" in card
    assert "It goes on now." in card
    assert "Comes: 1\n" in card
    assert await told(posts, "ada") == ["You host AMA 1 “Starting a guild”, 2026-12-03 18:00 UTC.\n[Show]"]
    assert await bob("/ama edit 1 minutes:90") == (
        "Only its hosts and organisers can change AMA 1. Please ask one of them."
    )
    assert await ada('/ama move 1 "2026-12-09 18:00"') == (
        "AMA 1 has begun. It can still be cancelled with /ama cancel."
    )


async def test_last_host_is_neither_taken_away_nor_made_a_helper(bob: Talk, olga: Talk) -> None:
    await scheduled(olga, "host:@bob")

    refused = "Then nobody would host it. Hand it over with do:hand-over first, or say /ama cancel."
    assert await olga("/ama helper 1 @bob do:remove") == refused
    assert await olga("/ama helper 1 @bob do:helper") == refused


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ("", "Who is meant? Name a member with who:, or somebody from outside with name:."),
        ("@bob name:Grace", "Who is meant? Name a member with who:, or somebody from outside with name:."),
        ("name:Grace", "Somebody from outside can be a host. Say do:host, or name a member."),
        ("@nobody", "That person has not talked to me yet. Ask them to say /help once, and try again."),
    ],
)
async def test_helper_who_cannot_be_is_refused(bob: Talk, olga: Talk, more: str, refusal: str) -> None:
    await scheduled(olga)

    assert await olga(f"/ama helper 1 {more}") == refusal


async def test_ama_has_at_most_ten_hosts_and_helpers(olga: Talk) -> None:
    await scheduled(olga)
    for number in range(9):
        await olga(f"/ama helper 1 name:Guest{number} do:host")

    assert await olga("/ama helper 1 name:More do:host") == (
        "An AMA has at most 10 hosts and helpers. Take one away with do:remove."
    )
    assert await olga("/ama helper 1 name:Guest1 do:host") == (
        "Guest1 hosts AMA 1 “Starting a guild” too.\n[Page for Guest1]"
    )


async def test_ama_of_a_host_who_has_left_goes_on_and_says_so(ada: Talk, bob: Talk, olga: Talk, posts: Posts) -> None:
    await scheduled(olga, "host:@bob")
    await posts(minutes=1)
    await bob("/me forget", "/press Forget me")

    card = await olga("/ama show 1")
    later = await posts(days=20)

    assert "Bob" not in card
    assert "Nobody hosts it any more. Name somebody with /ama helper 1 @name do:host." in card
    assert leads([one for one in later if "(changed)" not in one]) == [
        "A week to go", "A day to go", "An hour to go", "It begins"
    ]  # fmt: skip
    assert (await olga("/ama helper 1 @olga do:host")).startswith("Olga hosts AMA 1")
    assert "Nobody hosts it" not in await olga("/ama show 1")


async def test_posts_about_an_ama_name_nobody_who_is_forgotten(ada: Talk, bob: Talk, olga: Talk, posts: Posts) -> None:
    await scheduled(olga, "host:@bob")
    await press(bob, "ama", "accept", number=1)
    before = await posts(minutes=1)
    await bob("/me forget", "/press Forget me")

    after = await posts(minutes=1)

    assert any("Bob will answer questions" in one for one in before)
    assert [one.split("\n")[0] for one in after if "(changed)" in one] == [
        "#general (changed): AMA 1: Starting a guild"
    ]
    assert not [one for one in after if "Bob" in one]


async def test_invitation_that_is_settled_before_it_is_sent_is_not_sent(bob: Talk, olga: Talk, posts: Posts) -> None:
    await scheduled(olga, "host:@bob guests:Grace")
    await press(bob, "ama", "turn-down", number=1)

    assert await told(posts, "bob") == []


async def test_host_who_is_forgotten_hosts_no_more(ada: Talk) -> None:
    olga, bob = ada.as_("Olga", Role.ORGANISER), ada.as_("Bob")
    await bob("/help")
    await scheduled(olga, "host:@bob")

    await bob("/me forget", "/press Forget me")

    shown = await olga("/ama show 1")
    assert "Bob" not in shown
    assert "Someone who left" not in shown
    assert "Host: Somebody" in shown
