"""Proposals: somebody wants an AMA, others want it too, and an organiser schedules or declines it."""

from __future__ import annotations

from bot import tags as tagging
from bot.amas import checking, planning
from bot.amas.values import Proposal, ProposalState
from bot.errors import InvalidInput, NotFound
from bot.identity import MemberId, Role, TagId
from bot.replies import (
    Bold,
    Button,
    Card,
    Code,
    Form,
    Italic,
    Page,
    Reply,
    Section,
    Style,
    Update,
    done,
    said,
    text,
)
from bot.replies import (
    Text as Words,
)
from bot.requests import Call
from bot.spec import Someone, Text, Whole, YesNo, command
from commands.amas.scheduling import asking
from commands.community import member_of
from commands.completing import last_name
from commands.facts import close_notice, used_tags

#: Proposals on one page of the queue.
LISTED = 5
_ANYBODY = text("Anybody may: ", Code("/ama propose"), ", ", Code("/ama host"))
_NUMBER = Whole(name="number", about="The number of the proposal", required=True, bare=True, least=1)
_TOPIC = Text(name="topic", about="What it would be about", required=True, bare=True, max_characters=100)
_TAGS = Text(name="tags", about="Tags, parted by spaces or commas", complete=last_name, max_characters=700)
_WHY = Text(name="why", about="Why it would help", is_long=True, max_characters=1_000)
_INSIST = YesNo(name="new-tags", about="Make new tags even if similar ones exist")


@command(
    "ama",
    "propose",
    about="Propose an AMA: with yourself, with somebody else, or with whoever likes to",
    private=False,
    options=[
        _TOPIC,
        Someone(name="who", about="The member who should answer"),
        Text(name="name", about="Who should answer, if it is somebody from outside", max_characters=80),
        _TAGS,
        _WHY,
        _INSIST,
    ],
)
async def propose(
    call: Call, topic: str, who: str = "", name: str = "", tags: str = "", why: str = "", new_tags: bool = False
) -> Reply:
    member = await member_of(call, who) if who else None
    if member and name:
        raise InvalidInput("Name a member or somebody from outside.", "One of who: and name: is enough.", field="name")
    used = await used_tags(call, tagging.several(tags), insists=new_tags)
    if used.close:
        args = {"topic": topic, "who": who, "name": name, "why": why}
        return close_notice(("ama", "propose"), args, tagging.several(tags), used.close)
    shown = member.name if member else name
    return await _keep(call, topic, why, member.id if member else None, shown, tuple(tag.id for tag in used.tags))


@command(
    "ama", "host", about="Offer to answer questions yourself", private=False, options=[_TOPIC, _TAGS, _WHY, _INSIST]
)
async def host(call: Call, topic: str, tags: str = "", why: str = "", new_tags: bool = False) -> Reply:
    used = await used_tags(call, tagging.several(tags), insists=new_tags)
    if used.close:
        return close_notice(("ama", "host"), {"topic": topic, "why": why}, tagging.several(tags), used.close)
    return await _keep(call, topic, why, call.member.id, call.member.name, tuple(tag.id for tag in used.tags))


async def _keep(call: Call, topic: str, why: str, who: MemberId | None, name: str, tags: tuple[TagId, ...]) -> Card:
    wish = checking.wish(topic, why, who, name, tags)
    return _card(await call.unit.amas.propose(call.community.id, wish, call.member.id, call.now))


def _card(proposal: Proposal) -> Card:
    """A proposal as everybody sees it, with the button to support it."""
    return Card(
        title=f"Proposal {proposal.id}: {proposal.topic}",
        sections=(Section(text=_about(proposal)),),
        actions=(_plus_one(proposal),) if proposal.state is ProposalState.OPEN else (),
        footer=("Press +1 if you want it too; organisers see the most wanted first.",),
    )


def _about(proposal: Proposal) -> Words:
    tags = "".join(f" #{name}" for _, name in proposal.tags)
    with_whom = f"With {proposal.who_name}" if proposal.who_name else "With whoever likes to answer"
    who = f"{with_whom}, proposed by {proposal.made_by.name}{f' ·{tags}' if tags else ''}"
    return text(who, *(("\n", Italic(proposal.why)) if proposal.why else ()))


