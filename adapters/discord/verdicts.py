"""What follows from Discord's refusals for a message: whether it is the place, the words or the bot.

Discord's codes are listed in discord-api-docs, "Opcodes and Status Codes". A refusal always means that nothing was
posted.
"""

from __future__ import annotations

from adapters.discord.rest import Answer
from bot.deliveries import Cause, Refused, Waits

#: A message that is not there. After a request with a nonce: it was posted and has been deleted since
#: (discord-api-docs, issue 6647).
UNKNOWN_MESSAGE = 10008
UNKNOWN_MEMBER, UNKNOWN_USER = 10007, 10013
UNKNOWN_EVENT = 10070

#: Refusals that have nothing to do with the words, though their status is that of wrong words.
_OF_THE_PLACE = frozenset(
    {
        10003,  # the channel is gone
        10004,  # the server is gone
        10013,  # the person is gone
        30038,  # the server has 100 scheduled events
        40067,  # a forum in which a post needs a tag
        50008,  # no channel for text
        50028,  # a role that nobody can be given: everyone's, or that of an integration
        50024,  # not in this kind of channel
        50033,  # nobody to whom a direct message could be sent
        50083,  # the thread is archived
        160005,  # the thread is locked
        180000,  # the event is over
    }
)
#: Limits that come with a status of their own.
_LATER = {
    20016: 60.0,  # slow mode
    20022: 600.0,  # edits in announcement channels
    20028: 60.0,  # writing in this channel
    20029: 60.0,  # writing in this server
    30046: 600.0,  # edits of messages older than an hour
    40003: 600.0,  # direct messages are opened too fast
    40062: 60.0,  # the service itself
}


def verdict(answer: Answer) -> Refused | Waits:
    """What a refusal means for a message."""
    code = answer.code
    reason = f"HTTP {answer.status}, code {code}"
    if code in _LATER:
        return Waits(_LATER[code], reason)
    if answer.status == 401:
        return Refused(Cause.APP, reason)
    if answer.status in {403, 404} or code in _OF_THE_PLACE:
        return Refused(Cause.TARGET, reason)
    return Refused(Cause.CONTENT, reason)
