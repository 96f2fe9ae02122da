"""Who joins and who leaves, over Socket Mode with the strict stand-in: people as they are, and never a program."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.events import PersonJoined, PersonLeft
from bot.hearing import Hearing, Listener
from tests.slack.fake import Channel, Human, Slack, Team
from tests.slack.test_storms import Open, ada, channel, opened, slack, team, until

__all__ = ["ada", "channel", "opened", "slack", "team"]

Heard = list[PersonJoined | PersonLeft]


@pytest.fixture
def hearing(opened: Open, slack: Slack, ada: Human, channel: Channel) -> Any:
    """The bot in a workspace where somebody has spoken already; gives what its core was told since."""

    @asynccontextmanager
    async def run() -> AsyncIterator[Heard]:
        heard: Heard = []
        # Who joined before the bot was there is not told of later.
        await slack.controls.call("retry_seconds", seconds=[])

        async def hear(hearing: Hearing, event: PersonJoined | PersonLeft) -> None:
            heard.append(event)

        async with opened(Listener(PersonJoined, hear), Listener(PersonLeft, hear)):
            await ada.slash(channel, "/help")
            yield heard

    return run


def facts(heard: Heard) -> list[tuple[object, ...]]:
    joined = [one for one in heard if isinstance(one, PersonJoined)]
    return [(one.account.user, one.name, one.channel, one.is_bot, one.is_guest) for one in joined]


async def test_person_who_joins_the_workspace_is_told_of_as_they_are(hearing: Any, team: Team) -> None:
    async with hearing() as heard:
        bo = await team.person("Bo")
        cy = await team.person("Cy", is_restricted=True)
        await until(lambda: len(heard) == 2)

    assert facts(heard) == [(bo.id, "Bo", "", False, False), (cy.id, "Cy", "", False, True)]


async def test_who_joined_just_now_is_not_asked_about_when_they_join_channels(
    hearing: Any, slack: Slack, team: Team, channel: Channel
) -> None:
    """Slack tells of about a hundred people a minute: a raid would use that up."""
    async with hearing() as heard:
        bo = await team.person("Bo")
        await until(lambda: len(heard) == 1)
        await bo.join(channel)
        await until(lambda: len(heard) == 2)

    assert facts(heard)[1] == (bo.id, "Bo", channel.id, False, False)
    assert bo.id not in [one["arguments"]["user"] for one in await slack.requests("users.info")]


@pytest.mark.parametrize(
    ("more", "is_bot", "is_guest"),
    [
        ({}, False, False),
        ({"is_restricted": True}, False, True),
        ({"is_restricted": True, "is_ultra_restricted": True}, False, True),
        ({"is_stranger": True}, False, True),
        ({"team_id": "T0ANOTHER"}, False, True),
        ({"is_bot": True}, True, False),
        ({"is_workflow_bot": True}, True, False),
        ({"id": "USLACKBOT"}, True, False),
    ],
)
async def test_who_joins_a_channel_is_looked_up(
    hearing: Any, team: Team, channel: Channel, more: dict[str, Any], is_bot: bool, is_guest: bool
) -> None:
    bo = await team.person("Bo", **more)

    async with hearing() as heard:
        await bo.join(channel)
        await until(lambda: len(heard) == 1)

    assert facts(heard) == [(bo.id, "Bo", channel.id, is_bot, is_guest)]


async def test_the_bot_itself_joining_a_channel_is_nobody(hearing: Any, team: Team, channel: Channel) -> None:
    cy = await team.person("Cy")
    async with hearing() as heard:
        await team.bring_bot(await team.channel("other", cy, with_bot=False))
        await cy.join(channel)
        await until(lambda: bool(heard))

    assert [one.account.user for one in heard] == [cy.id]


async def test_who_cannot_be_looked_up_is_told_of_when_slack_sends_it_again(
    hearing: Any, slack: Slack, team: Team, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.slack.people.FAILURE_SECONDS", 0.0)
    bo = await team.person("Bo", is_bot=True)

    async with hearing() as heard:
        await slack.controls.call("retry_seconds", seconds=[0.1, 0.2])
        await slack.fault("error_after", "users.info", status=500, times=2)
        await bo.join(channel)
        await until(lambda: any(one[2] for one in facts(heard)))

    # Told of unseen, it would have been taken for a person.
    assert [one for one in facts(heard) if one[2]] == [(bo.id, "Bo", channel.id, True, False)]
    [event_id] = {one["event_id"] for one in await slack.events() if one["type"] == "member_joined_channel"}
    attempts = [one["attempt"] for one in await slack.events() if one["event_id"] == event_id]
    assert attempts == [0, 1]


async def test_account_that_is_deactivated_is_somebody_who_left(hearing: Any, team: Team, ada: Human) -> None:
    bot = await team.person("Robot", is_bot=True)
    bo = await team.person("Bo")
    async with hearing() as heard:
        await team.change(bo, tz="Asia/Tokyo", profile={**bo_profile(), "status_text": "on holiday"})
        await team.change(bot, deleted=True)
        await team.change(bo, deleted=True)
        await until(lambda: bool(heard))

    assert [(type(one), one.account.user, one.workspace) for one in heard] == [(PersonLeft, bo.id, team.id)]


def bo_profile() -> dict[str, str]:
    return {"real_name": "Bo", "display_name": "Bo", "team": "T", "email": "bo@example.org"}


async def test_who_administers_the_workspace_is_known_as_soon_as_slack_tells(
    hearing: Any, team: Team, ada: Human, channel: Channel
) -> None:
    """Who had joined just now was a member for five minutes, whatever they were made."""
    async with hearing():
        before = await ada.slash(channel, "/community setup name:Guild")
        await team.change(ada, is_admin=True)
        after = await ada.slash(channel, "/community setup name:Guild")

    assert "is for organisers" in before.text
    assert "is for organisers" not in after.text


async def test_leaving_a_channel_is_not_leaving(hearing: Any, team: Team, channel: Channel) -> None:
    bo = await team.person("Bo")
    async with hearing() as heard:
        await bo.join(channel)
        await until(lambda: len(heard) == 1)
        await bo.leave(channel)
        await bo.join(channel)
        await until(lambda: len(heard) == 2)

    assert [type(one) for one in heard] == [PersonJoined, PersonJoined]
