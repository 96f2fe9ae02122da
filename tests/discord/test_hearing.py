"""What happens on Discord by itself reaches the listeners, with everything that they need to know."""

from __future__ import annotations

from typing import Any

from simcord.backend import serializers

from bot.events import AnyEvent, ChannelGone, PersonJoined, PersonLeft, ThreadOpened, WorkspaceJoined, WorkspaceLeft
from bot.hearing import Hearing, Listener
from bot.identity import AccountKey, Place
from commands import COMMANDS
from tests.discord.conftest import OpenStage
from tests.discord.stage import Stage


class Listening:
    """Remembers every event that reaches it."""

    def __init__(self) -> None:
        self.heard: list[AnyEvent] = []

    async def __call__(self, hearing: Hearing, event: Any) -> None:
        self.heard.append(event)

    def of(self, kind: type[AnyEvent]) -> list[AnyEvent]:
        return [one for one in self.heard if isinstance(one, kind)]


async def opened(open_stage: OpenStage) -> tuple[Stage, Listening]:
    """A stage where somebody has spoken already: nobody listens for communities that are not known."""
    listening = Listening()
    kinds = (WorkspaceJoined, WorkspaceLeft, PersonJoined, PersonLeft, ThreadOpened, ChannelGone)
    stage = await open_stage(COMMANDS, [Listener(kind, listening) for kind in kinds])
    await stage.slash("help")
    return stage, listening


async def test_person_who_joins_is_heard_once(open_stage: OpenStage) -> None:
    stage, listening = await opened(open_stage)

    kim = stage.guild.add_member(stage.env.create_user("kim"))
    await stage.env.settle()

    account = AccountKey(platform="discord", workspace=str(stage.guild.id), user=str(kim.id))
    assert [(one.account, one.name, one.is_bot) for one in listening.of(PersonJoined)] == [  # type: ignore[union-attr]
        (account, "kim", False)
    ]


async def test_person_who_leaves_is_heard(open_stage: OpenStage) -> None:
    stage, listening = await opened(open_stage)

    stage.guild.remove_member(stage.bea)
    await stage.env.settle()

    account = AccountKey(platform="discord", workspace=str(stage.guild.id), user=str(stage.bea.id))
    assert listening.of(PersonLeft) == [PersonLeft(platform="discord", workspace=account.workspace, account=account)]


async def test_post_in_a_forum_is_heard_with_its_tags(open_stage: OpenStage) -> None:
    stage, listening = await opened(open_stage)
    forum = stage.guild.create_forum_channel("questions")
    await stage.env.settle()
    labels = [{"id": "7", "name": "loops", "moderated": False, "emoji_id": None, "emoji_name": None}]
    known = serializers.channel_payload(stage.env.backend, stage.env.backend.get_channel(forum.id))
    stage.env.backend.emit("CHANNEL_UPDATE", {**known, "available_tags": labels})
    await stage.env.settle()

    thread = {
        "id": "99", "guild_id": str(stage.guild.id), "parent_id": str(forum.id), "owner_id": str(stage.ada.id),
        "name": "How do loops work?", "type": 11, "applied_tags": ["7"], "newly_created": True, "message_count": 0,
        "member_count": 1, "thread_metadata": {
            "archived": False, "auto_archive_duration": 60, "archive_timestamp": "2026-11-24T12:00:00+00:00",
            "locked": False,
        },
    }  # fmt: skip
    stage.env.backend.emit("THREAD_CREATE", thread)
    await stage.env.settle()

    workspace = str(stage.guild.id)
    assert listening.of(ThreadOpened) == [
        ThreadOpened(
            platform="discord",
            workspace=workspace,
            event_id="opened 99",
            place=Place(platform="discord", workspace=workspace, channel=str(forum.id), thread="99"),
            title="How do loops work?",
            link=f"https://discord.com/channels/{workspace}/99",
            author=AccountKey(platform="discord", workspace=workspace, user=str(stage.ada.id)),
            author_name="",
            labels=("loops",),
        )
    ]


async def test_channel_that_is_deleted_is_heard(open_stage: OpenStage) -> None:
    stage, listening = await opened(open_stage)

    payload = dict(serializers.channel_payload(stage.env.backend, stage.env.backend.get_channel(stage.channel.id)))
    stage.env.backend.emit("CHANNEL_DELETE", payload)
    await stage.env.settle()

    place = Place(platform="discord", workspace=str(stage.guild.id), channel=str(stage.channel.id))
    assert [one.place for one in listening.of(ChannelGone)] == [place]  # type: ignore[union-attr]


async def test_thread_that_is_deleted_is_heard_though_it_was_never_seen(open_stage: OpenStage) -> None:
    stage, listening = await opened(open_stage)

    gone = {"id": "98", "guild_id": str(stage.guild.id), "parent_id": str(stage.channel.id), "type": 11}
    stage.env.backend.emit("THREAD_DELETE", gone)
    await stage.env.settle()

    place = Place(platform="discord", workspace=str(stage.guild.id), channel=str(stage.channel.id), thread="98")
    assert [one.place for one in listening.of(ChannelGone)] == [place]  # type: ignore[union-attr]


async def test_server_that_removes_the_bot_is_heard(open_stage: OpenStage) -> None:
    stage, listening = await opened(open_stage)

    stage.env.backend.emit("GUILD_DELETE", {"id": str(stage.guild.id)})
    await stage.env.settle()

    assert listening.of(WorkspaceLeft) == [WorkspaceLeft(platform="discord", workspace=str(stage.guild.id))]


async def test_server_that_is_only_out_of_reach_is_not_taken_for_gone(open_stage: OpenStage) -> None:
    """R1: what is not in a cache just now was taken for gone, and deleted."""
    stage, listening = await opened(open_stage)

    stage.env.backend.emit("GUILD_DELETE", {"id": str(stage.guild.id), "unavailable": True})
    await stage.env.settle()

    assert listening.of(WorkspaceLeft) == []
