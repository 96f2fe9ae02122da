"""Conversations: keeping one under tags, saving a message to the library, and what the labels of a forum mean."""

from __future__ import annotations

import re

from bot import conversations, tags
from bot.addresses import looks_like_address
from bot.conversations import LABELS_PER_FORUM
from bot.errors import InvalidInput
from bot.events import ThreadOpened
from bot.hearing import Hearing, listener
from bot.identity import Role
from bot.replies import Link, Reply, done, said
from bot.requests import Call
from bot.spec import Menu, Surface, Text, YesNo, command
from bot.typed import quoted
from commands.adding import add_known
from commands.completing import last_name, matching_names
from commands.facts import close_notice, used_tags

#: Characters of a message (Discord: 4,000 for those who pay; Slack: 40,000, of which the first ones do).
MESSAGE_CHARACTERS = 40_000
_ADDRESS = re.compile(r"https?://[^\s<>|\"]+")

_TEXT = Text(name="text", about="What the message says", is_long=True, max_characters=MESSAGE_CHARACTERS)
_LINK = Text(name="link", about="The link to the message", max_characters=2_000)


@command(
    "resource",
    "save",
    about="Save a message to the library",
    is_typed=False,
    options=[_TEXT, _LINK],
    menu=Menu(label="Save to library", on=Surface.MESSAGE),
)
async def save(call: Call, text: str = "", link: str = "") -> Reply:
    found = next((one for one in _ADDRESS.findall(text) if looks_like_address(one.rstrip(".,;:!?)]}'"))), "")
    what = found.rstrip(".,;:!?)]}'") or link
    title = quoted(" ".join(text.replace(found, " ").split()), 100) if found else quoted(text, 100)
    if not what and not title:
        raise InvalidInput("There is nothing in this message to save.", "Choose one with words or an address.")
    known = {"what": what or title}
    return await add_known(call, known | ({"suggested": title} if title and what else {}), insists=False)


@command(
    "conversation",
    "tag",
    about="Keep a conversation under tags",
    options=[
        Text(name="tags", about="Which tags", required=True, bare=True, complete=last_name, max_characters=700),
        Text(name="link", about="The link to the message", required=True, max_characters=2_000),
        Text(name="text", about="What it is about", is_long=True, max_characters=MESSAGE_CHARACTERS),
        YesNo(name="new-tags", about="Make new tags even if similar ones exist"),
    ],
    menu=Menu(label="Tag this conversation", on=Surface.MESSAGE),
)
async def tag(call: Call, tags: str, link: str, text: str = "", new_tags: bool = False) -> Reply:
    names = _several(tags)
    used = await used_tags(call, names, insists=new_tags)
    if used.close:
        return close_notice(("conversation", "tag"), {"link": link, "text": text[:500]}, names, used.close)
    kept, was_there = await conversations.keep(
        call.unit.conversations,
        call.community.id,
        link=link,
        text=text,
        place=call.place,
        tags=[one.id for one in used.tags],
        by=call.member.id,
        now=call.now,
    )
    listed = " ".join(f"#{one.name}" for one in used.tags)
    return done(Link(kept.title, kept.link), f" is {'now also ' if was_there else ''}kept under {listed}.")


def _several(typed: str) -> tuple[str, ...]:
    names = tags.several(typed)
    if not names:
        raise InvalidInput("It needs at least one tag.", "For example tags:loops.", field="tags")
    return names


@command(
    "tag",
    "forum",
    about="What the labels of this forum mean: new posts with them are kept under your tags",
    allow=Role.CURATOR,
    options=[
        Text(name="label", about="A label of the forum, as it stands there", bare=True, max_characters=100),
        Text(name="tag", about="The tag it means; - for none", bare=True, complete=matching_names, max_characters=100),
    ],
)
async def forum(call: Call, label: str = "", tag: str = "") -> Reply:
    store, community = call.unit.conversations, call.community.id
    labels = await store.labels(community, call.place)
    if label:
        key = conversations.label_of(label)
        if key not in labels and len(labels) >= LABELS_PER_FORUM:
            raise InvalidInput(f"A forum has at most {LABELS_PER_FORUM} labels.", "Take one away with - first.")
        if not tag:
            raise InvalidInput("Which tag does the label mean?", "For example /tag forum Question help.", field="tag")
        found = None if tag == "-" else await tags.find(call.unit.tags, community, tag)
        await store.map_label(community, call.place, key, found.id if found else None)
        labels = await store.labels(community, call.place)
    if not labels:
        return said("No label of this forum means a tag yet. For example: /tag forum Question help")
    meanings = ", ".join(f"“{one}” means #{name}" for one, name in labels.items())
    return said(f"In this forum {meanings}. New posts with these labels are kept under them.")


@listener(ThreadOpened)
async def keep_post(hearing: Hearing, event: ThreadOpened) -> None:
    """Keep a new post of a forum under the tags that its labels mean."""
    unit, community = hearing.unit, hearing.community
    labels = await unit.conversations.labels(community.id, event.place)
    names = [labels[key] for label in event.labels if (key := label.strip().casefold()) in labels]
    if not names:
        return
    found = await unit.tags.named(community.id, names)
    known = await unit.people.who(event.author)
    if known is None:
        known = await unit.people.welcome(
            event.author, quoted(event.author_name, 80) or "Someone", community.name, hearing.now
        )
    await conversations.keep(
        unit.conversations,
        community.id,
        link=event.link,
        text=event.title,
        place=event.place,
        tags=[one.id for one in found.values()],
        by=known[1].id,
        now=hearing.now,
    )
