"""Who may post where: found with the app and its workspaces, before anything is heard and until the end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore

from adapters.slack.app import SlackApp
from adapters.slack.settings import OAuth, SlackSettings
from bot.config import Given, load
from bot.deliveries.outcomes import Cause, NotThere, Refused, Sent, Unreadable, Waits
from bot.deliveries.values import Target
from bot.dispatch import Dispatcher
from bot.hearing import Ears
from bot.messenger import Messenger, Outgoing
from bot.replies import said
from bot.wiring.application import ready, running
from bot.wiring.onslack import OnSlack
from tests.slack.conftest import Running
from tests.slack.people import Person
from tests.slack.standin import BOT, TEAM, Slack
from tests.slack.test_installing import bot, engine, oauth, store

__all__ = ["engine", "oauth", "store"]

MARK = "0123456789abcdef01234567"
SOON = datetime(2026, 11, 24, 12, 1, tzinfo=UTC)


def outgoing(workspace: str = TEAM) -> Outgoing:
    return Outgoing(target=Target(platform="slack", workspace=workspace, channel="C1"), shown=said("x"), mark=MARK)


def now() -> datetime:
    return SOON - timedelta(minutes=1)


def posted(slack: Slack) -> list[str]:
    return [call.args["channel"] for call in slack.made("chat.postMessage")]


async def test_platform_posts_before_it_hears_anything_and_not_after_its_end(slack: Slack, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(
        f"""
[database]
url = "sqlite:///{tmp_path}/bot.db"
[slack]
bot_token = "xoxb-1"
app_token = "xapp-1"
api_base = "{slack.base}/api/"
""",
        encoding="utf-8",
    )
    slack.results["chat.postMessage"] = {"channel": "C1", "ts": "1.0"}
    config = load(Given(file=file, environment={}))
    ready(config)
    async with running(config) as application:
        platform = OnSlack(config, application, Ears(listeners=(), store=application.store, clock=application.clock))
        before: Messenger | None = platform.messenger()
        assert before is not None

        answer = await before.post(outgoing(), until=datetime.now(UTC) + timedelta(seconds=30))
        await platform.close()

        assert answer == Sent("C1/1.0")
        assert platform.messenger() is None


@pytest.mark.parametrize(
    ("message", "is_found"),
    [
        ({"user": BOT}, True),
        ({"user": "UOTHER"}, False),
        ({}, False),
        ({"user": BOT, "metadata": {"event_type": "commonplace_delivery", "event_payload": {"mark": "x"}}}, False),
        ({"user": BOT, "metadata": {"event_type": "another", "event_payload": {"mark": MARK}}}, False),
        ({"user": BOT, "metadata": None}, False),
    ],
)
async def test_only_a_message_of_the_bot_itself_with_the_mark_counts(
    ada: Person, slack: Slack, message: dict[str, Any], is_found: bool
) -> None:
    metadata = {"event_type": "commonplace_delivery", "event_payload": {"mark": MARK}}
    slack.results["conversations.history"] = {"messages": [{"ts": "1.0", "metadata": metadata, **message}]}

    found = await ada.app.messenger(now).look(outgoing(), SOON)

    assert found == (Sent("C1/1.0") if is_found else NotThere())


@pytest.mark.parametrize(
    "answer", [{}, {"messages": None}, {"messages": [1]}, {"messages": [{"ts": "x"}]}, {"messages": 7}]
)
async def test_answer_that_makes_no_sense_is_no_proof_that_a_message_is_not_there(
    ada: Person, slack: Slack, answer: dict[str, Any]
) -> None:
    more = {"response_metadata": {"next_cursor": "1"}}
    slack.results["conversations.history"] = {**answer, **more}

    assert isinstance(await ada.app.messenger(now).look(outgoing(), SOON), Unreadable)


async def test_each_workspace_is_posted_to_with_its_own_token(
    running: Running, oauth: OAuth, slack: Slack, store: AsyncSQLAlchemyInstallationStore
) -> None:
    async with running(bot_token="", oauth=oauth) as ada:
        await store.async_save_bot(bot(team=TEAM))
        messenger = ada.app.messenger(now)
        slack.results["chat.postMessage"] = {"channel": "C1", "ts": "1.0"}

        assert await messenger.post(outgoing(), until=SOON) == Sent("C1/1.0")
        assert await messenger.post(outgoing("T0ELSEWHERE"), until=SOON) == Refused(Cause.APP, "not_installed")

        await ada.happens({"type": "app_uninstalled"})
        assert await messenger.post(outgoing(), until=SOON) == Refused(Cause.APP, "not_installed")
    assert posted(slack) == ["C1"]


async def test_workspace_of_an_organisation_is_posted_to_once_it_was_heard_of(
    running: Running, oauth: OAuth, slack: Slack, store: AsyncSQLAlchemyInstallationStore
) -> None:
    async with running(bot_token="", oauth=oauth) as ada:
        await store.async_save_bot(bot(enterprise="E0ORG", team=None))
        messenger = ada.app.messenger(now)
        slack.results["chat.postMessage"] = {"channel": "C1", "ts": "1.0"}

        before = await messenger.post(outgoing(), until=SOON)
        await ada.says("/help", enterprise_id="E0ORG", is_enterprise_install="true")

        assert before == Refused(Cause.APP, "not_installed")
        assert await messenger.post(outgoing(), until=SOON) == Sent("C1/1.0")


async def test_store_of_tokens_that_is_out_of_order_posts_nothing_and_breaks_nothing(
    running: Running, oauth: OAuth, slack: Slack, tmp_path: Path
) -> None:
    async with running(bot_token="", oauth=oauth) as ada:
        (tmp_path / "installations.db").write_bytes(b"not a database" * 1_000)
        await oauth.engine.dispose()
        messenger = ada.app.messenger(now)

        answer = await messenger.post(outgoing(), until=SOON)

        # Slack's library says of a store that it cannot read that there is no such installation.
        assert answer == Refused(Cause.APP, "not_installed")
        assert isinstance(await messenger.look(outgoing(), SOON), Unreadable)
    assert posted(slack) == []


async def test_refused_token_is_the_fault_of_the_app_also_where_it_is_asked_for_first(
    slack: Slack, dispatcher: Dispatcher
) -> None:
    settings = SlackSettings(bot_token="xoxb-1", app_token="xapp-1", api_base=f"{slack.base}/api/")
    app = SlackApp(
        dispatcher=dispatcher, ears=Ears(listeners=(), store=dispatcher.store, clock=Still()), settings=settings
    )
    slack.failures["auth.test"] = ["invalid_auth", "internal_error"]
    messenger = app.messenger(now)

    assert await messenger.post(outgoing(), until=SOON) == Refused(Cause.APP, "invalid_auth")
    assert await messenger.post(outgoing(), until=SOON) == Waits(15.0, "internal_error")
    assert posted(slack) == []


class Still:
    """A clock that stands."""

    def now(self) -> datetime:
        """Always the same."""
        return now()
