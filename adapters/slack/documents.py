"""Files in Slack: brought into the direct messages of the bot with the person who asked, where nobody else sees them.

A file cannot be part of an ephemeral message, and it is shared by the id of a conversation only, not by that of a
person (``files.completeUploadExternal`` refuses it). What the conversation is called is told by the answer to the
message that introduces the file, so that no further scope is needed for opening it.
"""

from __future__ import annotations

from adapters.slack.calls import CallFailed, Calls
from adapters.slack.origin import Origin
from adapters.slack.render import Message
from bot.replies import Code, Document, Notice, Picture, Tone, said

SENT = said("It is in your direct messages with me now, where only you see it.")
LATER = Notice(text=("Slack did not take it just now. Please try again in a minute.",), tone=Tone.REFUSED)
_UNGRANTED = Notice(
    text=(
        "I may not send files here yet. Ask an organiser to grant files:write to this app: ",
        Code("commonplace doctor"),
        " says how.",
    ),
    tone=Tone.REFUSED,
)


async def deliver(calls: Calls, origin: Origin, document: Document | Picture, beside: Message) -> str:
    """Share the file with the person, after the message that goes ``beside`` it; the id of their conversation.

    Raises CallFailed. The message is posted only when Slack has the file, so that it introduces nothing in vain.
    """
    workspace = origin.workspace
    alt = document.alt if isinstance(document, Picture) else ""
    file = await calls.upload(workspace.token, document.name, document.data, alt=alt)
    inert = {"parse": "none", "link_names": False, "unfurl_links": False, "unfurl_media": False}
    words = {"text": beside.text, "blocks": list(beside.blocks), **inert}
    posted = await calls.post(workspace.token, workspace.id, origin.user, **words)
    channel = str(posted.get("channel"))
    shared = {"files": [{"id": file, "title": document.name}], "channel_id": channel}
    await calls.write(workspace.token, "files.completeUploadExternal", **shared)
    return channel


def refused(failed: CallFailed) -> Notice:
    """What the person is told: whom to ask where it was never granted, else to try again."""
    return _UNGRANTED if failed.code == "missing_scope" else LATER
