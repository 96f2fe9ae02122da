"""Tags in a channel and for a person: what a channel is about, what somebody follows, and who makes new tags."""

from __future__ import annotations

from bot import tags
from bot.errors import InvalidInput
from bot.identity import Role
from bot.replies import Reply, done, said
from bot.requests import Call
from bot.spec import Pick, Text, command
from bot.tags import TAGS_PER_CHANNEL, Tag
from commands.completing import matching_names
from commands.tags import NAME, keeper


@command(
    "tag",
    "channel",
    about="The tags of this channel; look-ups here start from them",
    allow=Role.CURATOR,
    options=[Text(name="tags", about="Which tags; - for none", bare=True, complete=matching_names, max_characters=700)],
)
async def channel(call: Call, tags: str = "") -> Reply:
    if not tags:
        here = await call.unit.tags.of_channel(call.community.id, call.place)
        return said(_of_channel(here))
    wanted = [] if tags.strip() == "-" else await _several(call, tags)
    await call.unit.tags.set_channel(call.community.id, call.place, [tag.id for tag in wanted])
    return done(_of_channel(wanted))


def _of_channel(here: list[Tag]) -> str:
    if not here:
        return "This channel has no tags: /resource find without words shows everything here."
    names = " ".join(f"#{tag.name}" for tag in here)
    return f"This channel is about {names}: /resource find without words starts from there."


async def _several(call: Call, typed: str) -> list[Tag]:
    names = tags.several(typed)
    if len(names) > TAGS_PER_CHANNEL:
        raise InvalidInput(
            f"A channel has at most {TAGS_PER_CHANNEL} tags.", "Please name the main ones.", field="tags"
        )
    return [await keeper(call).find(name) for name in names]


_WHICH = Text(name="name", about="Which tag", bare=True, complete=matching_names, max_characters=200)


@command("tag", "follow", about="Follow a tag, or see which you follow", options=[_WHICH])
async def follow(call: Call, name: str = "") -> Reply:
    if not name:
        followed = await call.unit.tags.followed(call.community.id, call.member.id)
        names = " ".join(f"#{tag.name}" for tag in followed)
        return said(f"You follow {names}." if names else "You follow no tags yet. Try /tag follow NAME.")
    tag = await keeper(call).find(name)
    new = await call.unit.tags.follow(call.community.id, call.member.id, tag.id, call.now)
    return done(f"You follow #{tag.name} now." if new else f"You follow #{tag.name} already.")


@command("tag", "unfollow", about="Stop following a tag", options=[NAME])
async def unfollow(call: Call, name: str) -> Reply:
    tag = await keeper(call).find(name)
    followed = await call.unit.tags.unfollow(call.community.id, call.member.id, tag.id)
    return done(f"You no longer follow #{tag.name}." if followed else f"You did not follow #{tag.name}.")


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
