"""Tags in a channel and for a person: what a channel is about, what somebody follows, and who makes new tags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot import tags
from bot.errors import InvalidInput, NotAllowed
from bot.identity import Role, TagId
from bot.replies import Reply, done, said
from bot.requests import Call
from bot.spec import Pick, Text, command
from bot.tags import TAGS_PER_CHANNEL, Tag
from bot.typed import quoted
from commands.completing import last_name, matching_names
from commands.tags import NAME, keeper


@command(
    "tag",
    "channel",
    about="The tags of this channel; look-ups here start from them; curators change them",
    options=[Text(name="tags", about="Which tags; - for none", bare=True, complete=last_name, max_characters=700)],
)
async def channel(call: Call, tags: str = "") -> Reply:
    if not tags:
        here = await call.unit.tags.of_channel(call.community.id, call.place)
        return said(_of_channel((await _current(call, here)).values()))
    if call.role < Role.CURATOR:
        raise NotAllowed("Curators give a channel its tags.", "Please ask one of them.")
    wanted = [] if tags.strip() == "-" else await _several(call, tags)
    await call.unit.tags.set_channel(call.community.id, call.place, [tag.id for tag in wanted])
    return done(_of_channel(wanted))


async def _current(call: Call, kept: Sequence[Tag]) -> dict[TagId, Tag]:
    return await tags.current(call.unit.tags, call.community.id, kept)


def _listed(here: Iterable[Tag]) -> str:
    return " ".join(sorted({f"#{tag.name}" for tag in here}))


def _of_channel(here: Iterable[Tag]) -> str:
    names = _listed(here)
    if not names:
        return "This channel has no tags: /resource find without words shows everything here."
    return f"This channel is about {names}: /resource find without words starts from there."


async def _several(call: Call, typed: str) -> list[Tag]:
    names = tags.several(typed)
    if not names:
        raise InvalidInput(f"There is no tag in “{quoted(typed)}”.", "Name some, or - for none.", field="tags")
    if len(names) > TAGS_PER_CHANNEL:
        raise InvalidInput(
            f"A channel has at most {TAGS_PER_CHANNEL} tags.", "Please name the main ones.", field="tags"
        )
    return [await keeper(call).find(name) for name in names]


_WHICH = Text(name="name", about="Which tag", bare=True, complete=matching_names, max_characters=200)


@command("tag", "follow", about="Follow a tag, or see which you follow", options=[_WHICH])
async def follow(call: Call, name: str = "") -> Reply:
    followed = (await _followed(call)).values()
    if not name:
        names = _listed(followed)
        return said(f"You follow {names}." if names else "You follow no tags yet. Try /tag follow NAME.")
    tag = await keeper(call).find(name)
    if tag.id in {one.id for one in followed}:
        return said(f"You follow #{tag.name} already.")
    await call.unit.tags.follow(call.community.id, call.member.id, tag.id, call.now)
    return done(f"You follow #{tag.name} now.")


async def _followed(call: Call) -> dict[TagId, Tag]:
    return await _current(call, await call.unit.tags.followed(call.community.id, call.member.id))


@command("tag", "unfollow", about="Stop following a tag", options=[NAME])
async def unfollow(call: Call, name: str) -> Reply:
    tag = await keeper(call).find(name)
    kept = [own for own, meant in (await _followed(call)).items() if meant.id == tag.id]
    for own in kept:
        await call.unit.tags.unfollow(call.community.id, call.member.id, own)
    return done(f"You no longer follow #{tag.name}.") if kept else said(f"You did not follow #{tag.name}.")


@command(
    "tag",
    "makers",
    about="Who makes new tags: everybody who uses them, or only curators",
    allow=Role.ORGANISER,
    options=[Pick(name="who", about="Who makes new tags", choices=("everyone", "curators"), required=True, bare=True)],
)
async def makers(call: Call, who: str) -> Reply:
    await call.unit.tags.let_members_make(call.community.id, who == "everyone")
    whom = "Everyone makes new tags by using them" if who == "everyone" else "Only curators make new tags"
    return done(f"{whom} from now on.")
