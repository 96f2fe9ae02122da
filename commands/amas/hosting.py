"""Hosts and helpers: invited, answering, and handing over to one another, also in the middle of an AMA."""

from __future__ import annotations

from dataclasses import replace

from bot.amas import checking, planning
from bot.amas.permissions import expect_open, expect_runs
from bot.amas.values import Ama, Host, Invitation, Part
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.replies import Reply, Update, done
from bot.requests import Call
from bot.spec import Pick, Someone, Text, command
from commands.amas.guests import page_button
from commands.amas.publishing import again, brief, invite, keep, resting
from commands.amas.which import NUMBER, find, title_of
from commands.community import member_of

_DOING = ("helper", "host", "hand-over", "remove")


async def _invited(call: Call, number: int) -> tuple[Ama, Host]:
    """The AMA, and the one who presses as its host. Raises NotAllowed for who was not invited."""
    ama = await find(call, number)
    expect_open(ama)
    for host in ama.hosts:
        if host.member == call.member.id and host.part is Part.HOST:
            return ama, host
    raise NotAllowed(f"You are not invited to host AMA {number}.", "An organiser can invite you with /ama helper.")


async def _reply(call: Call, number: int, state: Invitation, other_times: str = "") -> Ama:
    """Keep what an invited host says, and tell who has scheduled it."""
    ama, host = await _invited(call, number)
    await call.unit.amas.put_host(call.community.id, ama.id, replace(host, state=state, other_times=other_times))
    changed = await again(call, ama.id)
    if ama.made_by.id != call.member.id:
        key = f"{planning.topic_of(ama.id)}:replied:{call.member.id}:{call.now.isoformat()}"
        subject = {"ama": ama.id, "member": call.member.id}
        await planning.tell(call.unit.deliveries, ama, ama.made_by.id, planning.REPLIED, key, call.now, subject=subject)
    return changed


@command("ama", "accept", about="Host the AMA you are invited to", is_typed=False, options=[NUMBER])
async def accept(call: Call, number: int) -> Reply:
    ama = await _reply(call, number, Invitation.ACCEPTED)
    return Update(reply=done(f"Thank you. You host {title_of(ama)} and can change it with /ama edit {number}."))


@command("ama", "turn-down", about="Do not host the AMA you are invited to", is_typed=False, options=[NUMBER])
async def turn_down(call: Call, number: int) -> Reply:
    ama = await keep(call, await _reply(call, number, Invitation.DECLINED))
    await planning.amend(call.unit.deliveries, ama, call.now)
    return Update(reply=done(f"You do not host {title_of(ama)} and {ama.made_by.name} is told."))


@command(
    "ama",
    "other-times",
    about="Say when you could host it",
    is_typed=False,
    options=[
        NUMBER,
        Text(name="times", about="Times that suit you, in your words", required=True, is_long=True, max_characters=500),
    ],
)
async def other_times(call: Call, number: int, times: str) -> Reply:
    ama = await _reply(call, number, Invitation.INVITED, checking.line(times, "times", checking.REASON_CHARACTERS))
    return done(f"{ama.made_by.name} is told which times suit you for {title_of(ama)} and can move it.")


@command(
    "ama",
    "helper",
    about="Let somebody help with an AMA, host it too, or take it over; or no longer",
    options=[
        NUMBER,
        Someone(name="who", about="Which member", bare=True),
        Text(name="name", about="A host from outside, by name", max_characters=80),
        Pick(name="do", about="What they shall be; remove: neither host nor helper", choices=_DOING),
    ],
)
async def helper(call: Call, number: int, who: str = "", name: str = "", do: str = "helper") -> Reply:
    ama = await find(call, number)
    expect_runs(ama, call.member.id, call.role)
    expect_open(ama)
    host = await _meant(call, ama, who, name, do)
    if do == "remove":
        await _remove(call, ama, host)
    else:
        _expect_room(ama, host)
        await call.unit.amas.put_host(call.community.id, ama.id, host)
    if do == "hand-over":
        await _step_back(call, ama)
    changed = await keep(call, await again(call, ama.id))
    if do != "remove":
        await _told(call, changed, host)
        await brief(call.unit, changed, call.now)
    await planning.amend(call.unit.deliveries, changed, call.now)
    await planning.keep_events(call.unit.deliveries, changed, call.now)
    page = (page_button(changed, host.name),) if host.member is None and do != "remove" else ()
    asleep = await resting(call.unit, replace(changed, hosts=(host,)), call.now) if do == "host" else ""
    return done(f"{_outcome(changed, host, do)} {asleep}".rstrip(), actions=page)


