"""Whom the bot lets into a channel is in it, once; and who or what stands in the way is told apart."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.deliveries import Cause, NotThere, Refused, Sent, Unknown, Waits, into
from bot.messenger import Outgoing, knows_mark
from bot.replies import Admission
from tests.slack.fake import Channel, Human, Slack, slack_fake
from tests.slack.test_messenger import MARK, Setting, here

pytestmark = pytest.mark.asyncio(loop_scope="module")

__all__ = ["here"]

INVITE = "conversations.invite"
#: It is the person; the channel takes others.
PERSON_WORDS = (
    "cant_invite cant_invite_self user_not_found user_is_bot user_is_restricted user_is_ultra_restricted "
    "ura_max_channels no_external_invite_permission invitee_cant_see_channel org_user_not_in_team"
).split()
CHANNEL_WORDS = (
    "channel_not_found not_in_channel is_archived method_not_supported_for_channel_type restricted_action "
    "missing_scope no_permission access_denied"
).split()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def fake() -> AsyncIterator[Slack]:
    async with slack_fake() as started:
        yield started


def entry(here: Setting, channel: Channel, person: Human | None = None) -> Outgoing:
    admission = Admission(user=(person or here.ada).id, channel=channel.id, reason="Likes to listen")
    return Outgoing(target=into("slack", here.team.id, channel.id), shown=admission, mark=MARK)


@pytest_asyncio.fixture(loop_scope="module")
async def podcasts(here: Setting) -> Channel:
    return await here.team.channel("podcasts")


async def invited(here: Setting, channel: Channel, person: Human | None = None) -> object:
    return await here.post(entry(here, channel, person))


@pytest.mark.parametrize("private", [False, True])
async def test_person_is_in_the_channel(here: Setting, private: bool) -> None:
    channel = await here.team.channel("podcasts", private=private)

    outcome = await invited(here, channel)

    assert outcome == Sent(f"{channel.id}/{here.ada.id}")
    assert here.ada.id in await here.team.members(channel)
    # Slack itself tells people that they were added: the bot says nothing besides.
    assert await here.asked("chat.postMessage") == []


async def test_who_is_in_already_is_let_in_all_the_same(here: Setting, podcasts: Channel) -> None:
    await invited(here, podcasts)

    assert isinstance(await invited(here, podcasts), Sent)


async def test_lost_answer_is_doubtful_and_doing_it_again_is_harmless(here: Setting, podcasts: Channel) -> None:
    await here.slack.say_word(INVITE, "internal_error", is_done=True)

    first, again = await invited(here, podcasts), await invited(here, podcasts)

    assert (first, again) == (Unknown("internal_error"), Sent(f"{podcasts.id}/{here.ada.id}"))
    # Messages have to be looked for on Slack; this need not be.
    assert knows_mark(here.messenger, entry(here, podcasts).shown)
    assert not knows_mark(here.messenger, here.to().shown)
    assert await here.look(entry(here, podcasts)) == NotThere()


@pytest.mark.parametrize("word", PERSON_WORDS)
async def test_what_is_wrong_with_the_person_says_nothing_about_the_channel(
    here: Setting, podcasts: Channel, word: str
) -> None:
    await here.slack.say_word(INVITE, word)

    assert await invited(here, podcasts) == Refused(Cause.CONTENT, word)


@pytest.mark.parametrize("word", CHANNEL_WORDS)
async def test_what_is_wrong_with_the_channel_holds_up_no_messages(here: Setting, podcasts: Channel, word: str) -> None:
    """A scope that an older installation lacks was a refusal of the whole app: nothing was posted for five minutes."""
    await here.slack.say_word(INVITE, word)

    assert await invited(here, podcasts) == Refused(Cause.TARGET, word)


async def test_token_that_is_taken_away_is_a_refusal_of_the_app(here: Setting, podcasts: Channel) -> None:
    await here.slack.say_word(INVITE, "token_revoked")

    assert await invited(here, podcasts) == Refused(Cause.APP, "token_revoked")


async def test_channels_that_the_bot_cannot_let_people_into(here: Setting) -> None:
    outside = await here.team.channel("outside", with_bot=False)
    hidden = await here.team.channel("hidden", private=True, with_bot=False)
    archived = await here.team.channel("archived")
    await here.team.archive(archived)

    outcomes = [await invited(here, one) for one in (outside, hidden, archived)]

    assert outcomes == [
        Refused(Cause.TARGET, "not_in_channel"),
        Refused(Cause.TARGET, "channel_not_found"),
        Refused(Cause.TARGET, "is_archived"),
    ]


async def test_guest_of_one_channel_and_somebody_who_has_left(here: Setting, podcasts: Channel) -> None:
    guest = await here.team.person("Guest", is_ultra_restricted=True)
    await here.team.channel("theirs", guest)
    gone = await here.team.person("Gone", deleted=True)

    assert await invited(here, podcasts, guest) == Refused(Cause.CONTENT, "ura_max_channels")
    assert await invited(here, podcasts, gone) == Refused(Cause.CONTENT, "cant_invite")


async def test_too_fast_waits_as_long_as_slack_says(here: Setting, podcasts: Channel) -> None:
    await here.slack.fault("too_many", INVITE, seconds=7)

    first = await invited(here, podcasts)
    second = await invited(here, podcasts)

    assert first == Waits(7.0, "ratelimited")
    assert isinstance(second, Waits)
    assert len(await here.asked(INVITE)) <= 1, "nothing is asked while Slack wants to hear nothing"


async def test_too_late_is_not_done(here: Setting, podcasts: Channel) -> None:
    assert isinstance(await here.post(entry(here, podcasts), within=0.0), Waits)
    assert await here.asked(INVITE) == []


async def test_there_are_no_roles_on_slack_and_an_admission_is_never_changed(here: Setting, podcasts: Channel) -> None:
    role = Admission(user=here.ada.id, role="1")
    outgoing = Outgoing(target=into("slack", here.team.id, "1"), shown=role, mark=MARK)

    assert await here.post(outgoing) == Refused(Cause.TARGET, "no roles")
    assert isinstance(await here.messenger.edit(entry(here, podcasts), "C1/1.0"), Refused)
    assert await here.asked(INVITE) == []
