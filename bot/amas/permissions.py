"""Who may do what with an AMA: everybody, its helpers, its hosts, organisers. Checked where it is done."""

from __future__ import annotations

from bot.amas.values import Ama, AmaState, Part
from bot.errors import InvalidInput, NotAllowed
from bot.identity import MemberId, Role

_ENDED = {AmaState.CLOSED: "is over", AmaState.CANCELLED: "is cancelled"}


def runs(ama: Ama, member: MemberId, role: Role) -> bool:
    """Whether somebody may change it: its hosts and organisers."""
    return role >= Role.ORGANISER or ama.part_of(member) is Part.HOST


def helps(ama: Ama, member: MemberId, role: Role) -> bool:
    """Whether somebody may take care of its questions: its hosts and helpers, and organisers."""
    return role >= Role.ORGANISER or ama.part_of(member) is not None


def expect_runs(ama: Ama, member: MemberId, role: Role) -> None:
    """Raises NotAllowed for all but its hosts and organisers."""
    if not runs(ama, member, role):
        raise NotAllowed(f"Only its hosts and organisers can change AMA {ama.id}.", "Please ask one of them.")


def expect_open(ama: Ama) -> None:
    """Raises InvalidInput for an AMA that is over or cancelled."""
    if not ama.state.is_open:
        raise InvalidInput(f"AMA {ama.id} {_ENDED[ama.state]}.", "See /ama list for those that are ahead.")


def expect_ahead(ama: Ama) -> None:
    """Raises InvalidInput for an AMA that has begun, is over or cancelled."""
    expect_open(ama)
    if ama.state is AmaState.LIVE:
        raise InvalidInput(f"AMA {ama.id} has begun.", "It can still be cancelled with /ama cancel.")
