"""What the console offers while a line is being typed."""

from __future__ import annotations

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from adapters.console.completion import ConsoleCompleter, offers
from adapters.console.conversation import Conversation


async def offered(conversation: Conversation, line: str) -> list[str]:
    return [offer.text for offer in await offers(conversation, line)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/w", ["/who"]),
        ("/book", ["/book add", "/book burn", "/book list"]),
        ("/book ", ["add", "burn", "list"]),
        ("/book l", ["list"]),
        ("/qu", ["/quit"]),
        ("/men", ["/menu"]),
        ("/nothing", []),
        ("hello", []),
        ("/book add ", ["title:", "cost:", "year:"]),
        ("/book add title:x c", ["cost:"]),
        ("/book add cost:", ["cost:free", "cost:paid"]),
        ("/book add cost:f", ["cost:free"]),
        ("/book add title:the", ['title:"The Loop"', 'title:"The Guild"']),
        ("/book add title:em", ["title:Emergence"]),
        ("/book add year:", []),
        ("/book useful ", []),
        ("/as Ada cu", ["curator"]),
        ("/as Ada", []),
        ("/channel ge", []),
    ],
)
async def test_what_could_come_next_is_offered(conversation: Conversation, line: str, expected: list[str]) -> None:
    await conversation.say("/who")

    assert await offered(conversation, line) == expected


async def test_buttons_and_questions_of_the_last_answer_are_offered(conversation: Conversation) -> None:
    await conversation.say("/book list")
    await conversation.say("/book add")

    assert await offered(conversation, "/press ") == ["Useful", "Share here", "Website", "Older"]
    assert await offered(conversation, "/press s") == ["Share here"]
    assert await offered(conversation, "/fill ") == ["title:", "cost:"]


async def test_only_the_last_word_is_replaced_and_its_meaning_shown(conversation: Conversation) -> None:
    document = Document("/book bu")

    completions = [one async for one in ConsoleCompleter(conversation).get_completions_async(document, CompleteEvent())]

    assert [(one.text, one.start_position, one.display_meta_text) for one in completions] == [("burn", -2, "Burn it")]
