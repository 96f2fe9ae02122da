"""The page that a person opens to see what there is for them: new under their tags, what they found, where to go."""

from __future__ import annotations

from bot.replies import Bold, Button, Card, Code, Inline, Reply, Section, Text, text
from bot.requests import Call
from bot.resources import Resource
from bot.spec import command
from commands.cards import title_of

#: Followed tags that are looked into, and new resources that are shown.
TAGS, SHOWN = 10, 5
_FOLLOW = text("Follow a tag with ", Code("/tag follow NAME"), " to see it here.")
_SHARE = text("Share the first thing with ", Code("/resource add"), ".")


@command("home", about="What is new for you", reads=True, is_typed=False)
async def show(call: Call) -> Reply:
    new = await _new(call)
    mine = (await call.unit.resources.found_by(call.community.id, call.member.id, None, SHOWN)).hits
    sections = [
        Section(text=(Bold("New under your tags"), *_lines(new, _FOLLOW))),
        Section(text=(Bold("What you have found"), *_lines(mine, _SHARE))),
    ]
    actions = (
        Button(label="Look around", command=("resource", "find")),
        Button(label="Tags", command=("tag", "list")),
        Button(label="From the archive", command=("resource", "random")),
    )
    return Card(title=call.community.name, sections=tuple(sections), actions=actions)


async def _new(call: Call) -> list[Resource]:
    followed = await call.unit.tags.followed(call.community.id, call.member.id)
    found: dict[int, Resource] = {}
    for tag in followed[:TAGS]:
        page = await call.unit.resources.newest(call.community.id, tag.id, None, SHOWN)
        found |= {one.id: one for one in page.hits}
    return sorted(found.values(), key=lambda one: -one.id)[:SHOWN]


def _lines(resources: list[Resource] | tuple[Resource, ...], nothing: Text) -> list[Inline]:
    if not resources:
        return ["\n", *nothing]
    lines: list[Inline] = []
    for one in resources:
        lines += ["\n", title_of(one), f" · number {one.id}"]
    return lines
