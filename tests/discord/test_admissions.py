"""Whom the bot lets into a role has it, once; and who or what stands in the way is told apart."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from bot.deliveries import Cause, NotThere, Refused, Sent, Unknown, Waits, into
from bot.messenger import Outgoing, knows_mark
from bot.replies import Admission
from tests.discord.fake import Discord, Human, Role, discord_fake
from tests.discord.poster import MARK, Poster, posting

pytestmark = pytest.mark.asyncio(loop_scope="module")

GIVE = "PUT .*/members/.*/roles/"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[Discord]:
    async with discord_fake() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def poster(discord: Discord) -> AsyncIterator[Poster]:
    async with posting(discord) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def listeners(poster: Poster) -> Role:
    return await poster.guild.role("Listeners")


def entry(poster: Poster, role: str, user: str = "", *, reason: str = "Likes to listen", channel: str = "") -> Outgoing:
    admission = Admission(user=user or poster.ada.id, role=role, channel=channel, reason=reason)
    target = into("discord", poster.guild.id, role or channel)
    return Outgoing(target=target, shown=admission, mark=MARK)


async def given(poster: Poster, role: Role, human: Human | None = None) -> object:
    return await poster.post(entry(poster, role.id, (human or poster.ada).id))


async def test_person_has_the_role_and_the_audit_log_says_why(poster: Poster, listeners: Role) -> None:
    outcome = await given(poster, listeners)

    assert outcome == Sent(f"{poster.ada.id}/{listeners.id}")
    assert await poster.guild.roles_of(poster.ada) == [listeners.id]
    assert [one["reason"] for one in await poster.discord.requests() if one["method"] == "PUT"] == ["Likes to listen"]


async def test_roles_somebody_has_stay_with_them(poster: Poster, listeners: Role) -> None:
    readers = await poster.guild.role("Readers")
    await poster.guild.give(poster.ada, readers)

    await given(poster, listeners)

    assert await poster.guild.roles_of(poster.ada) == [readers.id, listeners.id]


@pytest.mark.parametrize("reason", ["", "x" * 3_000, "héllo 👩‍👩‍👧‍👦 " * 200, "two\nlines\r\nX-Evil: 1", "100 %\x00"])
async def test_whatever_the_reason_says_the_role_is_given(poster: Poster, listeners: Role, reason: str) -> None:
    assert isinstance(await poster.post(entry(poster, listeners.id, reason=reason)), Sent)

    # The fake notes a reason that is too long, or not encoded, as a violation.
    assert await poster.guild.roles_of(poster.ada) == [listeners.id]


async def test_who_has_the_role_already_is_let_in_all_the_same(poster: Poster, listeners: Role) -> None:
    await poster.guild.give(poster.ada, listeners)

    assert isinstance(await given(poster, listeners), Sent)
    assert await poster.guild.roles_of(poster.ada) == [listeners.id]


async def test_lost_answer_is_doubtful_and_doing_it_again_is_harmless(poster: Poster, listeners: Role) -> None:
    await poster.discord.fault("error_after", GIVE, status=500)

    first, again = await given(poster, listeners), await given(poster, listeners)

    assert (isinstance(first, Unknown), isinstance(again, Sent)) == (True, True)
    assert await poster.guild.roles_of(poster.ada) == [listeners.id]
    # So nobody has to look for it first: it is done again at once, and long after as well.
    assert knows_mark(poster.messenger, entry(poster, listeners.id).shown)
    assert await poster.look(entry(poster, listeners.id)) == NotThere()


async def test_role_above_the_bots_own_is_not_given(poster: Poster) -> None:
    above = await poster.guild.role("Founders", above_bot=True)

    assert await given(poster, above) == Refused(Cause.TARGET, "HTTP 403, code 50013")
    assert await poster.guild.roles_of(poster.ada) == []


async def test_bot_that_may_not_manage_roles_gives_none(discord: Discord) -> None:
    async with posting(discord) as poster:
        guild = await discord.guild("Careful", bot_permissions=["view_channel", "send_messages"])
        role, ada = await guild.role("Listeners"), await guild.member("Ada")
        admission = Admission(user=ada.id, role=role.id)
        outgoing = Outgoing(target=into("discord", guild.id, role.id), shown=admission, mark=MARK)

        assert await poster.post(outgoing) == Refused(Cause.TARGET, "HTTP 403, code 50013")


async def test_role_that_is_gone_or_belongs_to_an_integration_is_refused_as_a_place(poster: Poster) -> None:
    managed, gone = await poster.guild.role("Another bot", managed=True), await poster.guild.role("Gone")
    await poster.guild.remove_role(gone)

    assert await given(poster, managed) == Refused(Cause.TARGET, "HTTP 400, code 50028")
    assert await given(poster, gone) == Refused(Cause.TARGET, "HTTP 404, code 10011")


async def test_who_has_left_says_nothing_about_the_role(poster: Poster, listeners: Role) -> None:
    """A refusal of the place holds up everybody else who is let in there, for a day."""
    bea = await poster.guild.member("Bea")
    await poster.guild.leave(bea)

    assert await given(poster, listeners, bea) == Refused(Cause.CONTENT, "HTTP 404, code 10007")
    assert isinstance(await given(poster, listeners), Sent)


@pytest.mark.parametrize("role", ["listeners", "1/2", "⁵"])
async def test_role_that_is_no_id_of_discord_asks_for_nothing(poster: Poster, role: str) -> None:
    assert await poster.post(entry(poster, role)) == Refused(Cause.TARGET, "not an id of Discord")
    assert await poster.asked("PUT") == []


async def test_channel_is_opened_by_roles_only(poster: Poster) -> None:
    outcome = await poster.post(entry(poster, "", channel=poster.channel.id))

    assert outcome == Refused(Cause.TARGET, "channels are opened by roles")
    assert await poster.asked("PUT") == []


async def test_many_at_once_earn_no_refusal_for_asking_too_fast(poster: Poster, listeners: Role) -> None:
    """Discord counts these by server: the next waits for the headers of the last."""
    await poster.discord.controls.call(
        "limit", route="PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}", requests=2, seconds=0.4
    )
    people = [await poster.guild.member(f"Person {number}") for number in range(6)]

    outcomes = [await given(poster, listeners, one) for one in people]

    assert all(isinstance(one, Sent) for one in outcomes)
    assert [one["status"] for one in await poster.discord.requests() if one["method"] == "PUT"] == [204] * 6


async def test_too_late_is_not_done(poster: Poster, listeners: Role) -> None:
    outcome = await poster.post(entry(poster, listeners.id), until=datetime.now(UTC))

    assert isinstance(outcome, Waits)
    assert await poster.guild.roles_of(poster.ada) == []


async def test_admission_is_never_changed(poster: Poster, listeners: Role) -> None:
    outcome = await poster.messenger.edit(entry(poster, listeners.id), "1/2")

    assert outcome == Refused(Cause.CONTENT, "an admission stands as it is")
    assert await poster.asked("PUT") == []