async def _meant(call: Call, ama: Ama, who: str, name: str, do: str) -> Host:
    if bool(who) == bool(name):
        raise InvalidInput(
            "Who is meant?", "Name a member with who:, or somebody from outside with name:.", field="who"
        )
    if name:
        if do in {"helper", "hand-over"}:
            raise InvalidInput("Somebody from outside can be a host.", "Say do:host, or name a member.", field="do")
        found = next((one for one in ama.hosts if one.member is None and one.name == name), None)
        return found or Host(name=checking.line(name, "name", checking.NAME_CHARACTERS), state=Invitation.ACCEPTED)
    member = await member_of(call, who)
    part = Part.HELPER if do == "helper" else Part.HOST
    state = Invitation.INVITED if do == "host" and member.id != call.member.id else Invitation.ACCEPTED
    return Host(name=member.name, member=member.id, part=part, state=state)


def _is_same(one: Host, other: Host) -> bool:
    return one.member == other.member if other.member is not None else one.name == other.name


def _expect_room(ama: Ama, host: Host) -> None:
    if len([one for one in ama.hosts if not _is_same(one, host)]) >= checking.HOSTS:
        raise InvalidInput(f"An AMA has at most {checking.HOSTS} hosts and helpers.", "Take one away with do:remove.")
    _expect_another_host(ama, host)


def _expect_another_host(ama: Ama, host: Host, *, stays: bool = True) -> None:
    """Raises InvalidInput where nobody would host it any more."""
    if stays and host.part is Part.HOST:
        return
    others = [one for one in ama.hosts if one.part is Part.HOST and not _is_same(one, host)]
    is_host = any(_is_same(one, host) and one.part is Part.HOST for one in ama.hosts)
    if is_host and not others:
        raise InvalidInput("Then nobody would host it.", "Hand it over with do:hand-over first, or say /ama cancel.")


async def _remove(call: Call, ama: Ama, host: Host) -> None:
    if not any(_is_same(one, host) for one in ama.hosts):
        raise NotFound(f"{host.name} is neither host nor helper of AMA {ama.id}.", f"See /ama show {ama.id}.")
    _expect_another_host(ama, host, stays=False)
    await call.unit.amas.drop_host(call.community.id, ama.id, host)


async def _step_back(call: Call, ama: Ama) -> None:
    """Whoever hands it over stays as a helper, so that nothing is lost in between."""
    mine = next((one for one in ama.hosts if one.member == call.member.id and one.part is Part.HOST), None)
    if mine is not None:
        await call.unit.amas.put_host(call.community.id, ama.id, replace(mine, part=Part.HELPER))


async def _told(call: Call, ama: Ama, host: Host) -> None:
    if host.member is None or host.member == call.member.id:
        return
    if host.state is Invitation.INVITED:
        await invite(call.unit, ama, host, call.now)
        return
    key = planning.key_for(ama, "part", host.member)
    await planning.tell(call.unit.deliveries, ama, host.member, planning.PART, key, call.now)


def _outcome(ama: Ama, host: Host, do: str) -> str:
    words = {
        "helper": f"{host.name} helps with {title_of(ama)} and can take care of its questions.",
        "host": f"{host.name} is invited to host {title_of(ama)} too.",
        "hand-over": f"{host.name} hosts {title_of(ama)} now; all questions are there as before.",
        "remove": f"{host.name} is neither host nor helper of {title_of(ama)} any more.",
    }
    if do == "host" and host.state is Invitation.ACCEPTED:
        return f"{host.name} hosts {title_of(ama)} too."
    return words[do]
