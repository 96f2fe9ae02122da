"""Letting people into channels. Slack says of who is in already that they are, so what may be done is done again."""

from __future__ import annotations

import logging

from adapters.slack.calls import RATE_LIMITED, CallFailed, Calls
from adapters.slack.origin import Workspace
from adapters.slack.outcomes import outcome
from bot.deliveries.outcomes import Cause, Refused, Sent, Unknown, Waits
from bot.replies import Admission

log = logging.getLogger(__name__)

_INVITE = "conversations.invite"
_THERE = "already_in_channel"
#: It is the person (DOC:conversations.invite, "Errors"): into the channel itself, others are let all the same. A guest
#: of one channel gets ura_max_channels, people of another workspace the three at the end.
_PERSON = frozenset(
    {
        *("cant_invite", "cant_invite_self", "user_not_found", "no_user", "user_disabled", "user_is_bot"),
        *("user_is_restricted", "user_is_ultra_restricted", "ura_max_channels"),
        *("no_external_invite_permission", "invitee_cant_see_channel", "org_user_not_in_team"),
    }
)
#: It is the channel, or what the bot may do there. A scope that an older installation lacks is among them: messages
#: need none of it, and go on.
_CHANNEL = frozenset(
    {
        *("channel_not_found", "not_in_channel", "is_archived", "method_not_supported_for_channel_type"),
        *("too_many_users", "too_many_members", "channel_is_limited_access", "access_denied"),
        *("missing_scope", "no_permission"),
    }
)
_NO_ROLES = Refused(Cause.TARGET, "no roles")


async def let_in(calls: Calls, workspace: Workspace, admission: Admission) -> Sent | Waits | Unknown | Refused:
    """Invite somebody into a channel that the bot is in. Never raises."""
    if not admission.channel:
        return _NO_ROLES
    if held_up := calls.held_up(workspace.token, _INVITE):
        return Waits(held_up, RATE_LIMITED)
    try:
        await calls.once(workspace.token, _INVITE, channel=admission.channel, users=admission.user)
    except CallFailed as failed:
        if failed.code != _THERE:
            log.warning("somebody was not let in", extra={"method": failed.method, "code": failed.code})
            return _refused(failed)
    return Sent(f"{admission.channel}/{admission.user}")


def _refused(failed: CallFailed) -> Waits | Unknown | Refused:
    if failed.is_certain and failed.code in _PERSON:
        return Refused(Cause.CONTENT, failed.code)
    if failed.is_certain and failed.code in _CHANNEL:
        return Refused(Cause.TARGET, failed.code)
    return outcome(failed)
