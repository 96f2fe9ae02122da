"""The rota of those who greet newcomers: who is on it, how much each is asked, and how somebody comes onto it."""

from __future__ import annotations

from dataclasses import replace

from bot.errors import AlreadyExists, InvalidInput, NotFound
from bot.identity import Member, MemberId, Role
from bot.posts import USUAL_QUIET
from bot.replies import Bold, Card, Code, Inline, Notice, Reply, Section, Time, Update, done, said
from bot.requests import Call
from bot.spec import Pick, Someone, Text, Whole, command
from bot.welcomes import (
    MOST_PER_WEEK,
    PER_WEEK,
    WEEK,
    Candidate,
    Greeter,
    Turn,
    WelcomeState,
    day_of,
    expect_some_hours,
    hours_of,
    turn_of,
)
from commands.community import member_of
from commands.welcomes import orders
from commands.welcomes.cards import times, waiting_card
from commands.welcomes.ordering import hand_over

#: People on one rota at most, and those of them that a card shows.
GREETERS, SHOWN = 50, 20
#: Welcomes that are listed at once.
WAITING = 10
_PER_WEEK = Whole(name="per-week", about="How often one is asked in seven days at most", least=1, most=MOST_PER_WEEK)
_HOURS = Text(name="hours", about="When one can be asked, for example 09:00-18:00; - for any time", max_characters=40)


async def _rota(call: Call) -> dict[MemberId, Greeter]:
    return {one.member: one for one in await call.unit.welcomes.greeters(call.community.id, call.now - WEEK)}


async def _put(call: Call, greeter: Greeter) -> None:
    """Keep what is said about somebody's duty. Raises InvalidInput where they could never be asked."""
    expect_some_hours(greeter, USUAL_QUIET, call.now)
    await call.unit.welcomes.put_greeter(call.community.id, greeter)


def _changed(greeter: Greeter, per_week: int, hours: str) -> Greeter:
    """The greeter with what was said about their load and hours; what was left out stays."""
    changed = replace(greeter, per_week=per_week or greeter.per_week)
    return replace(changed, hours=hours_of(hours)) if hours else changed


async def _fresh(call: Call, member: MemberId, name: str) -> Greeter:
    quiet, zone = await call.unit.deliveries.rest(call.community.id, member)
    return Greeter(member=member, name=name, per_week=PER_WEEK, quiet=quiet, zone=zone)


def _expect_room(rota: dict[MemberId, Greeter]) -> None:
    if len(rota) >= GREETERS:
        raise InvalidInput(f"A rota has {GREETERS} greeters at most.", "Take one off it with do:remove first.")


@command(
    "onboarding",
    "greeters",
    about="Who welcomes newcomers and how much each is asked; put somebody on the rota, or take them off",
    allow=Role.ORGANISER,
    options=[
        Someone(name="who", about="The person to put on the rota, or to take off", bare=True),
        Pick(name="do", about="Put them on the rota, or take them off", choices=("add", "remove"), bare=True),
        _PER_WEEK,
        _HOURS,
    ],
)
async def greeters(call: Call, who: str = "", do: str = "add", per_week: int = 0, hours: str = "") -> Reply:
    if not who:
        return await _list(call)
    member = await member_of(call, who)
    if do == "remove":
        return await _remove(call, member)
    return await _add(call, member, per_week, hours)


async def _add(call: Call, member: Member, per_week: int, hours: str) -> Notice:
    rota = await _rota(call)
    before = rota.get(member.id)
    if before is None:
        _expect_room(rota)
    after = _changed(before or await _fresh(call, member.id, member.name), per_week, hours)
    await _put(call, after)
    is_told = before is None and member.id != call.member.id
    if is_told:
        await orders.tell_on_rota(call.unit, call.community.id, member.id, call.member, call.now)
    verb = "is on the rota" if before is not None else "greets newcomers now"
    return done(f"{member.name} {verb}{', and is told so' if is_told else ''}: {_duty(after)}.")


async def _remove(call: Call, member: Member) -> Reply:
    if not await call.unit.welcomes.drop_greeter(call.community.id, member.id):
        raise NotFound(f"{member.name} is not on the rota.", "/onboarding greeters shows who is.")
    count = await hand_over(call.unit, call.community.id, member.id, call.now)
    return done(f"{member.name} does not greet newcomers any more.{_handed(count)}")


def _handed(count: int) -> str:
    if not count:
        return ""
    return f" {count} {'welcome' if count == 1 else 'welcomes'} in hand {'goes' if count == 1 else 'go'} on to others."


async def _list(call: Call) -> Card:
    rota = list((await _rota(call)).values())
    turn = turn_of([Candidate(greeter=one, day=day_of(one, USUAL_QUIET)) for one in rota], call.now)
    untaken = await call.unit.welcomes.how_many(call.community.id, WelcomeState.UNTAKEN)
    more = (Section(text=(f"and {len(rota) - SHOWN} more",)),) if len(rota) > SHOWN else ()
    nobody = Section(text=("Nobody is on the rota yet.",))
    wait = "waits" if untaken == 1 else "wait"
    waiting: tuple[Inline, ...] = (f" {untaken:,} {wait}: ", Code("/onboarding waiting")) if untaken else ()
    return Card(
        title="Who welcomes newcomers",
        sections=(*(_line(one, turn) for one in rota[:SHOWN]), *more) if rota else (nobody,),
        footer=("Put somebody on the rota: ", Code("/onboarding greeters @name"), ".", *waiting),
    )