def _plus_one(proposal: Proposal) -> Button:
    return Button(label="+1", command=("ama", "support"), args={"number": proposal.id})


async def _open(call: Call, number: int) -> Proposal:
    found = await call.unit.amas.proposal(call.community.id, number)
    if found is None:
        raise NotFound(f"There is no proposal {number}.", "See /ama list for what is scheduled.")
    if found.state is not ProposalState.OPEN:
        raise InvalidInput(f"Proposal {number} is {found.state.value} already.", "See /ama list for what is scheduled.")
    return found


@command("ama", "support", about="Support a proposal, or stop it", is_typed=False, options=[_NUMBER])
async def support(call: Call, number: int) -> Reply:
    await _open(call, number)
    is_wanted = await call.unit.amas.support(call.community.id, number, call.member.id)
    now = await _open(call, number)
    wanted = f"{now.support:,} {'person wants' if now.support == 1 else 'people want'} it."
    return done(f"You want proposal {number} too: {wanted}" if is_wanted else f"You want it no longer: {wanted}")


@command("ama", "proposals", about="What is proposed, the most wanted first", allow=Role.ORGANISER, reads=True)
async def proposals(call: Call) -> Reply:
    return await _queue(call, 0)


@command(
    "ama",
    "proposals-page",
    about="Turn the page of proposals",
    allow=Role.ORGANISER,
    reads=True,
    is_typed=False,
    options=[Whole(name="skip", about="Proposals before the page")],
)
async def turn(call: Call, skip: int = 0) -> Reply:
    shown = await _queue(call, skip)
    return Update(reply=shown)


async def _queue(call: Call, skip: int) -> Card | Page:
    found = await call.unit.amas.proposals(call.community.id, skip, LISTED + 1)
    if not found:
        return Card(title="Nothing is proposed", footer=_ANYBODY)
    card = Card(title="Proposals", sections=tuple(map(_queued, found[:LISTED])))

    def turning(label: str, to: int) -> Button:
        return Button(label=label, command=("ama", "proposals-page"), args={"skip": to})

    return Page(
        card=card,
        newer=turning("Back", max(0, skip - LISTED)) if skip else None,
        older=turning("More", skip + LISTED) if len(found) > LISTED else None,
    )


def _queued(proposal: Proposal) -> Section:
    wanted = f" · wanted by {proposal.support:,}\n"
    return Section(
        text=text(Bold(f"{proposal.id} {proposal.topic}"), wanted, *_about(proposal)),
        actions=(
            Button(label="Schedule", command=("ama", "take-up"), args={"number": proposal.id}, style=Style.MAIN),
            Button(label="Decline", command=("ama", "turn-away"), args={"number": proposal.id}),
        ),
    )


@command("ama", "take-up", about="Schedule a proposal", allow=Role.ORGANISER, is_typed=False, options=[_NUMBER])
async def take_up(call: Call, number: int) -> Form:
    proposal = await _open(call, number)
    tags = " ".join(name for _, name in proposal.tags)
    known: dict[str, str | int | bool] = {
        "title": proposal.topic,
        "about": proposal.why,
        "tags": tags,
        "proposal": number,
    }
    return asking({name: value for name, value in known.items() if value})


@command(
    "ama",
    "turn-away",
    about="Decline a proposal",
    allow=Role.ORGANISER,
    is_typed=False,
    options=[
        _NUMBER,
        Text(name="reason", about="Why, as its proposer reads it", required=True, bare=True, max_characters=500),
    ],
)
async def decline(call: Call, number: int, reason: str) -> Reply:
    proposal = await _open(call, number)
    why = checking.reason(reason)
    await call.unit.amas.settle_proposal(call.community.id, number, ProposalState.DECLINED)
    if proposal.made_by.id == call.member.id:
        return done(f"Proposal {number} is declined.")
    subject = {"reason": why}
    await planning.tell_proposer(call.unit.deliveries, call.community.id, proposal, subject, call.now)
    return said(f"Proposal {number} is declined; {proposal.made_by.name} is told why.")
