"""Tags as people handle them: look at them, tidy them, undo what was tidied, follow them."""

from __future__ import annotations

from collections.abc import Sequence

from bot import tags
from bot.conversations import Conversation
from bot.identity import Role
from bot.replies import Button, Card, Code, Inline, Link, Page, Reply, Section, Style, Update, done, said
from bot.requests import Call
from bot.spec import Text, Whole, YesNo, command
from bot.tags import Counted, Tag, Tags
from bot.typed import quoted
from commands.cards import HITS, hits_page, tag_intro
from commands.completing import matching_names
from commands.preferences import helpers

#: Tags on one page of the list.
LISTED = 20
#: Characters of a description in the list.
DESCRIPTION_CHARACTERS = 140
#: Conversations that are shown with a tag.
TALKS = 5
#: Counting what is under a tag stops here.
COUNTED = 1_000

NAME = Text(name="name", about="Which tag", required=True, bare=True, complete=matching_names, max_characters=200)
_OTHER = Text(name="other", about="The other name", required=True, bare=True, max_characters=200)


def keeper(call: Call) -> Tags:
    """The tags in the hands of the person who asks."""
    return Tags(call.unit.tags, call.community.id, call.member.id, call.now)


@command(
    "tag",
    "list",
    about="All tags, the most used first",
    reads=True,
    options=[Text(name="words", about="Only tags with this in their name or description", bare=True)],
)
async def list_tags(call: Call, words: str = "") -> Reply:
    page = await _listing(call, words, 0)
    if page:
        return page
    if words:
        return said(f"No tag has “{words}” in its name or description. See /tag list for all of them.")
    return said("There are no tags yet. They are made by using them: /resource add … tags:loops")


@command(
    "tag",
    "list-page",
    about="Turn the page of the list of tags",
    reads=True,
    is_typed=False,
    options=[Text(name="words", about="Which tags"), Whole(name="skip", about="How many to leave out")],
)
async def turn_list(call: Call, words: str = "", skip: int = 0) -> Reply:
    return Update(reply=await _listing(call, words, skip) or said("There is nothing here any more."))


async def _listing(call: Call, words: str, skip: int) -> Page | None:
    rows = await _listed(call, words.strip("# ").lower(), skip)
    if not rows:
        return None
    sections = tuple(
        Section(text=(" · ".join(part for part in (f"#{one.tag.name}", _amount(one.resources), _short(one)) if part),))
        for one in rows[:LISTED]
    )
    args = {"words": words} if words else {}

    def turning(label: str, to: int) -> Button:
        return Button(label=label, command=("tag", "list-page"), args={**args, "skip": to})

    return Page(
        card=Card(title="Tags", sections=sections, footer=("Look into one with ", Code("/tag show NAME"), ".")),
        newer=turning("Newer", max(0, skip - LISTED)) if skip else None,
        older=turning("Older", skip + LISTED) if len(rows) > LISTED else None,
    )


async def _listed(call: Call, part: str, skip: int) -> list[Counted]:
    """Tags with this part; ``mob programming`` is looked for as it stands, then as the tag it would be."""
    store, community = call.unit.tags, call.community.id
    if " " in part and not await store.listed(community, part, 0, 1):
        part = part.replace(" ", "-")
    return await store.listed(community, part, skip, LISTED + 1)


def _short(one: Counted) -> str:
    return quoted(one.tag.description, DESCRIPTION_CHARACTERS)


def _amount(count: int) -> str:
    return "1 resource" if count == 1 else f"{count:,} resources"


@command("tag", "show", about="Everything under a tag, newest first", reads=True, options=[NAME])
async def show(call: Call, name: str) -> Reply:
    tag = await keeper(call).find(name)
    found = await call.unit.resources.newest(call.community.id, tag.id, None, HITS)
    tree = await call.unit.tags.tree(call.community.id)
    names = await call.unit.tags.names(call.community.id)
    count = await call.unit.tags.counted(call.community.id, tag.id, COUNTED)
    intro = tag_intro(
        tag,
        synonyms=sorted(other for other, tag_id in names.items() if tag_id == tag.id and other != tag.name),
        parent=tree[tag.parent_id].name if tag.parent_id in tree else None,
        children=sorted(one.name for one in tree.values() if one.parent_id == tag.id and not one.is_merged),
        count=f"{_counted(count)}." if count else "No resource carries it yet.",
    )
    talks = await call.unit.conversations.under(call.community.id, tag.id, 0, TALKS)
    follow = Button(label="Follow", command=("tag", "follow"), args={"name": tag.name})
    return hits_page(
        f"#{tag.name}",
        found,
        turn=("tag", "page"),
        args={"name": tag.name},
        actions=(follow,),
        intro=intro + _talks(talks) + await helpers(call, tag.id),
    )


def _talks(talks: Sequence[Conversation]) -> tuple[Inline, ...]:
    """The newest conversations under a tag, as links."""
    lines: list[Inline] = ["\nConversations:"] if talks else []
    for one in talks:
        lines += ["\n", Link(one.title, one.link)]
    return tuple(lines)


@command(
    "tag",
    "page",
    about="Turn the page of a tag",
    reads=True,
    is_typed=False,
    options=[NAME, Text(name="at", about="Where the page starts")],
)
async def turn(call: Call, name: str, at: str = "") -> Reply:
    tag = await keeper(call).find(name)
    found = await call.unit.resources.newest(call.community.id, tag.id, at or None, HITS)
    return Update(reply=hits_page(f"#{tag.name}", found, turn=("tag", "page"), args={"name": tag.name}))


