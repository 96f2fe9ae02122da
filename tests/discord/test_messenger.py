"""What the bot posts on its own arrives on Discord as it is meant, and is changed where it stands."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.cutting import units
from bot.deliveries import Cause, Refused, Sent, Target, Unknown
from bot.replies import (
    Bold,
    Card,
    Mention,
    Notice,
    Section,
    Shown,
    said,
    text,
)
from tests.discord.fake import Discord, discord_fake
from tests.discord.poster import CARD, OTHER_MARK, RSVP, Poster, posting

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[Discord]:
    """One process for all of these tests: each has a server of its own there."""
    async with discord_fake() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def poster(discord: Discord) -> AsyncIterator[Poster]:
    async with posting(discord) as made:
        yield made


# What arrives


async def test_message_arrives_with_its_words_and_buttons_under_the_id_that_is_told(poster: Poster) -> None:
    ref = await poster.sent(poster.to_channel(CARD))

    [shown] = await poster.shown()
    assert ref == f"{poster.channel.id}/{shown.id}"
    assert shown.text.splitlines() == ["### AMA with Bea", "Ask **anything**.", "**Where:** here", "-# Every week"]
    assert shown.custom_ids == ['ama/rsvp{"id":7}']
    assert not shown.is_ephemeral


async def test_typed_names_of_people_and_of_everyone_reach_nobody(poster: Poster) -> None:
    await poster.sent(poster.to_channel(said(f"@everyone @here <@{poster.ada.id}> <@&1>")))
    await poster.sent(poster.to_channel(said(f"@everyone <@{poster.ada.id}>"), mark=OTHER_MARK, is_plain=True))

    for shown in await poster.shown():
        assert (shown.wire["mentions"], shown.wire["mention_everyone"], shown.wire["mention_roles"]) == ([], False, [])
    # Not only because of how it is written: Discord is told as well.
    assert [one["body"]["allowed_mentions"] for one in await poster.posted()] == [{"parse": []}] * 2


@pytest.mark.parametrize("is_plain", [False, True])
async def test_mention_reaches_the_person_and_nobody_else(poster: Poster, is_plain: bool) -> None:
    bea = await poster.guild.member("Bea")
    words = said(Mention(poster.ada.id), f", <@{bea.id}> has answered.")

    await poster.sent(poster.to_channel(words, is_plain=is_plain))

    [shown] = await poster.shown()
    assert [one["id"] for one in shown.wire["mentions"]] == [poster.ada.id]
    [request] = await poster.posted()
    assert request["body"]["allowed_mentions"] == {"parse": [], "users": [int(poster.ada.id)]}


LONG: dict[str, Shown] = {
    "letters": said("long " * 3_000),
    "emoji": said("👩‍👩‍👧‍👦🏳️‍🌈" * 600),
    "right to left": said("שלום עולם " * 900, Bold("مرحبا بالعالم")),
    "marks that have to be escaped": said("*_~|`" * 1_500),
    "many sections": Card(title="x" * 300, sections=tuple(Section(text=text("y" * 400)) for _ in range(60))),
    "many buttons": Card(
        title="Questions",
        sections=tuple(Section(text=text("z" * 90), actions=(RSVP, RSVP)) for _ in range(30)),
    ),
    "nothing at all": Notice(text=text("")),
    "lone surrogate": said("half \ud83d of one"),
}
SHORT = {"nothing at all", "lone surrogate"}


@pytest.mark.parametrize("is_plain", [False, True])
@pytest.mark.parametrize("name", LONG)
async def test_whatever_is_to_be_said_fits_into_one_message(poster: Poster, name: str, is_plain: bool) -> None:
    await poster.sent(poster.to_channel(LONG[name], is_plain=is_plain))

    [shown] = await poster.shown()
    least = 1 if name in SHORT else 1_500
    assert least <= units(shown.text) <= (2_000 if is_plain else 4_000)


async def test_refused_message_is_posted_as_words_with_its_links_written_out(poster: Poster) -> None:
    await poster.sent(poster.to_channel(CARD, is_plain=True))

    [shown] = await poster.shown()
    assert shown.wire["components"] == []
    assert shown.content.splitlines() == [
        "### AMA with Bea", "Ask **anything**.", "", "**Where:** here",
        "[Calendar](<https://example.org/ama.ics>) (example.org)", "", "-# Every week",
    ]  # fmt: skip


async def test_message_goes_into_a_thread(poster: Poster) -> None:
    forum = await poster.guild.forum("help")
    thread = await poster.ada.post(forum, "How?", "Please.")
    target = Target(platform="discord", workspace=poster.guild.id, channel=forum.id, thread=thread.id)

    ref = await poster.sent(poster.to(target))

    assert ref.startswith(f"{thread.id}/")
    assert [one.text for one in await poster.discord.messages(thread)] == ["Please.", "Hello, everybody."]


async def test_direct_messages_open_the_conversation_once(poster: Poster) -> None:
    await poster.sent(poster.to_ada())
    await poster.sent(poster.to_ada(mark=OTHER_MARK))

    assert [one.text for one in await poster.discord.messages(await poster.ada.dms())] == ["Hello, everybody."] * 2
    assert (await poster.asked()).count("/users/@me/channels") == 1


# Changing what was posted


async def test_edit_changes_words_and_buttons(poster: Poster) -> None:
    ref = await poster.sent(poster.to_channel(CARD))

    outcome = await poster.messenger.edit(poster.to_channel(said("Moved.")), ref)

    [shown] = await poster.shown()
    assert outcome == Sent(ref)
    assert (shown.text, shown.buttons) == ("Moved.", [])


@pytest.mark.parametrize(("was_plain", "is_plain"), [(True, False), (False, True), (True, True)])
async def test_edit_reaches_what_was_posted_as_words_and_what_was_not(
    poster: Poster, was_plain: bool, is_plain: bool
) -> None:
    ref = await poster.sent(poster.to_channel(CARD, is_plain=was_plain))

    outcome = await poster.messenger.edit(poster.to_channel(said("Moved."), is_plain=is_plain), ref)

    assert outcome == Sent(ref)
    assert await poster.texts() == ["Moved."]


async def test_edited_message_is_still_found(poster: Poster) -> None:
    ref = await poster.sent(poster.to_channel(CARD))

    await poster.messenger.edit(poster.to_channel(said("Moved.")), ref)

    assert await poster.look() == Sent(ref)


async def test_edit_that_may_have_arrived_is_unknown_and_does_no_harm_twice(poster: Poster) -> None:
    ref = await poster.sent()
    await poster.discord.fault("drop_after", "PATCH")

    first = await poster.messenger.edit(poster.to_channel(said("Moved.")), ref)
    again = await poster.messenger.edit(poster.to_channel(said("Moved.")), ref)

    assert isinstance(first, Unknown)
    assert again == Sent(ref)
    assert await poster.texts() == ["Moved."]


async def test_edit_of_what_is_gone_is_refused(poster: Poster) -> None:
    ref = await poster.sent()
    await poster.discord.remove_message((await poster.shown())[0])

    assert await poster.messenger.edit(poster.to_channel(), ref) == Refused(Cause.TARGET, "HTTP 404, code 10008")
    assert await poster.messenger.edit(poster.to_channel(), "") == Refused(Cause.TARGET, "the message is gone")
