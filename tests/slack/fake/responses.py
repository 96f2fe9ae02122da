"""What an app says through a response_url, or in an acknowledgement: to one person or to all, new or instead."""

from __future__ import annotations

from tests.fakes.shapes import Json, anything, one_of, record, yes_no
from tests.slack.fake.acts import Act, Acts
from tests.slack.fake.errors import SlackError
from tests.slack.fake.posting import checked, edit, new_message
from tests.slack.fake.world import Channel, Message, World

RESPONSE = record(
    optional={
        "text": anything, "blocks": anything, "attachments": anything, "metadata": anything, "thread_ts": anything,
        "response_type": one_of("in_channel", "ephemeral"), "replace_original": yes_no, "delete_original": yes_no,
        "mrkdwn": yes_no, "link_names": yes_no, "unfurl_links": yes_no, "unfurl_media": yes_no, "parse": anything,
    }
)  # fmt: skip


def respond(world: World, acts: Acts, act_id: str, body: Json) -> None:
    """One use of a response_url. Raises Slack's refusal."""
    act = acts.use_response_url(act_id)
    say(world, act, body, "response_url")


def say(world: World, act: Act, body: Json, where: str) -> None:
    """Show what the body says to the person, in the channel, or instead of what they pressed."""
    problems = list(RESPONSE(body, ""))
    if problems:
        world.records.problems(where, problems)
        raise SlackError("invalid_payload", problems)
    channel, original = _original(act)
    if body.get("delete_original"):
        if original is not None:
            original.is_deleted = True
        act.is_deleted = True
        act.show(world.clock.now())
        return
    checked(world.records, where, body)
    if body.get("replace_original") and channel is not None and original is not None:
        edit(world, act.team, original, body)
        act.show(world.clock.now(), message=(channel, original))
        return
    only_for = None if body.get("response_type") == "in_channel" else act.user_id
    place = act.channel or world.im(act.team, act.user_id)
    message = new_message(world, act.team, place, body, author=act.team.bot_user_id, only_for=only_for)
    act.show(world.clock.now(), message=(place, message))


def _original(act: Act) -> tuple[Channel | None, Message | None]:
    """What "the original" is: the message with the button, or what this act has shown last."""
    if act.source is not None:
        return act.channel, act.source
    return act.messages[-1] if act.messages else (None, None)
