"""One person behind two accounts, and a person who wants to be forgotten."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.amas.seating import fill_seats
from bot.communities import Code, Kept, Person
from bot.errors import InvalidInput, NotFound
from bot.identity import CommunityId, MemberId, ResourceId
from bot.onboarding.merging import merge
from bot.ports import Unit
from bot.preferences import joint
from bot.replies import DOCUMENT_CHARACTERS
from bot.resources import indexed, keys_of

#: Letters and digits that nobody takes for one another.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_CHARACTERS = 8
#: How long a code can be used.
CODE_VALID = timedelta(minutes=15)
#: Room in a file for rows; the rest is for names and braces.
_ROWS_CHARACTERS = DOCUMENT_CHARACTERS - 20_000


def fresh_code() -> str:
    """A code that nobody can guess: 30 to the power of 8."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(CODE_CHARACTERS))


def new_code(community: CommunityId, member: MemberId, now: datetime) -> Code:
    """A code for a quarter of an hour, to be used once."""
    return Code(code=fresh_code(), community=community, member=member, expires_at=now + CODE_VALID)


def typed_code(text: str, command: str = "/me link") -> str:
    """The code in what somebody typed, hyphens and case aside. Raises InvalidInput."""
    code = text.upper().replace("-", "").replace(" ", "")
    if len(code) != CODE_CHARACTERS or any(char not in _ALPHABET for char in code):
        raise InvalidInput("That is not a code.", f"Say {command} in the other place to get one.", field="code")
    return code


async def owner_of(unit: Unit, community: CommunityId, member: MemberId, code: str, now: datetime) -> MemberId:
    """Whose account a code joins. Raises NotFound for a code that is unknown, used, too old, or of elsewhere."""
    found = await unit.communities.code(typed_code(code))
    if found is None or found.community != community or found.expires_at <= now:
        raise NotFound("That code is not known here, or it is too old.", "Say /me link in your other account again.")
    if found.member == member:
        raise InvalidInput("That code is your own.", "Say it in your other account.", field="code")
    return found.member


async def join(unit: Unit, community: CommunityId, gone: MemberId, stays: MemberId, code: str, now: datetime) -> None:
    """Let two members be one: all that one has done counts as the other's, a double vote once."""
    for number in await unit.communities.voted_for_by_both(community, gone, stays):
        await unit.resources.find_useful(community, ResourceId(number), gone, now)
    one, other = await unit.communities.person(community, gone), await unit.communities.person(community, stays)
    await unit.people.grant(community, stays, max(one.member.role, other.member.role))
    await unit.communities.drop_code(typed_code(code))
    left = await unit.amas.seats_of(community, gone)
    await merge(unit.journeys, community, gone, stays)
    await unit.welcomes.join(community, gone, stays)
    await unit.journeys.leave_behind(community, gone)
    learns = await joint(unit.preferences, community, gone, stays)
    await unit.communities.hand_over(community, gone, stays)
    if learns:
        await unit.preferences.save_learning(community, stays, learns)
    zone, language = other.time_zone or one.time_zone, other.language or one.language
    await unit.communities.save_person(community, stays, zone, language)
    await fill_seats(unit.amas, unit.deliveries, community, left, now)


async def forget(unit: Unit, community: CommunityId, member: MemberId, now: datetime) -> None:
    """Erase a person: votes, words and accounts go; what they brought stays, by "someone who left"."""
    for number in await unit.communities.voted_for(community, member):
        await unit.resources.find_useful(community, ResourceId(number), member, now)
    for number in await unit.communities.explained_by(community, member):
        before = await unit.resources.get(community, ResourceId(number))
        if before:
            facts = replace(before.facts, why="")
            await unit.resources.save(community, before, facts, keys_of(facts), indexed(facts))
    left = await unit.amas.seats_of(community, member)
    await unit.amas.silence(community, member)
    await unit.welcomes.silence(community, member)
    await unit.journeys.silence(community, member)
    await unit.communities.erase(community, member, now)
    await fill_seats(unit.amas, unit.deliveries, community, left, now)


def told(community_name: str, person: Person, kept: Sequence[Kept]) -> tuple[str, int]:
    """All that is kept about a person as JSON, a row a line, and how many rows had no room in it.

    What there is little of comes first, so that it is whole; what is left out is counted in the file as well.
    """
    places: list[str] = []
    left_out: dict[str, int] = {}
    room = _ROWS_CHARACTERS
    for one in sorted(kept, key=lambda one: one.total):
        lines = list(_lines(one, room))
        room -= sum(len(line) + 2 for line in lines)
        if len(lines) < one.total:
            left_out[one.place] = one.total - len(lines)
        rows = ",\n".join(lines)
        places.append(f"{_json(one.place)}: [\n{rows}\n]")
    head = [f"{_json(name)}: {_json(value)}" for name, value in _facts(community_name, person).items()]
    body = ",\n".join(places)
    content = ",\n".join([*head, f'"left_out": {_json(left_out)}', f'"kept": {{\n{body}\n}}'])
    return f"{{\n{content}\n}}\n", sum(left_out.values())


def _facts(community_name: str, person: Person) -> dict[str, object]:
    return {
        "community": community_name,
        "name": person.member.name,
        "role": person.member.role.label,
        "time_zone": person.time_zone,
        "language": person.language,
        "platforms": person.platforms,
    }


def _lines(kept: Kept, room: int) -> Iterator[str]:
    """The rows for which there is room, each with a comma and a line feed behind it."""
    for row in kept.rows:
        line = _json(row)
        room -= len(line) + 2
        if room < 0:
            return
        yield line


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_instant)


def _instant(value: object) -> str:
    """An instant as ISO 8601; whatever else JSON does not know is a mistake of ours."""
    if not isinstance(value, datetime):
        raise TypeError(f"no way to write {type(value).__name__} in JSON")
    return value.isoformat()
