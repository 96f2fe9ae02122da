"""The page that a person opens to see what there is for them."""

from __future__ import annotations

from bot.dispatch import Filled
from tests.talk import Talk


async def opened(talk: Talk) -> str:
    """What somebody reads who opens the page."""
    return await talk.fill(Filled(("home",), {}))


async def test_home_says_where_to_begin(ada: Talk) -> None:
    assert await opened(ada) == (
        "Guild\n\nNew under your tags\nFollow a tag with /tag follow NAME to see it here.\n"
        "What you have found\nShare the first thing with /resource add.\n\n[Look around] [Tags] [From the archive]"
    )


async def test_home_shows_the_newest_under_followed_tags_once_and_what_one_found(ada: Talk) -> None:
    bob = ada.as_("Bob")
    for number in range(1, 8):
        await bob(f"/resource add Book {number} kind:book tags:books,craft")
    await ada("/resource add Mine kind:book tags:other", "/tag follow books", "/tag follow craft")

    assert await opened(ada) == (
        "Guild\n\nNew under your tags\nBook 7 · number 7\nBook 6 · number 6\nBook 5 · number 5\nBook 4 · number 4\n"
        "Book 3 · number 3\nWhat you have found\nMine · number 8\n\n[Look around] [Tags] [From the archive]"
    )
