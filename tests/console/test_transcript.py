"""Scripted conversations: what goes in line by line, and the transcript that comes out."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.console.conversation import Conversation
from adapters.console.messenger import Posted
from adapters.console.render import plain, rendered
from adapters.console.speaker import Speaker
from bot.deliveries import Target
from bot.dispatch import Dispatcher
from bot.identity import Role
from bot.replies import Button, Field, Form, done, said
from tests.console.conftest import Script


async def test_each_line_is_echoed_and_answered(script: Script) -> None:
    assert await script("/who", "/echo Hello there") == (
        "> /who\nAda, member, in #general of Guild\n\n> /echo Hello there\nHello there\n\n"
    )


async def test_comments_and_blank_lines_are_passed_over(script: Script) -> None:
    assert await script("# Who is it?", "", "   ", "  # indented", "/who") == (
        "> /who\nAda, member, in #general of Guild\n\n"
    )


async def test_refusals_say_why_and_the_script_goes_on(script: Script) -> None:
    assert await script("/book burn", "/whoo", "hello bot", "/who") == (
        "> /book burn\n"
        "/book burn is for curators. Please ask one of them, or an organiser for the role.\n"
        "\n"
        "> /whoo\n"
        "There is no command /whoo. Did you mean /who?\n"
        "\n"
        "> hello bot\n"
        "Commands begin with a slash: /resource find facilitation. All of them: /help\n"
        "\n"
        "> /who\n"
        "Ada, member, in #general of Guild\n"
        "\n"
    )


async def test_who_comes_back_to_their_own_name_has_their_own_role_again(dispatcher: Dispatcher) -> None:
    owner = Conversation(dispatcher, Speaker(name="Owner", community="Guild", role=Role.ORGANISER))

    names = [
        plain(rendered(await owner.say(line), channel="general")).strip()
        for line in ("/as Ada", "/as owner", "/as Owner member")
    ]

    assert names == ["You are now Ada (member).", "You are now owner (organiser).", "You are now Owner (member)."]


async def test_nobody_fills_in_what_somebody_else_was_asked(script: Script) -> None:
    said = await script("/book add", "/as Bob", "/fill title:Loops", "/as Ada", "/fill title:Loops")

    assert (
        "> /fill title:Loops\nThere is no form to fill in. Say a command first; it asks for what is missing.\n" in said
    )
    assert said.count("There is no form to fill in.") == 1


async def test_quit_ends_the_script(script: Script) -> None:
    assert await script("/quit", "/who") == "> /quit\nGoodbye.\n\n"


async def test_person_role_and_channel_can_change(script: Script) -> None:
    transcript = await script(
        "/as Grace Hopper curator", "/channel #random", "/who", "/book burn", '/as "Ada Curator"', "/who", "/as"
    )

    assert transcript == (
        "> /as Grace Hopper curator\nYou are now Grace Hopper (curator).\n\n"
        "> /channel #random\nYou are now in #random.\n\n"
        "> /who\nGrace Hopper, curator, in #random of Guild\n\n"
        "> /book burn\nThere is nothing to burn.\n\n"
        '> /as "Ada Curator"\nYou are now Ada Curator (member).\n\n'
        "> /who\nAda Curator, member, in #random of Guild\n\n"
        "> /as\nWhom do you want to be? Write for example /as Ada curator\n\n"
    )


async def test_mistyped_role_is_not_taken_for_a_name(script: Script) -> None:
    assert await script("/as Ada curater") == (
        "> /as Ada curater\n"
        "There is no role curater. Did you mean curator? If it is part of the name, put it in quotation marks.\n\n"
    )


BOOKS = (
    "> /book list\n"
    "Books\n\nLoops\n[Useful]\n\nGuilds\n[Useful]\n\n[Share here] [Website <https://example.org/>] [Older]\n\n"
)


@pytest.mark.parametrize(
    ("press", "answer"),
    [
        ("/press Share here", "shared in #general:\nLoops and Guilds"),
        ("/press share", "shared in #general:\nLoops and Guilds"),
        ("/press [Older]", "Nothing older.\n[Newer]"),
        ("/press 2 Useful", "Ada finds Guilds useful."),
        ("/press 1 use", "Ada finds Loops useful."),
        ("/press 2", "Ada finds Guilds useful."),
        ("/press website", "https://example.org/"),
        ("/press useful", "There are 2 buttons [Useful]. Say which one: /press 2 Useful"),
        ("/press 3 useful", "There is no button “3 useful”. There are [Useful] × 2, [Share here], [Website], [Older]."),
        ("/press 99", "There is no button “99”. There are [Useful] × 2, [Share here], [Website], [Older]."),
        ("/press Delete", "There is no button “Delete”. There are [Useful] × 2, [Share here], [Website], [Older]."),
        ("/press", "Which button? There are [Useful] × 2, [Share here], [Website], [Older]."),
    ],
)
async def test_buttons_of_the_last_answer_can_be_pressed(script: Script, press: str, answer: str) -> None:
    assert await script("/book list", press) == f"{BOOKS}> {press}\n{answer}\n\n"


async def test_buttons_stay_until_an_answer_brings_others(script: Script) -> None:
    transcript = await script("/book list", "/press 1 useful", "/press 2 useful", "/press older", "/press useful")

    assert transcript.removeprefix(BOOKS) == (
        "> /press 1 useful\nAda finds Loops useful.\n\n"
        "> /press 2 useful\nAda finds Guilds useful.\n\n"
        "> /press older\nNothing older.\n[Newer]\n\n"
        "> /press useful\nThere is no button “useful”. There are [Newer].\n\n"
    )


async def test_without_an_answer_there_is_nothing_to_press_or_fill(script: Script) -> None:
    assert await script("/press Useful", "/fill title:Loops") == (
        "> /press Useful\nThere is no button to press. Buttons look like [Useful] and come with an answer.\n\n"
        "> /fill title:Loops\nThere is no form to fill in. Say a command first; it asks for what is missing.\n\n"
    )


async def test_form_asks_for_what_is_missing_until_nothing_is(script: Script) -> None:
    assert await script("/book add year:1998", '/fill title:"The Guild"', "/fill free", "/fill free") == (
        "> /book add year:1998\n"
        "Add a book\n"
        "  title (required): What it is called\n"
        "  cost (required): What it costs (free, paid)\n"
        'Fill it in: /fill title:"…" cost:free\n'
        "\n"
        '> /fill title:"The Guild"\n'
        "Add a book\n"
        "  cost (required): What it costs (free, paid)\n"
        "Fill it in: /fill cost:free\n"
        "\n"
        "> /fill free\n"
        "Added The Guild (free, 1998).\n"
        "\n"
        "> /fill free\n"
        "There is no form to fill in. Say a command first; it asks for what is missing.\n"
        "\n"
    )


async def test_refused_answer_is_mended_without_saying_the_others_again(script: Script) -> None:
    assert await script("/book add", "/fill title:Loops cost:fre", "/fill cost:free") == (
        "> /book add\n"
        "Add a book\n"
        "  title (required): What it is called\n"
        "  cost (required): What it costs (free, paid)\n"
        'Fill it in: /fill title:"…" cost:free\n'
        "\n"
        "> /fill title:Loops cost:fre\n"
        "cost cannot be “fre”. Did you mean free? It is one of free, paid.\n"
        "\n"
        "> /fill cost:free\n"
        "Added Loops (free, None).\n"
        "\n"
    )


async def test_answer_typed_over_a_suggestion_outlives_a_refusal(conversation: Conversation) -> None:
    fields = (Field(option="title", label="Title", value="The Guild"), Field(option="cost", label="Cost"))
    form = Form(title="Add a book", command=("book", "add"), fields=fields)
    await conversation.fill(form, {"title": "Loops", "cost": "fre"})

    assert await conversation.say("/fill cost:free") == done("Added Loops (free, None).")


async def test_answer_to_no_question_is_refused(script: Script) -> None:
    transcript = await script("/book add", "/fill Loops", "/fill pages:3")

    assert transcript.endswith(
        "> /fill Loops\nWhich question does “Loops” answer? This form asks for title:, cost:\n\n"
        "> /fill pages:3\nWhich question does “pages:3” answer? This form asks for title:, cost:\n\n"
    )


async def test_button_works_in_another_conversation_with_the_same_community(
    script: Script, conversation: Conversation
) -> None:
    await script("/book list", "/as Grace")

    assert await script("/press 1 useful") == "> /press 1 useful\nGrace finds Loops useful.\n\n"


async def test_enormous_line_is_refused_and_shortened_in_the_echo(script: Script) -> None:
    line = "/echo " + "x" * 100_000

    assert await script(line, "/who") == (
        f"> {line[:500]}…\n"
        "That line is too long: 100,000 characters, at most 6,000. Please say it shorter.\n"
        "\n"
        "> /who\nAda, member, in #general of Guild\n\n"
    )


async def test_line_of_many_megabytes_is_cut_and_the_next_one_answered(script: Script) -> None:
    transcript = await script("/echo " + "x" * 3_000_000, "/who")

    assert transcript.endswith("> /who\nAda, member, in #general of Guild\n\n")


async def test_bytes_that_are_no_text_and_control_characters_do_no_harm(script: Script) -> None:
    content = b"\xef\xbb\xbf/echo caf\xe9\r\n/echo a\x00b\x1b[31mc\xe2\x80\xaed\n/who"

    assert await script(content=content) == (
        "> /echo caf�\ncaf�\n\n> /echo ab[31mcd\nab[31mcd\n\n> /who\nAda, member, in #general of Guild\n\n"
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(content=st.binary(max_size=200) | st.text(max_size=80).map(lambda text: f"/{text}".encode("utf-8", "replace")))
async def test_random_bytes_are_answered_and_never_break_anything(script: Script, content: bytes) -> None:
    assert "Something went wrong" not in await script(content=content)


async def test_button_of_a_message_can_be_pressed_after_other_answers_with_buttons(
    script: Script, conversation: Conversation
) -> None:
    conversation.hear(posted("Will you?", "Accept", Target(platform="console", workspace="guild", user="bob")))
    conversation.hear(posted("All may", "Accept all", Target(platform="console", workspace="guild", channel="general")))

    transcript = await script("/book list", "/as Bob", "/press Accept", "/press Accept all", "/press Decline")

    assert "> /press Accept\nBob finds Accept useful.\n" in transcript
    assert "> /press Accept all\nBob finds Accept all useful.\n" in transcript
    assert "There is no button “Decline”. There are [Useful] × 2" in transcript


async def test_button_of_a_message_to_somebody_else_is_not_pressed(script: Script, conversation: Conversation) -> None:
    conversation.hear(posted("Will you?", "Accept", Target(platform="console", workspace="guild", user="bob")))

    transcript = await script("/book list", "/as Cory", "/press Accept")

    assert "There is no button “Accept”." in transcript


async def test_button_of_the_last_answer_goes_before_one_of_a_message(
    script: Script, conversation: Conversation
) -> None:
    conversation.hear(posted("Older?", "Older", Target(platform="console", workspace="guild", channel="general")))

    assert (await script("/book list", "/press Older")).endswith("> /press Older\nNothing older.\n[Newer]\n\n")


async def test_button_of_an_answer_stays_when_a_message_comes_in_between(
    script: Script, conversation: Conversation
) -> None:
    await script("/book list")
    conversation.hear(posted("Older?", "Other", Target(platform="console", workspace="guild", channel="general")))

    assert "> /press Share here\nshared in #general:\nLoops and Guilds\n" in await script("/press Share here")


def posted(words: str, label: str, target: Target) -> Posted:
    button = Button(label=label, command=("book", "useful"), args={"title": label})
    return Posted(target=target, shown=said(words, actions=(button,)), mark=label)
