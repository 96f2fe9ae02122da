"""What people type to break things: in every option of every command, nothing breaks, nothing acts, nothing leaks."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dispatch import Dispatcher, Filled, Pressed, Typed
from bot.identity import Role
from bot.replies import Notice, Tone
from bot.spec import Text
from commands import COMMANDS
from tests.asking import ask, harmless, request, shown

PAYLOADS = {
    "mentions": "@everyone @here <!channel> <!here> <@U1> <@&123> <#C1> <!subteam^S1> `@everyone` \\@everyone",
    "terminal": "\x1b[2J\x1b]0;owned\x07\x1b]8;;https://bad.example\x1b\\x\x9b31m \x07 \x08\x08 \r\n> /tag undo",
    "bidi": "\u202eevil\u202c \u2066x\u2069 \u200fab\u200b\u200d \ufeff \u00ad \u3164",
    "markdown": "[bank](https://bad.example) <https://bad.example|bank> **b** `c` ||s|| ```\n# h\n> q\n- l",
    "full text": '"a* NEAR(b c) -d OR e^2 {f} : ( ) "" \' \\ AND NOT',
    "sql": "'; DROP TABLE resource; -- \" ) OR 1=1 /* % _ ! \\",
    "format": "{0.__class__} {call} %s %(name)s ${7*7} {{7*7}} %n {}",
    "nul": "\0a\0b",
    "huge": "x" * 100_000,
    "huge words": "word " * 20_000,
    "combining": "a" + "\u0301" * 2_000,
    "surrogates": "\ud800 \udfff ab\ud83d",
    "emoji": "🎉👩‍👩‍👧🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "blank": "\u00a0\u2003\n\t ",
    "signs": "!?.,;:-_#/|\\'\"",
    "number": "99999999999999999999",
    "minus": "-",
    "quote": '"',
    "path": "../../etc/passwd",
    "address": "https://user:pass@127.0.0.1:99999/\u202e?q=<script>",
    "json": '{"key": [' * 3_000,
    "scripts": "日本語 हिन्दी العربية ไทย ﷽ ℡ ǅ ß İ",
}
#: Longest answer about one thing; platforms cut what is longer than they take.
ANSWER_CHARACTERS = 8_000
_ACTS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\u2028\u2029\ud800-\udfff]")


@pytest.fixture
def watched(sqlite_address: str) -> Iterator[sqlite3.Connection]:
    """A connection that sees whether another one has changed anything."""
    connection = sqlite3.connect(sqlite_address.removeprefix("sqlite:///"))
    yield connection
    connection.close()


def version(watched: sqlite3.Connection) -> int:
    """A number that changes with every commit of another connection."""
    return int(watched.execute("PRAGMA data_version").fetchone()[0])


async def filled_library(dispatcher: Dispatcher) -> None:
    for title in ("Loops", "Retro"):
        await ask(dispatcher, Filled(("resource", "add"), {"what": title, "kind": "book", "tags": title}))


async def answered(dispatcher: Dispatcher, said: Typed | Filled | Pressed, watched: sqlite3.Connection) -> str:
    """The answer of the bot to an organiser, checked for all that must never be in one."""
    before = version(watched)
    answer = await dispatcher.run(request(said, role=Role.ORGANISER))
    await dispatcher.settle()
    read = shown(answer)
    assert "Something went wrong" not in read, (said, read)
    assert not _ACTS.search(read), (said, read)
    assert len(read) <= ANSWER_CHARACTERS, (said, len(read))
    assert "<class" not in read
    assert "49" not in read or "7*7" not in str(said)
    assert "Mention(" not in repr(answer.reply)
    if isinstance(answer.reply, Notice) and answer.reply.tone is Tone.REFUSED:
        assert version(watched) == before, said
    return read


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
async def test_payload_in_any_option_of_any_command_does_nothing(
    dispatcher: Dispatcher, watched: sqlite3.Connection, payload: str
) -> None:
    await filled_library(dispatcher)
    for one in COMMANDS:
        required = {option.name: harmless(option) for option in one.options if option.required}
        for option in one.options:
            if isinstance(option, Text) or len(payload) < 100:
                await answered(dispatcher, Filled(one.path, {**required, option.name: payload}), watched)

    await ask(dispatcher, Typed("help"))
    assert "Something went wrong" not in await ask(dispatcher, Typed("resource find"), role=Role.ORGANISER)


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
async def test_payload_in_a_typed_line_does_nothing(
    dispatcher: Dispatcher, watched: sqlite3.Connection, payload: str
) -> None:
    await filled_library(dispatcher)
    for line in (
        "{}", "{} find", "resource {}", "resource find {}", "resource find #{}", "resource find -tag:{}", "tag list {}",
        'resource find by:"{}"', "resource find kind:{}", "resource find tag:{}|{}", "resource random {}", "help {}",
        "resource show {}", "resource edit 1 title:{}", "resource edit 1 {}:x", "resource add {} kind:{} tags:{}",
    ):  # fmt: skip
        await answered(dispatcher, Typed(line.replace("{}", payload)), watched)
    await answered(dispatcher, Pressed(payload), watched)
    await answered(dispatcher, Pressed(f'resource/find{{"line":"{payload}"}}'), watched)


async def test_what_members_write_is_shown_as_they_wrote_it(dispatcher: Dispatcher) -> None:
    title = "@everyone [bank](https://bad.example) {0.__class__} <!channel> %s"
    await ask(dispatcher, Filled(("resource", "add"), {"what": title, "kind": "book", "tags": "loops", "why": title}))

    answer = await ask(dispatcher, Filled(("resource", "find"), {}))

    assert answer.count(title) == 2


async def test_disguised_title_is_undisguised(dispatcher: Dispatcher) -> None:
    await ask(
        dispatcher,
        Filled(("resource", "add"), {"what": "Pay\u200bpal \u202etxt\x1b[31m", "kind": "book", "tags": "ab"}),
    )

    assert "\nPaypal txt[31m\n" in await ask(dispatcher, Filled(("resource", "find"), {}))


async def test_title_that_nobody_can_see_is_none(dispatcher: Dispatcher) -> None:
    for title in ("\u3164", "\u200b\u200b", "\u202e\0", "\ud800", " \u00a0"):
        answer = await ask(dispatcher, Filled(("resource", "add"), {"what": title, "kind": "book", "tags": "loops"}))

        assert answer.startswith("Add something to the library\n  what (required): Its address, or its title\n")


LINES = st.lists(
    st.sampled_from(
        [
            "resource", "find", "add", "tag", "show", "edit", "1", "loops", "#loops", "-tag:loops", "kind:book",
            "kind:", "max:1h", "title:x", "tags:loops", "new-tags:yes", '"', "“", "|", ":", "--", "merge", "sure:yes",
            "delete", "undo", "help", "\0", "\u202e", "\x1b[0m", "🎉", "日本", "{0}", "%s", "retro", "list", "random",
            "gaps", "mine", "history", "-",
        ]
    )
    | st.text(max_size=8),
    max_size=7,
).map(" ".join)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(LINES, min_size=1, max_size=8))
async def test_any_lines_are_answered(dispatcher: Dispatcher, watched: sqlite3.Connection, lines: list[str]) -> None:
    await filled_library(dispatcher)

    for line in lines:
        await answered(dispatcher, Typed(line), watched)