def _line(greeter: Greeter, turn: Turn | None) -> Section:
    parts: list[Inline] = [Bold(greeter.name), f" · {_duty(greeter)} · asked {times(greeter.asked)} in seven days"]
    if greeter.turned_at is not None:
        parts += [", last ", Time(greeter.turned_at)]
    if turn is not None and turn.greeter.member == greeter.member:
        parts += [" · next, from ", Time(turn.at)]
    return Section(text=tuple(parts))


def _duty(greeter: Greeter) -> str:
    state = "off duty" if greeter.is_off_duty else "on duty" if greeter.is_here else "has left"
    return (
        f"{state}, {greeter.per_week} a week at most, {greeter.hours or 'at any time'}, by the clock of {greeter.zone}"
    )


@command(
    "onboarding",
    "greet",
    about="Welcome newcomers: volunteer, say when and how often, go off duty",
    options=[
        Pick(name="duty", about="On duty, off duty, or leave the rota", choices=("on", "off", "leave"), bare=True),
        _PER_WEEK,
        _HOURS,
    ],
)
async def greet(call: Call, duty: str = "", per_week: int = 0, hours: str = "") -> Reply:
    mine = (await _rota(call)).get(call.member.id)
    if mine is None:
        if duty in {"off", "leave"}:
            raise NotFound("You are not on the rota.", "To volunteer, say /onboarding greet.")
        return await _volunteer(call, per_week, hours)
    if duty == "leave":
        await call.unit.welcomes.drop_greeter(call.community.id, call.member.id)
        return done(f"You do not greet newcomers any more. Thank you for it.{await _hand_over_mine(call)}")
    after = _changed(replace(mine, is_off_duty=duty == "off" if duty else mine.is_off_duty), per_week, hours)
    await _put(call, after)
    handed = await _hand_over_mine(call) if duty == "off" else ""
    return done(f"You are {_duty(after)}.{handed}")


async def _hand_over_mine(call: Call) -> str:
    return _handed(await hand_over(call.unit, call.community.id, call.member.id, call.now))


async def _volunteer(call: Call, per_week: int, hours: str) -> Reply:
    """Greeters are told what newcomers have said, so an organiser agrees first, whoever is one themselves aside."""
    wanted = _changed(await _fresh(call, call.member.id, call.member.name), per_week, hours)
    expect_some_hours(wanted, USUAL_QUIET, call.now)
    _expect_room(await _rota(call))
    if call.role >= Role.ORGANISER:
        await _put(call, wanted)
        return done(f"You greet newcomers now. You are {_duty(wanted)}.")
    kept = wanted.hours or ""
    if not await orders.tell_volunteer(call.unit, call.community.id, call.member.id, wanted.per_week, kept, call.now):
        raise NotFound("I know no organiser here to ask.", "Ask one to say /onboarding greeters with your name.")
    return done("Thank you. An organiser is asked, as greeters are told what newcomers say; you hear from them.")


@command(
    "welcome",
    "admit",
    about="Put a volunteer on the rota",
    allow=Role.ORGANISER,
    is_typed=False,
    options=[Whole(name="who", about="The volunteer's number", required=True, least=1), _PER_WEEK, _HOURS],
)
async def admit(call: Call, who: int, per_week: int = 0, hours: str = "") -> Reply:
    member = MemberId(who)
    if not await orders.has_volunteered(call.unit, call.community.id, member):
        raise NotFound("Nobody has asked for that here.", "Say /onboarding greeters with the person's name.")
    rota = await _rota(call)
    if member in rota:
        raise AlreadyExists(f"{rota[member].name} is on the rota already.", "/onboarding greeters shows it.")
    if not await call.unit.people.here(call.community.id, member):
        raise NotFound("That person is not here any more.", "/onboarding greeters shows who is on the rota.")
    name = (await call.unit.communities.person(call.community.id, member)).member.name
    return Update(reply=await _add(call, Member(id=member, name=name), per_week, hours))


@command("onboarding", "waiting", about="Newcomers who wait for a welcome", allow=Role.ORGANISER, reads=True)
async def waiting(call: Call) -> Reply:
    states = (WelcomeState.UNTAKEN, WelcomeState.OFFERED)
    found = (await call.unit.welcomes.waiting(call.community.id, states, WAITING))[:WAITING]
    if not found:
        return said("Nobody waits for a welcome.")
    total = sum([await call.unit.welcomes.how_many(call.community.id, state) for state in states])
    title = f"{total:,} newcomer waits for a welcome" if total == 1 else f"{total:,} newcomers wait for a welcome"
    return waiting_card(title, found, total)