@command(
    "tag",
    "describe",
    about="Say what goes under a tag",
    allow=Role.CURATOR,
    options=[
        NAME,
        Text(name="description", about="What goes here", required=True, bare=True, is_long=True, max_characters=3_000),
    ],
)
async def describe(call: Call, name: str, description: str) -> Reply:
    tag = await keeper(call).describe(name, description)
    return done(f"#{tag.name}: {description}", actions=(await _undo(call),))


@command("tag", "alias", about="Give a tag another name", allow=Role.CURATOR, options=[NAME, _OTHER])
async def alias(call: Call, name: str, other: str) -> Reply:
    tag = await keeper(call).alias(name, other)
    return done(
        f"#{tags.normalise(other)} now means #{tag.name}, wherever it is typed or imported.",
        actions=(await _undo(call),),
    )


@command("tag", "rename", about="Call a tag by another name", allow=Role.CURATOR, options=[NAME, _OTHER])
async def rename(call: Call, name: str, other: str) -> Reply:
    tag, new = await keeper(call).rename(name, other)
    return done(f"#{tag.name} is called #{new} now; #{tag.name} still finds it.", actions=(await _undo(call),))


@command(
    "tag",
    "merge",
    about="Make one tag a part of another",
    allow=Role.CURATOR,
    options=[
        Text(name="from", about="The tag that goes", required=True, bare=True, complete=matching_names),
        Text(name="into", about="The tag that stays", required=True, bare=True, complete=matching_names),
        YesNo(name="sure", about="Merge without asking again"),
    ],
)
async def merge(call: Call, from_: str, into: str, sure: bool = False) -> Reply:
    gone, stays = await keeper(call).find(from_), await keeper(call).find(into)
    if not sure and gone.id != stays.id:
        return await _merge_preview(call, gone, stays)
    await keeper(call).merge(gone, stays)
    return done(f"#{gone.name} is merged: it means #{stays.name} now.", actions=(await _undo(call),))


async def _merge_preview(call: Call, gone: Tag, stays: Tag) -> Reply:
    store, community = call.unit.tags, call.community.id
    count = await store.counted(community, gone.id, COUNTED)
    both = await store.shared(community, gone.id, stays.id)
    names = sorted(name for name, tag_id in (await store.names(community)).items() if tag_id == gone.id)
    sure = Button(
        label="Merge",
        command=("tag", "merge"),
        args={"from": gone.name, "into": stays.name, "sure": True},
        style=Style.DANGER,
    )
    return said(
        f"Merging #{gone.name} into #{stays.name} moves {_counted(count)}{_carrying(both)}. "
        f"{' '.join('#' + name for name in names)} will mean #{stays.name}. "
        "Nothing is changed yet, and /tag undo can take it back.",
        actions=(sure,),
    )


def _counted(count: int) -> str:
    return f"{COUNTED:,} resources or more" if count >= COUNTED else _amount(count)


def _carrying(both: int) -> str:
    if not both:
        return ""
    return ", of which 1 carries both already" if both == 1 else f", of which {both:,} carry both already"


@command(
    "tag",
    "parent",
    about="Put a tag below another one",
    allow=Role.CURATOR,
    options=[
        NAME,
        Text(name="parent", about="The tag above it; nothing to put it at the top", bare=True, complete=matching_names),
    ],
)
async def parent(call: Call, name: str, parent: str = "") -> Reply:
    tag, above = await keeper(call).put_under(name, parent or None)
    if above:
        return done(
            f"#{tag.name} is below #{above.name} now: looking for #{above.name} finds it too.",
            actions=(await _undo(call),),
        )
    return done(f"#{tag.name} stands at the top now.", actions=(await _undo(call),))


@command(
    "tag",
    "delete",
    about="Take a tag away from everything",
    allow=Role.CURATOR,
    options=[NAME, YesNo(name="sure", about="Delete without asking again")],
)
async def delete(call: Call, name: str, sure: bool = False) -> Reply:
    tag = await keeper(call).find(name)
    if not sure:
        count = await call.unit.tags.counted(call.community.id, tag.id, COUNTED)
        button = Button(
            label="Delete", command=("tag", "delete"), args={"name": tag.name, "sure": True}, style=Style.DANGER
        )
        return said(
            f"Deleting #{tag.name} takes it off {_counted(count)}; the library keeps all of them. "
            "Nothing is changed yet, and /tag undo can take it back.",
            actions=(button,),
        )
    await keeper(call).delete(name)
    return done(f"#{tag.name} is deleted.", actions=(await _undo(call),))


async def _undo(call: Call) -> Button:
    """A button for the change that was just made: pressed twice, or late, it takes nothing else back."""
    last = await call.unit.tags.last_change(call.community.id)
    return Button(label="Undo", command=("tag", "undo"), args={"change": last.id} if last else {})


@command(
    "tag",
    "undo",
    about="Take back the last change of the tags",
    allow=Role.CURATOR,
    options=[Whole(name="change", about="Only if this is the last change", least=1)],
)
async def undo(call: Call, change: int = 0) -> Reply:
    about = await keeper(call).undo(change or None)
    return done(f"Taken back: {about}.")
