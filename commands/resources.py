"""Keeping resources: show, edit, tag, retire, restore, thank, and what happened to them."""

from __future__ import annotations

from collections.abc import Sequence

from bot import resources, tags
from bot.errors import InvalidInput
from bot.replies import Button, Card, Field, Form, Page, Reply, Section, Time, Update, done, said
from bot.requests import Call
from bot.spec import Text, Whole, YesNo, command
from bot.typed import quoted
from commands.cards import HITS, hits_page, resource_card
from commands.completing import last_name
from commands.facts import FACTS, NOTHING, NUMBER, close_notice, draft_facts, library, used_tags


@command("resource", "show", about="Everything about one resource", reads=True, options=[NUMBER])
async def show(call: Call, number: int) -> Reply:
    one = await library(call).get(number)
    finders = await call.unit.resources.finders(call.community.id, one.id)
    return resource_card(one, "From the library", finders)


@command(
    "resource",
    "edit",
    about="Change what is said about a resource; - takes a value away",
    options=[
        NUMBER,
        Text(name="address", about="Its address", max_characters=3_000),
        *(option for option in FACTS if option.name != "tags"),
    ],
)
async def edit(
    call: Call,
    number: int,
    address: str = "",
    title: str = "",
    kind: str = "",
    why: str = "",
    authors: str = "",
    publisher: str = "",
    year: str = "",
    language: str = "",
    minutes: str = "",
    level: str = "",
    cost: str = "",
    description: str = "",
) -> Reply:
    typed = {
        "address": address, "kind": kind, "why": why, "authors": authors, "publisher": publisher, "year": year,
        "language": language, "minutes": minutes, "level": level, "cost": cost, "description": description,
    }  # fmt: skip
    changes = draft_facts({name: value for name, value in typed.items() if value})
    if title == NOTHING:
        raise InvalidInput("A title cannot be taken away.", 'Write title:"How it is called".', field="title")
    changes |= {"title": title} if title else {}
    before = await library(call).get(number)
    resources.expect_may_change(before, call.member, call.role)
    if not changes:
        return _edit_form(before)
    after = await library(call).edit(number, changes)
    title_line = "Changed" if after.facts != before.facts else "Nothing was different"
    return resource_card(after, f"{title_line}: number {number}", [])


def _edit_form(one: resources.Resource) -> Form:
    facts = one.facts
    fields = (
        Field(option="title", label="How it is called", value=facts.title, required=True),
        Field(option="address", label="Its address, or - for none", value=facts.address or ""),
        Field(option="authors", label="Who made it, parted by commas, or - for nobody", value=", ".join(facts.authors)),
        Field(option="publisher", label="Who published it, or - for nobody", value=facts.publisher or ""),
        Field(option="why", label="Why it is good, or - for nothing", value=facts.why, is_long=True),
    )
    return Form(title=f"Change number {one.id}", command=("resource", "edit"), fields=fields, known={"number": one.id})


_TAGS = Text(name="tags", about="Tags, parted by spaces", required=True, bare=True, complete=last_name)


@command(
    "resource",
    "tag",
    about="Put tags on a resource",
    options=[NUMBER, _TAGS, YesNo(name="new-tags", about="Make new tags even if similar ones exist")],
)
async def tag(call: Call, number: int, tags: str, new_tags: bool = False) -> Reply:
    names = _names(tags)
    resources.expect_may_change(await library(call).get(number), call.member, call.role)
    used = await used_tags(call, names, insists=new_tags)
    if used.close:
        return close_notice(("resource", "tag"), {"number": number}, names, used.close)
    one = await library(call).tag(number, [each.id for each in used.tags], names)
    return done(f"Number {number} carries {_listed(one.tags)} now.")


@command("resource", "untag", about="Take tags off a resource", options=[NUMBER, _TAGS])
async def untag(call: Call, number: int, tags: str) -> Reply:
    found = await _existing(call, tags)
    one = await library(call).untag(number, [each.id for each in found], [each.name for each in found])
    return done(f"Number {number} carries {_listed(one.tags)} now.")


async def _existing(call: Call, typed: str) -> list[tags.Tag]:
    return [await tags.find(call.unit.tags, call.community.id, name) for name in _names(typed)]


def _names(typed: str) -> tuple[str, ...]:
    names = tags.several(typed)
    if not names:
        raise InvalidInput(f"There is no tag in “{quoted(typed)}”.", "Write for example tags:loops.", field="tags")
    return names


def _listed(names: Sequence[str]) -> str:
    return " ".join(f"#{name}" for name in names) or "no tags"


@command(
    "resource",
    "retire",
    about="Take a resource out of every search, with a reason",
    options=[
        NUMBER,
        Text(name="reason", about="Why: gone, outdated, replaced", required=True, bare=True, max_characters=1_000),
        Whole(name="superseded-by", about="The number of the one that takes its place", least=1),
    ],
)
async def retire(call: Call, number: int, reason: str, superseded_by: int = 0) -> Reply:
    one = await library(call).retire(number, reason, superseded_by or None)
    back = Button(label="Restore", command=("resource", "restore"), args={"number": number})
    return done(f"Number {number}, “{quoted(one.facts.title)}”, is retired: {reason}", actions=(back,))


@command("resource", "restore", about="Put a retired resource back", options=[NUMBER])
async def restore(call: Call, number: int) -> Reply:
    one = await library(call).restore(number)
    return done(f"Number {number}, “{quoted(one.facts.title)}”, is back in the library.")


@command("resource", "useful", about="Say that a resource helped you; again to take it back", options=[NUMBER])
async def useful(call: Call, number: int) -> Reply:
    one, counted = await library(call).useful(number)
    title = quoted(one.facts.title)
    if not counted:
        return said(f"Your vote for “{title}” is taken back.")
    people = "you are the first" if one.votes == 1 else f"useful to {one.votes:,} people so far"
    return done(f"Thank you. “{title}”: {people}.")


@command("resource", "mine", about="What you have found for the library", reads=True)
async def mine(call: Call) -> Reply:
    page = await _mine(call, None)
    return page or said("You have not added anything yet. The first thing goes in with /resource add.")


@command(
    "resource",
    "mine-page",
    about="Turn the page of what you have found",
    reads=True,
    is_typed=False,
    options=[Text(name="at", about="Where the page starts", max_characters=40)],
)
async def turn_mine(call: Call, at: str = "") -> Reply:
    page = await _mine(call, at or None)
    return Update(reply=page or said("There is nothing here any more."))


async def _mine(call: Call, cursor: str | None) -> Page | None:
    found = await call.unit.resources.found_by(call.community.id, call.member.id, cursor, HITS)
    if not found.hits:
        return None
    return hits_page("What you have found, newest first", found, turn=("resource", "mine-page"), args={})


@command("resource", "history", about="What was changed about a resource, and by whom", reads=True, options=[NUMBER])
async def history(call: Call, number: int) -> Reply:
    one = await library(call).get(number)
    entries = await call.unit.resources.history(call.community.id, one.id, 20)
    sections = tuple(
        Section(text=(Time(entry.at), f" · {entry.by} · {entry.action}{_changes(entry)}")) for entry in entries
    )
    return Card(title=f"History of number {number}: {quoted(one.facts.title)}", sections=sections)


def _changes(entry: resources.Entry) -> str:
    parts = [
        f"{name}: {quoted(before, 80) or 'nothing'} → {quoted(after, 80) or 'nothing'}"
        for name, (before, after) in entry.detail.items()
    ]
    return f" · {'; '.join(parts)}" if parts else ""
