"""Setting up a community, and what is known about its people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.identity import CommunityId, Place, Role
from tests.talk import Talk


@pytest.fixture
def olga(ada: Talk) -> Talk:
    """Olga, an organiser of Ada's community."""
    return ada.as_("Olga", Role.ORGANISER)


async def test_community_is_set_up_and_shown(olga: Talk) -> None:
    assert await olga("/community setup") == (
        "How this community is set up\n\nName: Guild\nKind: open\nLanguage: not said\nTime zone: UTC\n"
        "Who adds to the library: everyone\nWho makes new tags: everyone\nAnnouncements: nowhere yet\n\n"
        "Change it with options: /community setup zone:Europe/Berlin"
    )
    assert await olga(
        '/community setup name:"The Guild" kind:internal language:de zone:berlin add:curators announcements:#news'
    ) == (
        "Settings changed\n\nName: The Guild\nKind: internal\nLanguage: de\nTime zone: Europe/Berlin\n"
        "Who adds to the library: curators\nWho makes new tags: everyone\nAnnouncements: #news\n\n"
        "Change it with options: /community setup zone:Europe/Berlin"
    )
    assert (await olga("/community setup")).startswith(
        "How this community is set up\n\nName: The Guild\nKind: internal\n"
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("zone:Europe/Berln", "There is no time zone “Europe/Berln”. Did you mean Europe/Berlin?"),
        (
            "language:german",
            "“german” is not a language. Write its short form, for example language:en or language:pt-br.",
        ),
        (f"name:{'x' * 81}", "A name has 1 to 80 characters. Please choose another."),
    ],
)
async def test_setting_that_makes_no_sense_is_refused_and_nothing_changes(
    olga: Talk, typed: str, sentence: str
) -> None:
    before = await olga("/community setup")

    assert (await olga(f"/community setup kind:local {typed}")).startswith(sentence)

    assert await olga("/community setup") == before


async def test_announcements_of_the_other_place_are_not_called_by_a_number(olga: Talk) -> None:
    await olga("/community setup")
    community = CommunityId(1)
    async with olga.dispatcher.store.write() as unit:
        settings = await unit.communities.settings(community)
        elsewhere = Place(platform="slack", workspace="T0GUILD", channel="C0NEWS")
        await unit.communities.save_settings(community, replace(settings, announce_in=elsewhere))

    assert "\nAnnouncements: in the other place, on slack\n" in await olga("/community setup")


async def test_only_curators_add_where_the_community_says_so(ada: Talk, curator: Talk, olga: Talk) -> None:
    await olga("/community setup add:curators")

    assert await ada("/resource add A book kind:book tags:books") == (
        "Only curators add to the library here. Tell one of them what you have found."
    )
    assert (await curator("/resource add A book kind:book tags:books")).startswith("Added to the library as number 1")


async def test_role_that_is_given_counts_from_the_next_command(ada: Talk, olga: Talk) -> None:
    await ada("/help")
    assert await ada("/resource gaps") == (
        "/resource gaps is for curators. Please ask one of them, or an organiser for the role."
    )

    assert await olga("/community role @ada curator") == "@ada is a curator here now."

    assert await ada("/resource gaps") == "Every search has found something so far."


async def test_role_for_somebody_who_never_spoke_is_refused(olga: Talk) -> None:
    assert await olga("/community role @nobody curator") == (
        "That person has not talked to me yet. Ask them to say /help once, and try again."
    )


async def test_members_and_curators_give_no_roles(ada: Talk, curator: Talk) -> None:
    for person in (ada, curator):
        assert await person("/community role @ada organiser") == (
            "/community role is for organisers. Please ask one of them."
        )


async def test_nobody_takes_the_own_role_away_by_mistake(ada: Talk, olga: Talk) -> None:
    await ada("/help")
    await olga("/community role @ada organiser")

    assert await ada("/community role @ada member") == (
        "You cannot take your own role away. Ask another organiser to do it."
    )


async def test_people_see_what_is_known_about_them(ada: Talk) -> None:
    await ada("/resource add A book kind:book tags:books", "/tag follow books", "/me zone berlin", "/me language pt-BR")

    assert await ada("/me show") == (
        "Ada\n\nRole: member\nKnown on: console\nFound for the library: 1\nTime zone: Europe/Berlin\nLanguage: pt-br\n"
        "The bot leaves you alone: 22:00-08:00, by the clock of Europe/Berlin\n"
        "You follow: #books\nSettling in: not begun (organisers see this too)\n\n"
        "Only you see this. Change it with /me preferences, /me zone, /me language and /me quiet."
    )
    assert await ada("/me zone -", "/me language -", "/me show") == (
        "Ada\n\nRole: member\nKnown on: console\nFound for the library: 1\nTime zone: the community's\n"
        "Language: the community's\nThe bot leaves you alone: 22:00-08:00, by the clock of UTC\n"
        "You follow: #books\nSettling in: not begun (organisers see this too)\n\n"
        "Only you see this. Change it with /me preferences, /me zone, /me language and /me quiet."
    )


async def test_others_see_what_somebody_has_brought_and_nothing_private(ada: Talk) -> None:
    await ada("/resource add A book kind:book tags:books", "/me zone berlin")

    shown = "Ada\n\nRole: member\nKnown on: console\nFound for the library: 1"
    assert await ada.as_("Bob")("/member show @ada") == shown
    assert await ada.as_("Bob")('/menu "Show in Commonplace" ada') == shown


async def test_somebody_whose_first_command_was_refused_can_be_given_a_role(ada: Talk, olga: Talk) -> None:
    assert (await ada("/tag undo")).startswith("/tag undo is for curators.")

    assert await olga("/community role @ada curator") == "@ada is a curator here now."
