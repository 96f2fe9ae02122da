"""Which AMA is meant, and by whose clock its time is read and told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot import when
from bot.amas.values import Ama, Invitation
from bot.errors import NotFound
from bot.identity import AmaId, MemberId
from bot.replies import Fact
from bot.requests import Call
from bot.spec import Moment, Whole

NUMBER = Whole(name="number", about="The number of the AMA", required=True, bare=True, least=1)
#: What one typed earlier, as it stood when a card was shown.
SEQUENCE = Whole(name="sequence", about="How often it was changed when you were asked", required=True)


async def find(call: Call, number: int) -> Ama:
    """The AMA of this number. Raises NotFound."""
    ama = await call.unit.amas.get(call.community.id, AmaId(number))
    if ama is None:
        raise NotFound(f"There is no AMA {number} here.", "See /ama list for those that are ahead.")
    return ama


async def zone_for(call: Call) -> str:
    """The zone in which somebody writes times: their own, else the community's."""
    person = await call.unit.communities.person(call.community.id, call.member.id)
    if person.time_zone:
        return person.time_zone
    return (await call.unit.communities.settings(call.community.id)).time_zone


async def offered_times(call: Call, typed: str) -> Sequence[str]:
    """Times that somebody may mean who is still writing one."""
    return when.suggest(typed, await zone_for(call), call.now)


WHEN = Moment(
    name="when",
    about="When it starts, for example tue 18:00 or 2026-12-01 18:00 Berlin",
    required=True,
    bare=True,
    complete=offered_times,
)


async def host_zones(call: Call, hosts: Mapping[MemberId, str]) -> dict[str, str | None]:
    """The zone of each of these members, by name; None for those who have not told theirs."""
    people = {name: await call.unit.communities.person(call.community.id, member) for member, name in hosts.items()}
    return {name: person.time_zone for name, person in people.items()}


def member_hosts(ama: Ama) -> dict[MemberId, str]:
    """The hosts and helpers of an AMA who are members and have not declined, with their names."""
    return {
        host.member: host.name
        for host in ama.hosts
        if host.member is not None and host.state is not Invitation.DECLINED
    }


def title_of(ama: Ama) -> str:
    """How an AMA is called in a sentence: ``AMA 17 “Loops for all”``."""
    return f"AMA {ama.id} “{ama.session.title}”"


def fact(name: str, value: str) -> Fact:
    """A fact in plain words."""
    return Fact(name=name, value=(value,))
