"""Setting up a community: what it is, who adds to its library, and who has which role in it."""

from __future__ import annotations

from typing import Any

from bot import communities, joining, when
from bot.buddies.looking import look_soon
from bot.communities import CommunityKind, Settings
from bot.errors import InvalidInput, NotFound
from bot.identity import CommunityId, Member, Place, Role
from bot.replies import Button, Card, ChannelLink, Code, Fact, Inline, Mention, Reply, Style, done, said
from bot.requests import Call
from bot.resources import language as spoken
from bot.spec import Channel, Pick, Someone, Text, command

_NONE = "-"


@command(
    "community",
    "setup",
    about="How this community is set up; with options, set it up otherwise",
    allow=Role.ORGANISER,
    options=[
        Text(name="name", about="How it is called", max_characters=300),
        Pick(
            name="kind",
            about="What it is: open, inside a company, around a product, local",
            choices=tuple(CommunityKind),
        ),
        Text(name="language", about="Its language, for example en; - for none", max_characters=20),
        Text(name="zone", about="Its time zone, for example Europe/Berlin", max_characters=60),
        Pick(name="add", about="Who adds to the library", choices=("everyone", "curators")),
        Channel(name="announcements", about="Where announcements go"),
    ],
)
async def setup(
    call: Call,
    name: str = "",
    kind: str = "",
    language: str = "",
    zone: str = "",
    add: str = "",
    announcements: str = "",
) -> Reply:
    before = await call.unit.communities.settings(call.community.id)
    changes: dict[str, Any] = {"name": name} if name else {}
    changes |= {"kind": CommunityKind(kind)} if kind else {}
    changes |= {"language": None if language == _NONE else spoken(language, "language")} if language else {}
    changes |= {"time_zone": when.zone_of(zone)} if zone else {}
    changes |= {"members_add": add == "everyone"} if add else {}
    changes |= {"announce_in": _channel(call, announcements)} if announcements else {}
    after = communities.changed(before, changes)
    if after != before:
        await call.unit.communities.save_settings(call.community.id, after)
    return _card(call, after, "Settings changed" if after != before else "How this community is set up")


def _channel(call: Call, channel: str) -> Place:
    return Place(platform=call.place.platform, workspace=call.place.workspace, channel=channel)


def _card(call: Call, settings: Settings, title: str) -> Card:
    facts: dict[str, Inline] = {
        "Name": settings.name,
        "Kind": settings.kind.value,
        "Language": settings.language or "not said",
        "Time zone": settings.time_zone,
        "Who adds to the library": "everyone" if settings.members_add else "curators",
        "Who makes new tags": "everyone" if settings.members_make_tags else "curators",
        "Announcements": _announced(settings.announce_in, call.place),
    }
    return Card(
        title=title,
        facts=tuple(Fact(name=name, value=(value,)) for name, value in facts.items()),
        footer=("Change it with options: ", Code("/community setup zone:Europe/Berlin")),
    )


def _announced(where: Place | None, here: Place) -> Inline:
    """The channel, which can only be linked to where it is."""
    if where is None:
        return "nowhere yet"
    is_here = (where.platform, where.workspace) == (here.platform, here.workspace)
    return ChannelLink(where.channel) if is_here else f"in the other place, on {where.platform}"


@command(
    "community",
    "role",
    about="Give somebody a role here",
    allow=Role.ORGANISER,
    options=[
        Someone(name="who", about="The person", required=True, bare=True),
        Pick(
            name="role",
            about="What they may do",
            choices=tuple(role.label for role in Role),
            required=True,
            bare=True,
        ),
    ],
)
async def role(call: Call, who: str, role: str) -> Reply:
    member = await member_of(call, who)
    granted = Role[role.upper()]
    if member.id == call.member.id and granted < call.member.role:
        raise InvalidInput("You cannot take your own role away.", "Ask another organiser to do it.", field="who")
    await call.unit.people.grant(call.community.id, member.id, granted)
    return done(Mention(who), f" is {_article(granted.label)} {granted.label} here now.")


@command(
    "community",
    "link",
    about="Join a Slack workspace and a Discord server into one community",
    allow=Role.ORGANISER,
    options=[Text(name="code", about="The code from the other place", bare=True, max_characters=40)],
)
async def link(call: Call, code: str = "") -> Reply:
    if code:
        other = await joining.ask(call.unit, call.community.id, code, call.now)
        return said(f"Asked. Now an organiser of “{other.name}” says /community link there and confirms.")
    offer = await call.unit.joining.offer(call.community.id)
    if offer and offer.asked_by and offer.expires_at > call.now:
        return await _confirmation(call, offer.asked_by)
    made = joining.new_offer(call.community.id, call.now)
    await call.unit.joining.keep_offer(made)
    return said(
        "Say this in the other place, as an organiser, within a quarter of an hour: ",
        Code(f"/community link {made.code[:4]}-{made.code[4:]}"),
    )


async def _confirmation(call: Call, asked_by: CommunityId) -> Reply:
    size = await call.unit.joining.size(asked_by)
    actions = (
        Button(label="Join", command=("community", "join"), style=Style.MAIN),
        Button(label="Refuse", command=("community", "refuse")),
    )
    return said(
        f"“{size.name}” asks to become one community with this one. It has "
        f"{_amount(size.members, 'person', 'people')}, {_amount(size.resources, 'resource', 'resources')} and "
        f"{_amount(size.tags, 'tag', 'tags')}, which are brought here by the rules of an import. For a day it can be "
        "taken back with /community unlink.",
        actions=actions,
    )


def _amount(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


@command("community", "join", about="Join the community that has asked", allow=Role.ORGANISER, is_typed=False)
async def join(call: Call) -> Reply:
    size = await joining.confirm(call.unit, call.community.id, call.now)
    # Who takes part in buddies comes along, and may fit somebody here.
    await look_soon(call.unit.deliveries, call.community.id, call.place, call.now)
    return done(f"“{size.name}” and this community are one now. Its library arrives in the next minutes.")


@command("community", "refuse", about="Refuse the community that has asked", allow=Role.ORGANISER, is_typed=False)
async def refuse(call: Call) -> Reply:
    await call.unit.joining.drop_offer(call.community.id)
    return done("Refused. Nothing was changed.")


@command("community", "unlink", about="Take back the last joining, within a day", allow=Role.ORGANISER)
async def unlink(call: Call) -> Reply:
    size = await joining.part(call.unit, call.community.id, call.now)
    return done(f"“{size.name}” is a community of its own again. What only it has brought leaves this library.")


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


async def member_of(call: Call, who: str) -> Member:
    """The member behind an account where the call was made. Raises NotFound for who has never said anything."""
    users = (who, "-".join(who.casefold().split()))
    found = await call.unit.communities.of_account(call.community.id, call.place.platform, call.place.workspace, users)
    if found is None:
        raise NotFound("That person has not talked to me yet.", "Ask them to say /help once, and try again.")
    return found
