"""The console of an AMA: what a host or helper sees, also as a message that shows itself anew."""

from __future__ import annotations

from tests.amas import press
from tests.talk import Posts, Talk
from tests.test_questions_live import about, asked, begun, bob, hana, olga, posts

__all__ = ["bob", "hana", "olga", "posts"]


async def test_console_shows_the_queue_and_what_can_be_done(ada: Talk, bob: Talk, hana: Talk, posts: Posts) -> None:
    await asked(ada, bob)

    console = await begun(hana, posts)

    assert console == (
        "Console · AMA 1: Starting a guild\n\n"
        "Nothing is being answered now.\n\n"
        "2 · Who pays the coffee?\n1 vote · asked by Ada\n[Next 2]\n\n"
        "1 · How do I start?\nasked by Ada · #guilds\n[Next 1]\n\n"
        "Time: 60 minutes left\n"
        "So far: 2 questions: 2 open\n\n"
        "[Update] [Close] [Keep it up to date]"
    )


async def test_console_as_a_message_shows_itself_anew_at_most_once_in_three_seconds(
    ada: Talk, bob: Talk, hana: Talk, posts: Posts
) -> None:
    await begun(hana, posts)
    said = await hana("/ama live", "/press Keep it up to date")
    first = about(await posts(seconds=4), "Console")
    await asked(ada, bob)
    changed = about(await posts(seconds=4), "Console")
    await press(hana, "ama", "close", number=1, rest="open")
    closed = about(await posts(seconds=4), "Console")

    assert said == "It comes as a direct message, and shows itself anew as questions come and are answered."
    assert [one.split("\n")[0] for one in first] == ["@hana: Console · AMA 1: Starting a guild"]
    assert len(changed) == 1
    assert changed[0].startswith("@hana (changed): Console · AMA 1: Starting a guild")
    assert "Who pays the coffee?" in changed[0]
    assert "Who pays the coffee?" not in first[0]
    assert "closed" in closed[-1]


async def test_console_is_a_message_once_and_only_for_hosts_and_helpers(
    ada: Talk, olga: Talk, hana: Talk, posts: Posts
) -> None:
    await begun(hana, posts)
    await hana("/ama live", "/press Keep it up to date")

    assert await press(hana, "ama", "console-message", number=1) == "You have it already, among your direct messages."
    assert "for the host and the helpers" in await press(ada, "ama", "console-message", number=1)
    assert await press(olga, "ama", "console-message", number=1) == (
        "That is for the hosts and helpers of the AMA. Say /ama helper 1 @name to name one."
    )


async def test_console_of_whoever_helps_no_more_shows_nothing_more(
    ada: Talk, bob: Talk, hana: Talk, olga: Talk, posts: Posts
) -> None:
    await olga("/ama helper 1 @bob")
    await begun(hana, posts)
    await press(bob, "ama", "console-message", number=1)
    await posts(seconds=4)
    await olga("/ama helper 1 @bob do:remove")

    await ada("/ama ask How do I start?")

    assert about(await posts(seconds=10), "@bob (changed)") == []
