"""``/resource add``: from an address or a title to an entry of the library, asking only for what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot import resources
from bot.addresses import guess_kind, looks_like_address, title_from
from bot.communities import Settings
from bot.errors import NotAllowed
from bot.identity import Role
from bot.replies import Field, Form, Reply
from bot.requests import Call
from bot.resources import Draft, Kind
from bot.spec import Text, YesNo, command
from commands.cards import resource_card
from commands.facts import FACTS, close_notice, draft_facts, library, names_of, used_tags


@command(
    "resource",
    "add",
    about="Add something to the library",
    options=[
        Text(name="what", about="Its address, or its title", required=True, bare=True, max_characters=3_000),
        *FACTS,
        YesNo(name="new-tags", about="Make new tags even if similar ones exist"),
    ],
)
async def add(
    call: Call,
    what: str,
    title: str = "",
    kind: str = "",
    tags: str = "",
    why: str = "",
    authors: str = "",
    publisher: str = "",
    year: str = "",
    language: str = "",
    minutes: str = "",
    level: str = "",
    cost: str = "",
    description: str = "",
    new_tags: bool = False,
) -> Reply:
    typed = {
        "what": what, "title": title, "kind": kind, "tags": tags, "why": why, "authors": authors,
        "publisher": publisher, "year": year, "language": language, "minutes": minutes, "level": level, "cost": cost,
        "description": description,
    }  # fmt: skip
    known = {name: value for name, value in typed.items() if value}
    return await add_known(call, known, insists=new_tags)


async def add_known(call: Call, known: dict[str, str], *, insists: bool) -> Reply:
    """Add what is known, or ask for the rest; ``suggested`` is a title that is still to be confirmed."""
    suggested = known.pop("suggested", "")
    _expect_may_add(call, await call.unit.communities.settings(call.community.id))
    what = known["what"]
    address = what if looks_like_address(what) else None
    title = known.get("title") or ("" if address else what)
    fallback = (
        title or suggested or title_from(resources.checked(Draft(title="-", address=address), call.now).address or "")
    )
    draft = replace(Draft(title=fallback, address=address), **draft_facts(known))
    facts = resources.checked(draft, call.now)
    there = await library(call).known(facts)
    names = await names_of(call, known.get("tags", ""))
    kind_is_known = bool(known.get("kind") or (address and guess_kind(address)))
    if there is None and not (title and kind_is_known and names):
        known |= {"new-tags": "yes"} if insists else {}
        return _add_form(known, title=fallback, kind="" if not kind_is_known else facts.kind.value, names=names)
    used = await used_tags(call, names, insists=insists)
    if used.close:
        return close_notice(("resource", "add"), {**known}, names, used.close)
    added = await library(call).share(facts, [tag.id for tag in used.tags])
    one = await library(call).get(added.id)
    finders = await call.unit.resources.finders(call.community.id, added.id)
    return resource_card(one, _outcome(added, is_retired=one.retired_at is not None), finders)


def _expect_may_add(call: Call, settings: Settings) -> None:
    if not settings.members_add and call.role < Role.CURATOR:
        raise NotAllowed("Only curators add to the library here.", "Tell one of them what you have found.")


def _outcome(added: resources.Added, *, is_retired: bool) -> str:
    if not added.was_there:
        return f"Added to the library as number {added.id}"
    retired = ", but retired" if is_retired else ""
    with_tags = "your tags are on it and " if added.new_tags else ""
    return f"In the library already, as number {added.id}{retired}: {with_tags}you are named among its finders"


def _add_form(known: dict[str, str], *, title: str, kind: str, names: Sequence[str]) -> Form:
    asked = {
        "title": Field(option="title", label="How it is called", value=title, required=True),
        "kind": Field(option="kind", label="What it is", value=kind, required=True, choices=tuple(Kind)),
        "tags": Field(option="tags", label="Tags, parted by spaces", value=" ".join(names), required=True),
        "why": Field(option="why", label="Why it is good", value=known.get("why", ""), is_long=True),
        "authors": Field(option="authors", label="Who made it", value=known.get("authors", "")),
    }
    kept = {name: value for name, value in known.items() if name not in asked}
    return Form(title="Add to the library", command=("resource", "add"), fields=tuple(asked.values()), known=kept)
