"""What somebody wants to schedule: the words of their options, read, and carried by buttons until they are sure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot import tags, when
from bot.amas import checking
from bot.amas.values import Announcement, Host, Invitation, Proposal, Session, Usual
from bot.errors import InvalidInput, NotFound
from bot.identity import MemberId, Place
from bot.requests import Call
from bot.resources import language
from bot.spec import Text
from bot.typed import clean_line
from bot.when import Reading
from commands.amas.which import zone_for
from commands.community import member_of

#: What was typed, by the names of the options; only what was given.
Asked = Mapping[str, str | int | bool]
#: Characters of all that was typed, as JSON.
DRAFT_CHARACTERS = 6_000
DRAFT = Text(name="draft", about="What was typed so far", required=True, max_characters=DRAFT_CHARACTERS)
_MENTION = re.compile(r"<@!?([A-Za-z0-9]{1,40})(?:\|[^>]*)?>|@(\S.*)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """An AMA as it would be made."""

    reading: Reading
    session: Session
    hosts: tuple[Host, ...]
    place: Place
    tag_names: tuple[str, ...]
    proposal: Proposal | None = None


def packed(asked: Asked) -> str:
    """What was typed as text that a button carries."""
    return json.dumps(dict(asked), ensure_ascii=False)


def unpacked(draft: str) -> dict[str, str | int | bool]:
    """What a button carried. Raises NotFound for what no version of ours has packed."""
    try:
        found = json.loads(draft)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise NotFound("This button is from another time and no longer works.", "Please ask again with the command.")
    return found


async def read(call: Call, asked: Asked) -> Wanted:
    """What somebody wants, checked as if it were to be kept. Raises InvalidInput, NotFound, when.Unclear."""
    proposal = await _proposal(call, asked)
    reading = when.parse(str(asked.get("when", "")), await zone_for(call), call.now)
    usual = await call.unit.amas.usual(call.community.id)
    plan = frozenset(part for part in Announcement if usual.get(part, Usual()).is_made)
    blank = Session(title="-", starts_at=reading.at, zone=reading.zone, plan=plan)
    return Wanted(
        reading=reading,
        session=checking.changed(blank, session_changes(asked)),
        hosts=await _hosts(call, asked, proposal),
        place=await _place(call, asked),
        tag_names=tags.several(str(asked.get("tags", ""))),
        proposal=proposal,
    )


def session_changes(asked: Asked) -> dict[str, Any]:
    """The typed options as changes of what is agreed; a ``-`` takes away what is there."""
    names = {"title": "title", "about": "about", "minutes": "minutes", "questions": "questions_each"}
    changes: dict[str, Any] = {field: asked[name] for name, field in names.items() if name in asked}
    if "capacity" in asked:
        changes["capacity"] = asked["capacity"] or None
    if "where" in asked:
        changes["meets_at"] = "" if asked["where"] == "-" else asked["where"]
    if changes.get("about") == "-":
        changes["about"] = ""
    if "language" in asked:
        said = str(asked["language"])
        changes["language"] = None if said == "-" else language(said, "language")
    if "review" in asked:
        changes["is_reviewed"] = bool(asked["review"])
    return changes


async def _proposal(call: Call, asked: Asked) -> Proposal | None:
    if "proposal" not in asked:
        return None
    found = await call.unit.amas.proposal(call.community.id, int(asked["proposal"]))
    if found is None:
        raise NotFound(f"There is no proposal {asked['proposal']}.", "See /ama proposals for those that are open.")
    return found


async def _hosts(call: Call, asked: Asked, proposal: Proposal | None) -> tuple[Host, ...]:
    hosts: list[Host] = []
    if "host" in asked:
        member = await member_of(call, str(asked["host"]))
        hosts.append(host_of(call, member.id, member.name))
    names = [name for typed in str(asked.get("guests", "")).split(",") if (name := clean_line(typed))]
    hosts += [await named_host(call, name) for name in names]
    if not hosts and proposal is not None and proposal.who is not None:
        hosts.append(host_of(call, proposal.who, proposal.who_name))
    elif not hosts and proposal is not None and proposal.who_name:
        hosts.append(Host(name=proposal.who_name, state=Invitation.ACCEPTED))
    if not hosts:
        hosts.append(host_of(call, call.member.id, call.member.name))
    unique = {host.member or host.name.casefold(): host for host in hosts}
    if len(unique) > checking.HOSTS:
        raise InvalidInput(f"An AMA has at most {checking.HOSTS} hosts.", "Name the main ones.", field="guests")
    return tuple(unique.values())


async def named_host(call: Call, typed: str) -> Host:
    """A host by what somebody typed: a mention is a member, any other name somebody from outside."""
    mention = _MENTION.fullmatch(typed)
    if mention:
        member = await member_of(call, mention[1] or mention[2])
        return host_of(call, member.id, member.name)
    return Host(name=checking.line(typed, "guests", checking.NAME_CHARACTERS), state=Invitation.ACCEPTED)


def host_of(call: Call, member: MemberId, name: str) -> Host:
    """A member as host: asked first, unless it is the one who asks."""
    state = Invitation.ACCEPTED if member == call.member.id else Invitation.INVITED
    return Host(name=name, member=member, state=state)


async def _place(call: Call, asked: Asked) -> Place:
    """The channel that was named; else that of announcements, where it is in this workspace; else the one here."""
    here = call.place
    if "channel" in asked:
        return Place(platform=here.platform, workspace=here.workspace, channel=str(asked["channel"]))
    usual = (await call.unit.communities.settings(call.community.id)).announce_in
    is_near = usual is not None and (usual.platform, usual.workspace) == (here.platform, here.workspace)
    return usual if usual is not None and is_near else replace(here, thread=None)
