"""What follows from a failed call for a message that the bot posts on its own: Slack's words, put into few classes.

The words are those at the methods (DOC:chat.postMessage, chat.update, conversations.history, each under "Errors").
"""

from __future__ import annotations

from adapters.slack.calls import RATE_LIMITED, UNREACHABLE, CallFailed
from bot.deliveries.outcomes import Cause, Refused, Unknown, Unreadable, Waits

#: Pause after a try that never left, or to which Slack said to wait without saying how long.
PAUSE_SECONDS = 15.0
LONG_PAUSE_SECONDS = 60.0

#: Not now: nothing is wrong with the message, the place or the token.
BUSY = {
    RATE_LIMITED: PAUSE_SECONDS,
    "rate_limited": PAUSE_SECONDS,
    UNREACHABLE: PAUSE_SECONDS,
    "message_limit_exceeded": LONG_PAUSE_SECONDS,
    "team_added_to_org": LONG_PAUSE_SECONDS,
    "external_channel_migrating": LONG_PAUSE_SECONDS,
}
#: The place takes nothing from the bot, or the message that was to be changed is gone.
TARGET = frozenset(
    {
        *("channel_not_found", "not_in_channel", "is_archived", "channel_is_archived", "is_inactive"),
        *("cannot_dm_bot", "user_disabled", "user_not_found", "user_not_visible", "messages_tab_disabled"),
        *("channel_type_not_supported", "thread_not_found", "cannot_reply_to_message", "thread_locked"),
        *("message_not_found", "cant_update_message", "edit_window_closed", "access_denied"),
    }
)
_TARGET_BEGINS = "restricted_action"
#: The token is not good, or the app may not do this in the workspace at all.
APP = frozenset(
    {
        *("invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "missing_scope"),
        *("not_allowed_token_type", "no_permission", "org_login_required", "ekm_access_denied", "accesslimited"),
        *("team_access_not_granted", "enterprise_is_restricted", "two_factor_setup_required", "team_not_found"),
    }
)


def outcome(failed: CallFailed) -> Waits | Unknown | Refused:
    """What became of a message whose call failed."""
    code = failed.code
    if not failed.is_certain:
        return Unknown(code)
    if code in BUSY:
        return Waits(failed.wait_seconds or BUSY[code], code)
    if code in TARGET or code.startswith(_TARGET_BEGINS):
        return Refused(Cause.TARGET, code)
    if code in APP:
        return Refused(Cause.APP, code)
    # A word that is not known here is tried once as plain text, and then given up and told, instead of for ever.
    return Refused(Cause.CONTENT, code)


def gathering_outcome(failed: CallFailed) -> Waits | Refused:
    """What follows where a conversation of several could not be opened: wait, or write to each of them alone.

    An app that was installed before it asked for ``mpim:write`` may do all else that it does in the workspace.
    """
    said = outcome(failed)
    match said:
        case Unknown(reason):
            return Waits(PAUSE_SECONDS, reason)
        case Refused(Cause.APP, reason) if reason != "missing_scope":
            return said
        case Refused(_, reason):
            return Refused(Cause.TARGET, reason)
        case Waits():
            return said


def look_outcome(failed: CallFailed) -> Unreadable:
    """Why a message could not be looked for. Only what may pass by itself is worth another try."""
    is_refusal = failed.is_certain and failed.code not in BUSY
    may_come_back = failed.code in APP and failed.code != "missing_scope"
    return Unreadable(failed.code, is_final=is_refusal and not may_come_back)
