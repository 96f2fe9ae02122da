"""Words that would ping, lead astray or hide something, through every field of every command, as they go over the wire.

Generated from the list of commands: what is added there is looked at here, on both platforms.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.cutting import units
from bot.spec import AnyCommand, AnyOption, Channel, Pick, Someone, Text, Whole, YesNo
from commands import COMMANDS
from tests.discord.connected import connected
from tests.discord.fake import Human, discord_here
from tests.discord.fake.shown import Answer
from tests.discord.payloads import LINKS, MENTIONS
from tests.discord.reader import live_parts
from tests.discord.transcript import walk
from tests.fakes.shapes import Json
from tests.slack.conftest import Running, running, slack  # noqa: F401  # the fixtures
from tests.slack.people import Person
from tests.slack.standin import BOT, Slack
from tests.slack.test_render import PAYLOADS
from tests.slack.transcript import labels_in
from tests.slack.wire import TOKEN, check_message, check_view, walked

#: Live on either platform, or a way to break out of what makes it harmless.
CORPUS = (*MENTIONS, *LINKS, *(one for one in PAYLOADS if one.isprintable()))
#: What we make ourselves on Discord: titles and small print, emphasis, code, links with the host beside them.
OURS = {"line", "bold", "italic", "code", "link", "angle"}
TYPED = [one for one in COMMANDS if one.is_typed]
_PIECE = 290


def pieces(most: int) -> Iterator[str]:
    """The whole corpus, in texts of at most so many characters."""
    text = ""
    for payload in CORPUS:
        if text and units(text) + 1 + units(payload) > most:
            yield text
            text = ""
        text = f"{text} {payload}".strip()
    yield text


PIECES = list(pieces(_PIECE))


def usual(option: AnyOption, person: Any = "U1", channel: Any = "C1") -> Any:
    """A value that the option takes."""
    match option:
        case Whole():
            return 1
        case YesNo():
            return "no"
        case Pick():
            return option.choices[0]
        case Someone():
            return person
        case Channel():
            return channel
        case _:
            return "loops"


def attempts(command: AnyCommand, **kinds: Any) -> Iterator[dict[str, Any]]:
    """Every text of the command with every piece of the corpus, the rest as people would fill it in."""
    required = {option.name: usual(option, **kinds) for option in command.options if option.required}
    for option in command.options:
        if isinstance(option, Text):
            for piece in PIECES:
                yield {**required, option.name: piece[: option.max_characters]}


# --- Discord -------------------------------------------------------------------------------------------------------


def expect_inert_on_discord(requests: list[Json]) -> int:
    """How many messages were sent, edits included: none tells anybody, and nothing but what is ours is alive in any."""
    sent = [body for one in requests for body in messages_in(one.get("body"))]
    for body in sent:
        assert body["allowed_mentions"] == {"parse": []}, body
        texts = [str(body.get("content") or "")]
        texts += [str(one["content"]) for one in walk(body.get("components") or ()) if one["type"] == 10]
        for text in texts:
            assert {kind for kind, _ in live_parts(text)} <= OURS, text
    return len(sent)


def messages_in(body: Any) -> Iterator[Json]:
    """The message in the body of a request; forms and suggestions are plain text to Discord."""
    if isinstance(body, dict):
        data = body.get("data", body) if "type" in body else body
        if isinstance(data, dict) and "custom_id" not in data and ("content" in data or "components" in data):
            yield data


async def test_no_field_of_any_command_pings_or_leads_astray_on_discord(sqlite_address: str) -> None:
    """Rows "mass ping, Discord" and "link spoofing" of the threats."""
    async with discord_here() as fake, connected(fake, sqlite_address) as bot:
        guild = await fake.guild(f"Guild {MENTIONS[0]} {MENTIONS[4]}")
        channel = await guild.channel("general")
        olga = await guild.member(f"Olga {MENTIONS[0]}", await guild.role("crew", "manage_guild"))
        await bot.ready()
        await olga.slash(channel, "resource add", what="Base", kind="book", tags="loops")
        message = await olga.say(channel, " ".join(PIECES))
        for command in TYPED:
            for options in attempts(command, person=olga, channel=channel):
                await filled_in_badly(olga, await olga.slash(channel, command.name, **options))
            for option in command.options:
                if option.complete:
                    await olga.type(channel, command.name, focused=option.name, **{option.name: PIECES[0][:80]})
            if command.menu and command.menu.on == "message":
                await filled_in_badly(olga, await olga.menu(channel, command.menu.label, message))
        await olga.slash(channel, "resource add", what=PIECES[0][:290], kind="book", tags="loops")
        for label in ("Useful", "Share here"):
            found = await olga.slash(channel, "resource find")
            await olga.press(found, next(one for one in found.message.buttons if one.startswith(label)))
        requests = await fake.requests()
        violations = await fake.violations()

    assert expect_inert_on_discord(requests) > len(PIECES) * len(TYPED)
    assert violations == []


async def filled_in_badly(person: Human, answer: Answer) -> None:
    """Send the form, where one was opened, with the corpus in it; bring it back with that as its draft."""
    if answer.form is None:
        return
    values: dict[str, object] = {}
    for field in answer.form.fields.values():
        if "options" in field:
            values[field["custom_id"]] = [field["options"][0]["value"]]
        elif "max_length" in field:
            values[field["custom_id"]] = " ".join(PIECES)[: min(field["max_length"], 900)]
    refused = await person.fill(answer, values)
    if refused.messages and "Fix it" in refused.message.buttons:
        await person.press(refused, "Fix it")


# --- Slack ---------------------------------------------------------------------------------------------------------


def expect_inert_on_slack(slack: Slack) -> int:  # noqa: F811
    """How many messages and views were sent: Slack takes each, and there is no token in any that is not ours."""
    shown = 0
    for call in slack.calls:
        if "view" in call.args:
            check_view(call.args["view"])
        elif "text" in call.args:
            check_message(call.args)
            assert call.method.startswith("answer") or call.args["parse"] == "none", call.method
        else:
            assert not TOKEN.search(json.dumps(call.args)), call
            continue
        shown += 1
    return shown


def typed(command: AnyCommand, options: Mapping[str, Any]) -> str:
    """The command as somebody types it."""
    given = (f'{name}:"{value}"' if " " in str(value) else f"{name}:{value}" for name, value in options.items())
    return f"/{command.name} {' '.join(given)}"


async def test_no_field_of_any_command_pings_or_leads_astray_on_slack(running: Running, slack: Slack) -> None:  # noqa: F811
    """Rows "mass ping / link spoof, Slack" and "link spoofing" of the threats."""
    slack.users["OLGA"] = {"is_admin": True, "profile": {"display_name": "<!channel> `<!here>` <@U0ADA>"}}
    async with running() as ada:
        olga = Person(slack=slack, app=ada.app, web=ada.web, user="OLGA")
        await olga.says("/resource add Base kind:book tags:loops new-tags:yes")
        for command in TYPED:
            for options in attempts(command):
                await olga.says(typed(command, options))
                if olga.view and any(block["type"] == "input" for block in olga.view["blocks"]):
                    await send_badly(olga)
                    olga.view = {}
        for number, payload in enumerate(PAYLOADS[:12]):
            await olga.says(f"/{payload}")
            await olga.says(f"/help {payload}")
            event = {"type": "app_mention", "user": "OLGA", "text": f"<@{BOT}> {payload}", "ts": "1"}
            await olga.happens({**event, "channel": f"C{number}"})
        # Elsewhere: in the channel of before, tags are set from which every look-up starts.
        olga.channel = "C9RANDOM"
        await olga.says(f'/resource add what:"{PIECES[0]}" kind:book tags:again new-tags:yes')
        for label in ("Useful", "Share here"):
            await olga.says("/resource find")
            await olga.presses(next(one for one in labels_in(olga.shown["blocks"]) if one.startswith(label)))
        await offered_plainly(olga)
        await olga.happens({"type": "app_home_opened", "user": "OLGA", "tab": "home"})
        await olga.says("/me export")

    assert expect_inert_on_slack(slack) > len(PIECES) * len(TYPED)


async def send_badly(person: Person) -> None:
    """Send the form that is open with the corpus in its texts; refusals bring it back with that as the draft."""
    inputs = [one for one in walked(person.view["blocks"]) if one.get("type") == "plain_text_input"]
    names = [str(block["block_id"]) for block in person.view["blocks"] if block["type"] == "input"]
    assert len(names) >= len(inputs)
    values = {name.removeprefix("option:").replace("-", "_"): " ".join(PIECES)[:900] for name in names}
    await person.sends_payload(person.filled(**values))


async def offered_plainly(person: Person) -> None:
    """What is offered while somebody types is text, and no markup."""
    await person.says("/tag show")
    [question] = [block for block in person.view["blocks"] if block["type"] == "input"]
    asked = {**person.interaction("block_suggestion"), "view": person.view, "block_id": question["block_id"]}
    for typed_so_far in PAYLOADS[:8]:
        await person.sends_payload(
            {**asked, "trigger_id": person.number(), "action_id": "answer", "value": typed_so_far}
        )
        offered = person.acknowledged["options"]
        assert offered
        assert {one["text"]["type"] for one in offered} == {"plain_text"}
