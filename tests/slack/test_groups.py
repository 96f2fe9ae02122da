"""One conversation with several people on Slack: opened, posted to once, found again, and refused in good time."""

from __future__ import annotations

import pytest

from bot.deliveries.outcomes import Cause, NotThere, Refused, Sent, Unreadable, Waits
from bot.messenger import Outgoing
from tests.slack.fake import Channel, Human
from tests.slack.test_messenger import CALL_SECONDS, MARK, POST, Setting, fake, here

__all__ = ["fake", "here"]

pytestmark = pytest.mark.asyncio(loop_scope="module")
OPEN = "conversations.open"


async def both(here: Setting, *, mark: str = MARK) -> tuple[Human, Outgoing]:
    """Bob, and a message for Ada and him together."""
    bob = await here.team.person("Bob")
    return bob, here.to(user=f"{here.ada.id}\n{bob.id}", mark=mark)


async def test_message_for_two_stands_once_in_one_conversation_of_theirs_and_is_found_there(here: Setting) -> None:
    bob, outgoing = await both(here)

    answer = await here.post(outgoing)

    assert isinstance(answer, Sent)
    place = Channel(id=answer.ref.partition("/")[0], name="")
    assert (await here.team.members(place)) - {bob.id, here.ada.id} == {here.team.bot_user_id}
    assert [one.text for one in await here.messages(place)] == ["Ask Me Anything"]
    assert await here.look(outgoing) == answer
    assert await here.look((await both(here, mark="another"))[1]) == NotThere()
    assert here.messenger.gathers


async def test_same_two_have_the_same_conversation(here: Setting) -> None:
    bob, outgoing = await both(here)

    first = await here.post(outgoing)
    second = await here.post(here.to(user=f"{bob.id}\n{here.ada.id}", mark="another"))

    assert isinstance(first, Sent)
    assert isinstance(second, Sent)
    assert first.ref.partition("/")[0] == second.ref.partition("/")[0]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("missing_scope", Refused(Cause.TARGET, "missing_scope")),
        ("user_disabled", Refused(Cause.TARGET, "user_disabled")),
        ("a_word_of_next_year", Refused(Cause.TARGET, "a_word_of_next_year")),
        ("invalid_auth", Refused(Cause.APP, "invalid_auth")),
        ("message_limit_exceeded", Waits(60.0, "message_limit_exceeded")),
        ("internal_error", Waits(15.0, "internal_error")),
    ],
)
async def test_conversation_that_cannot_be_opened_says_why_and_nothing_was_posted(
    here: Setting, word: str, expected: object
) -> None:
    _bob, outgoing = await both(here)
    await here.slack.say_word(OPEN, word)

    assert await here.post(outgoing) == expected
    assert await here.asked(POST) == []


async def test_app_that_was_installed_without_the_scope_says_so_of_these_conversations_alone(here: Setting) -> None:
    _bob, outgoing = await both(here)
    await here.team.set_scopes("chat:write", "im:write", "im:history")

    assert await here.post(outgoing) == Refused(Cause.TARGET, "missing_scope")
    assert await here.look(outgoing) == Unreadable("missing_scope", is_final=True)
    assert isinstance(await here.post(here.to(user=here.ada.id)), Sent)


async def test_conversation_whose_opening_takes_too_long_is_opened_later(here: Setting) -> None:
    _bob, outgoing = await both(here)
    await here.slack.fault("hang", OPEN, seconds=3 * CALL_SECONDS)

    assert isinstance(await here.post(outgoing), Waits)
    assert await here.asked(POST) == []
