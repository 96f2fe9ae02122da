"""Tags in a channel, for a person, and who makes them, as conversations."""

from __future__ import annotations

import pytest

from bot.identity import Role
from tests.library import found, share, titles
from tests.talk import Talk, TestClock

# --- who makes them -----------------------------------------------------------------------------------------------


async def test_community_can_leave_new_tags_to_curators(ada: Talk, curator: Talk) -> None:
    organiser = ada.as_("Olga", Role.ORGANISER)
    await share(ada, "One", tags="loops")

    assert await organiser("/tag makers curators") == "Only curators make new tags from now on."
    assert await ada('/resource add "Two" kind:book tags:"loops lops"') == (
        "There is no tag #lops, and new ones are made by curators here. Did you mean #loops? See /tag list."
    )
    assert await ada("/resource tag 1 retro") == (
        "There is no tag #retro, and new ones are made by curators here. See /tag list."
    )
    await share(ada, "Two", tags="loops")
    await share(curator, "Three", tags="retro")
    assert await organiser("/tag makers everyone") == "Everyone makes new tags by using them from now on."
    await share(ada, "Four", tags="pairing")


# --- channels and people ------------------------------------------------------------------------------------------


async def test_look_ups_start_from_the_tags_of_the_channel(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="loops")
    await share(ada, "Two", tags="retro")
    await share(ada, "Three", tags="pairing")

    assert await curator("/tag channel") == (
        "This channel has no tags: /resource find without words shows everything here."
    )
    assert await curator("/tag channel #loops, retro") == (
        "This channel is about #loops #retro: /resource find without words starts from there."
    )
    assert await ada("/resource find") == (
        "Found for #loops|#retro\n\n"
        "Two\narticle\nnumber 2 · #retro\n[Useful 2]\n\n"
        "One\narticle\nnumber 1 · #loops\n[Useful 1]\n\n"
        "[Share here]\n\n2 in all."
    )
    assert await found(ada, "three") == ["Three"]
    await ada("/channel random")
    assert titles(await ada("/resource find")) == ["Three", "Two", "One"]


async def test_channel_can_lose_its_tags(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="loops")
    await curator("/tag channel loops")

    assert await curator("/tag channel -") == (
        "This channel has no tags: /resource find without words shows everything here."
    )
    assert (await ada("/resource find")).startswith("The library, most useful first\n")


async def test_channel_keeps_its_tags_where_none_are_named(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="loops")
    await curator("/tag channel loops", "/tag alias loops cycles")

    assert await curator("/tag channel ,") == "There is no tag in “,”. Name some, or - for none."
    assert await curator("/tag channel loops cycles") == (
        "This channel is about #loops: /resource find without words starts from there."
    )


async def test_what_is_added_in_a_channel_gets_its_tags_if_none_are_named(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="loops retro")
    await curator("/tag channel loops")

    assert "Tags: #loops\n" in await ada('/resource add "Two" kind:book')
    assert "Tags: #retro\n" in await ada('/resource add "Three" kind:book tags:retro')


@pytest.mark.parametrize(("count", "is_taken"), [(9, True), (10, True), (11, False)])
async def test_channel_has_at_most_ten_tags(ada: Talk, curator: Talk, count: int, is_taken: bool) -> None:
    names = [f"{letter * 3}" for letter in "abcdefghijk"]
    await share(ada, "One", tags=" ".join(names))

    answer = await curator(f"/tag channel {' '.join(names[:count])}")

    assert answer.startswith("This channel is about #aaa ") is is_taken
    assert is_taken or answer == "A channel has at most 10 tags. Please name the main ones."


async def test_followed_tags_are_listed(ada: Talk, clock: TestClock) -> None:
    await share(ada, "One", tags="loops retro")

    assert await ada.all([
        "/tag follow", "/tag follow retro", "/tag follow #Loops", "/tag follow loops", "/tag follow",
        "/tag unfollow retro", "/tag unfollow retro", "/tag follow",
    ]) == [
        "You follow no tags yet. Try /tag follow NAME.",
        "You follow #retro now.",
        "You follow #loops now.",
        "You follow #loops already.",
        "You follow #loops #retro.",
        "You no longer follow #retro.",
        "You did not follow #retro.",
        "You follow #loops.",
    ]  # fmt: skip
    assert await ada.as_("Bob")("/tag follow") == "You follow no tags yet. Try /tag follow NAME."


async def test_follower_of_a_merged_tag_follows_what_it_means_now(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="loops retro")
    await ada("/tag follow retro")
    await curator("/tag merge retro loops sure:yes")

    assert await ada("/tag follow") == "You follow #loops."
    assert await ada("/tag unfollow retro") == "You no longer follow #loops."
    assert await ada("/tag follow") == "You follow no tags yet. Try /tag follow NAME."


async def test_channel_of_a_merged_tag_is_about_what_it_means_now(ada: Talk, curator: Talk) -> None:
    await share(ada, "One", tags="loops")
    await share(ada, "Two", tags="retro")
    await curator("/tag channel retro", "/tag merge retro loops sure:yes")

    assert await curator("/tag channel") == (
        "This channel is about #loops: /resource find without words starts from there."
    )
    assert titles(await ada("/resource find")) == ["Two", "One"]
