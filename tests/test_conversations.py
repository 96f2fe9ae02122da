"""Conversations under tags: kept by a menu of a message, or by the labels of a forum."""

from __future__ import annotations

import pytest

from bot.dispatch import Dispatcher
from bot.events import ThreadOpened
from bot.hearing import Ears
from bot.identity import AccountKey, Place
from commands import LISTENERS
from tests.talk import Talk, TestClock


async def test_message_with_an_address_is_saved_to_the_library(ada: Talk) -> None:
    await ada(
        '/menu "Save to library" "Look at this: https://youtu.be/dQw4w9WgXcQ. How we began" https://chat.example/m/1'
    )

    assert await ada("/fill tags:stories") == (
        "Added to the library as number 1\n\n"
        "Look at this: How we began <https://youtu.be/dQw4w9WgXcQ>\n\n"
        "Kind: video\nTags: #stories\nFound by: Ada\n\n"
        "[Useful 1] [Share here] [Open youtu.be <https://youtu.be/dQw4w9WgXcQ>]\n\nnumber 1"
    )


async def test_message_without_an_address_is_saved_with_its_own_link(ada: Talk) -> None:
    form = await ada('/menu "Save to library" "Three things I learned about retrospectives" https://chat.example/m/1')

    assert "title (required): How it is called = Three things I learned about retrospectives" in form
    assert "https://chat.example/m/1" in await ada("/fill kind:article tags:retrospectives")


async def test_empty_message_is_not_saved(ada: Talk) -> None:
    assert await ada('/menu "Save to library" "" ""') == (
        "There is nothing in this message to save. Choose one with words or an address."
    )


async def test_conversation_stands_under_its_tag(ada: Talk) -> None:
    await ada('/menu "Tag this conversation" "How do you begin a guild?\nWe tried…" https://chat.example/m/7')

    assert await ada("/fill tags:guilds") == (
        "How do you begin a guild? <https://chat.example/m/7> is kept under #guilds."
    )
    assert await ada("/tag show guilds") == (
        "#guilds\n\nNo resource carries it yet.\nConversations:\nHow do you begin a guild? <https://chat.example/m/7>\n\n"
        "[Follow]"
    )


async def test_conversation_that_is_kept_already_gets_the_other_tag_too(ada: Talk) -> None:
    await ada("/conversation tag guilds link:https://chat.example/m/7 text:Beginning")

    assert await ada("/conversation tag stories link:https://chat.example/m/7") == (
        "Beginning <https://chat.example/m/7> is now also kept under #stories."
    )


async def test_conversation_of_a_tag_below_stands_under_the_one_above(ada: Talk, curator: Talk) -> None:
    await ada(
        "/conversation tag guilds link:https://chat.example/m/7 text:Beginning",
        "/conversation tag craft link:https://chat.example/m/8",
    )

    await curator("/tag parent guilds craft")

    shown = await ada("/tag show craft")
    assert shown.index("m/8") < shown.index("m/7")


@pytest.mark.parametrize("link", ["ftp://chat.example/m/7", "chat.example", "https://chat.example/" + "m" * 1_000])
async def test_what_is_no_link_to_a_message_is_refused(ada: Talk, link: str) -> None:
    assert await ada(f"/conversation tag guilds link:{link}") == (
        "That is not a link to a message. Copy the link of the message and try again."
    )


async def test_labels_of_a_forum_keep_its_posts_under_tags(
    dispatcher: Dispatcher, ada: Talk, curator: Talk, clock: TestClock
) -> None:
    await ada("/conversation tag help link:https://chat.example/m/1 text:First")
    assert await curator("/tag forum Question help") == (
        "In this forum “question” means #help. New posts with these labels are kept under them."
    )
    place = ada.request("").place
    ears = Ears(listeners=LISTENERS, store=dispatcher.store, clock=clock)
    for number, labels in enumerate([("QUESTION", "urgent"), ("urgent",), ("question",)], 2):
        await ears.hear(post(place, number, labels))

    shown = await ada("/tag show help")

    assert [f"m/{number}>" in shown for number in (1, 2, 3, 4)] == [True, True, False, True]


async def test_same_post_heard_twice_is_kept_once(
    dispatcher: Dispatcher, ada: Talk, curator: Talk, clock: TestClock
) -> None:
    await ada("/conversation tag help link:https://chat.example/m/1 text:First")
    await curator("/tag forum Question help")
    ears = Ears(listeners=LISTENERS, store=dispatcher.store, clock=clock)

    for _ in range(3):
        await ears.hear(post(ada.request("").place, 2, ("question",)))

    assert (await ada("/tag show help")).count("m/2>") == 1


async def test_event_of_a_place_that_never_spoke_is_passed_over(
    dispatcher: Dispatcher, clock: TestClock, ada: Talk
) -> None:
    ears = Ears(listeners=LISTENERS, store=dispatcher.store, clock=clock)

    await ears.hear(post(Place(platform="console", workspace="nowhere", channel="forum"), 2, ("question",)))

    assert await ada("/tag list") == "There are no tags yet. They are made by using them: /resource add … tags:loops"


async def test_label_that_means_nothing_any_more_keeps_nothing(ada: Talk, curator: Talk) -> None:
    await ada("/conversation tag help link:https://chat.example/m/1 text:First")
    await curator("/tag forum Question help")

    assert await curator("/tag forum Question -") == (
        "No label of this forum means a tag yet. For example: /tag forum Question help"
    )
    assert await curator("/tag forum Question") == (
        "Which tag does the label mean? For example /tag forum Question help."
    )
    assert await curator(f"/tag forum {'x' * 21} help") == (
        "A label of a forum has 1 to 20 characters. Write it as it stands in the forum."
    )


async def test_forum_has_as_many_labels_as_a_platform_allows(ada: Talk, curator: Talk) -> None:
    await ada("/conversation tag help link:https://chat.example/m/1 text:First")
    for number in range(20):
        await curator(f"/tag forum label{number} help")

    assert await curator("/tag forum label0 help") != await curator("/tag forum one-more help")
    assert await curator("/tag forum one-more help") == "A forum has at most 20 labels. Take one away with - first."


def post(place: Place, number: int, labels: tuple[str, ...]) -> ThreadOpened:
    """A post in the forum, by somebody who has never talked to the bot."""
    return ThreadOpened(
        platform=place.platform,
        workspace=place.workspace,
        event_id=f"post-{number}",
        place=place,
        title=f"Post {number}",
        link=f"https://chat.example/m/{number}",
        author=AccountKey(platform=place.platform, workspace=place.workspace, user="grace"),
        author_name="Grace",
        labels=labels,
    )
