"""A bare slack-bolt app, the yardstick: a look-up, a button, a form, a mention, a shortcut, a Home tab.

Not part of the fake: only this module knows slack-bolt.
"""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

Words = dict[str, Any]


def button(text: str, action_id: str, value: str = "") -> Words:
    return {"type": "button", "text": {"type": "plain_text", "text": text}, "action_id": action_id, "value": value}


def field(label: str, element: Words, block_id: str) -> Words:
    return {"type": "input", "block_id": block_id, "label": {"type": "plain_text", "text": label}, "element": element}


def form() -> Words:
    tags = {"type": "external_select", "action_id": "tag", "min_query_length": 1}
    note = {"type": "plain_text_input", "action_id": "note", "max_length": 20}
    return {
        "type": "modal",
        "callback_id": "share",
        "title": {"type": "plain_text", "text": "Share"},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [field("Note", note, "note_block"), field("Tag", tags, "tag_block")],
    }


MANIFEST = {
    "features": {
        "slash_commands": [{"command": one, "description": one} for one in ("/resource", "/menu", "/share")],
        "shortcuts": [{"name": "Save to library", "type": "message", "callback_id": "save", "description": "x"}],
    },
    "settings": {"event_subscriptions": {"bot_events": ["app_mention", "app_home_opened"]}},
}


def bare_app(client: AsyncWebClient, signing_secret: str = "unused") -> AsyncApp:
    """A bare app: a look-up, a button, a form with a completion, a mention, a shortcut, a Home tab."""
    app = AsyncApp(client=client, signing_secret=signing_secret, process_before_response=True)
    app.command("/resource")(find)
    app.command("/menu")(menu)
    app.command("/share")(share)
    app.action("next")(turn)
    app.options("tag")(complete)
    app.view("share")(save)
    app.shortcut("save")(keep)
    app.event("app_mention")(answer)
    app.event("app_home_opened")(home)
    return app


async def find(ack: Any, command: Words, respond: Any) -> None:
    await ack(f"looking for {command['text']}")
    await respond("ok")


async def menu(ack: Any) -> None:
    await ack(text="page 1", blocks=[{"type": "actions", "elements": [button("Next", "next", "2")]}])


async def share(ack: Any, client: AsyncWebClient, command: Words) -> None:
    await ack()
    await client.views_open(trigger_id=command["trigger_id"], view=form())


async def turn(ack: Any, respond: Any, action: Words) -> None:
    await ack()
    await respond(text=f"page {action['value']}", replace_original=True)


async def complete(ack: Any, payload: Words) -> None:
    option = {"text": {"type": "plain_text", "text": f"{payload['value']}ops"}, "value": f"{payload['value']}ops"}
    await ack(options=[option])


async def save(ack: Any, view: Words, client: AsyncWebClient, body: Words) -> None:
    note = view["state"]["values"]["note_block"]["note"]["value"]
    tag = view["state"]["values"]["tag_block"]["tag"]["selected_option"]["value"]
    if note == "wrong":
        await ack(response_action="errors", errors={"note_block": "Say more"})
        return
    await ack()
    await client.chat_postMessage(channel=body["user"]["id"], text=f"saved {note} {tag}")


async def keep(ack: Any, shortcut: Words, respond: Any) -> None:
    await ack()
    await respond(f"kept {shortcut['message']['text']}")


async def answer(event: Words, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text="here")


async def home(event: Words, client: AsyncWebClient) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*New*"}}]
    await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})
