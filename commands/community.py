"""Setting up a community: what it is, who adds to its library, and who has which role in it."""

from __future__ import annotations

from typing import Any

from bot import communities
from bot.communities import CommunityKind, Settings
from bot.errors import InvalidInput, NotFound
from bot.identity import Member, Place, Role
from bot.replies import Card, Fact, Mention, Reply, done
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
    changes |= {"time_zone": communities.zone(zone, "zone")} if zone else {}
    changes |= {"members_add": add == "everyone"} if add else {}
    changes |= {"announce_in": _channel(call, announcements)} if announcements else {}
    after = communities.changed(before, changes)
    if after != before:
        await call.unit.communities.save_settings(call.community.id, after)
    return _card(after, "Set up otherwise" if after != before else "How this community is set up")


def _channel(call: Call, channel: str) -> Place:
    return Place(platform=call.place.platform, workspace=call.place.workspace, channel=channel)


def _card(settings: Settings, title: str) -> Card:
    facts = {
        "Name": settings.name,
        "Kind": settings.kind.value,
        "Language": settings.language or "not said",
        "Time zone": settings.time_zone,
        "Who adds to the library": "everyone" if settings.members_add else "curators",
        "Who makes new tags": "everyone" if settings.members_make_tags else "curators",
        "Announcements": f"#{settings.announce_in.channel}" if settings.announce_in else "nowhere yet",
    }
    return Card(
        title=title,
        facts=tuple(Fact(name=name, value=(value,)) for name, value in facts.items()),
        footer=("Change it with options: /community setup zone:Europe/Berlin",),
    )


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


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


async def member_of(call: Call, who: str) -> Member:
    """The member behind an account where the call was made. Raises NotFound for who has never said anything."""
    users = (who, "-".join(who.casefold().split()))
    found = await call.unit.communities.of_account(call.community.id, call.place.platform, call.place.workspace, users)
    if found is None:
        raise NotFound("That person has not talked to me yet.", "Ask them to say /help once, and try again.")
    return found
