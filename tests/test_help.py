"""Help, and what is said about a command that is not there or not typed right."""

from __future__ import annotations

import pytest

from bot.identity import Role
from commands import COMMANDS
from tests.talk import Talk


async def test_help_names_every_command_that_one_may_say_by_its_first_word(ada: Talk) -> None:
    for role in Role:
        answer = await ada.as_("Pat", role)("/help")

        lines = answer.split("\n")
        named = [
            f"{word} {second}".strip()
            for word, _, rest in (line.removeprefix("/").partition(" — ") for line in lines[2:-2])
            for second in ([""] if word == "help" or " " in word else rest.split(", "))
        ]
        assert (lines[0], lines[-1]) == ("What can be said here", "What each does: /help resource")
        assert sorted(named) == sorted(one.name for one in COMMANDS if one.is_typed and one.allow <= role)


async def test_help_says_what_stands_alone_in_a_sentence(ada: Talk) -> None:
    lines = (await ada("/help")).split("\n")

    assert "/help — What can be said here" in lines
    assert "/tag — list, show, channel, follow, unfollow" in lines


async def test_help_about_the_first_word_names_what_is_under_it(ada: Talk) -> None:
    answer = await ada("/help tag")

    assert answer == (
        "What can be said here\n\n"
        "/tag list — All tags, the most used first\n"
        "/tag show — Everything under a tag, newest first\n"
        "/tag channel — The tags of this channel; look-ups here start from them; curators change them\n"
        "/tag follow — Follow a tag, or see which you follow\n"
        "/tag unfollow — Stop following a tag\n\n"
        "More about one: /help tag list"
    )


@pytest.mark.parametrize("typed", ["tag merge", "/tag merge", "TAG Merge"])
async def test_help_about_one_command_explains_its_options(curator: Talk, typed: str) -> None:
    assert await curator(f"/help {typed}") == (
        "Make one tag a part of another\n\n/tag merge FROM INTO sure:\n"
        "FROM — The tag that goes (needed)\n"
        "INTO — The tag that stays (needed)\n"
        "sure: — Merge without asking again"
    )


async def test_help_about_a_choice_names_what_can_be_chosen(ada: Talk) -> None:
    assert "\nlevel: — Whom it is for (beginner, intermediate, advanced, -)\n" in await ada("/help resource add")
    assert "\nLINE — Words, #tags, kind:video, by:name, max:15m, level:, cost:, lang:, order:usual\n" in await ada(
        "/help find"
    )


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("resource fnd", "There is no command /resource fnd. Did you mean /resource find?"),
        ("gardening", "There is no command /gardening. Type /help for all commands."),
        ("tag merge", "There is no help about “tag merge” for you. Type /help for all that you can say."),
        ("resource page", "There is no help about “resource page” for you. Type /help for all that you can say."),
        ("@everyone", "There is no command /@everyone. Type /help for all commands."),
    ],
)
async def test_help_that_is_not_there_says_what_is_near(ada: Talk, typed: str, answer: str) -> None:
    assert await ada(f"/help {typed}") == answer


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/resource fnd loops", "There is no command /resource fnd. Did you mean /resource find?"),
        ("/resorce find loops", "There is no command /resorce find. Did you mean /resource find?"),
        ("/hlep", "There is no command /hlep. Did you mean /help?"),
        ("/gardening today", "There is no command /gardening today. Type /help for all commands."),
        ("/resource page", "There is no command /resource page. "),
        ("/", "There is no command /. Type /help for all commands."),
        ("/tag", "There is no command /tag. There are: /tag list, /tag show, /tag describe, "),
        ("/resource", "There is no command /resource. There are: /resource add, /resource show, "),
        ("/tag list word:loops", "/tag list has no option word:. Did you mean words:? If it is part of a text, put"),
        ("/tag show", "Everything under a tag, newest first\n  name (required): Which tag\nFill it in: /fill name"),
        ("/resource mine all of it", "/resource mine does not know what to do with “all”. It takes no words after it."),
        ("/resource show 1 2", "number is not a whole number from 1 to 2,000,000,000: “1 2”. Write for example"),
        ("/resource edit number:1 2", "/resource edit does not know what to do with “2”. It takes number:, address:, "),
        ('/tag show "loops', 'A quotation mark is not closed. Write it like this: "two words".'),
        ("/resource add what:", "Add something to the library\n  what (required): Its address, or its title\n"),
        ("/tag show name:a name:b", "name is given twice. Give it once."),
        (f"/tag show {'x' * 7000}", "That line is too long: 7,000 characters, at most 6,000. Please say it shorter."),
        (f"/tag show {'x' * 201}", "name is too long: 201 characters, at most 200. Please say it shorter."),
        ("/resource tag 1 loops new-tags:perhaps", "new-tags is yes or no, not “perhaps”."),
    ],
)
async def test_line_that_is_not_typed_right_gets_one_sentence(ada: Talk, typed: str, answer: str) -> None:
    assert (await ada(typed)).startswith(answer)


async def test_help_about_what_is_for_others_does_not_deny_that_it_exists(ada: Talk) -> None:
    assert await ada("/help community") == (
        "There is no help about “community” for you. Type /help for all that you can say."
    )
