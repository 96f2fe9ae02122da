"""What the adapter remembers of Slack takes bounded room, whatever is said."""

from __future__ import annotations

from adapters.slack.limits import ADDRESS_SECONDS, ADDRESS_USES
from adapters.slack.memory import ADDRESSES, Uses


def test_address_takes_five_answers() -> None:
    uses = Uses(lambda: 0.0)
    left = []
    for _ in range(ADDRESS_USES + 1):
        left.append(uses.are_left("https://hooks.example/1"))
        uses.note("https://hooks.example/1")

    assert left == [True, True, True, True, True, False]


def test_addresses_are_forgotten_when_many_others_were_used_since() -> None:
    uses = Uses(lambda: 0.0)
    for _ in range(ADDRESS_USES):
        uses.note("https://hooks.example/old")
    for number in range(ADDRESSES):
        uses.note(f"https://hooks.example/{number}")

    assert (len(uses), uses.are_left("https://hooks.example/old")) == (ADDRESSES, True)


def test_addresses_are_forgotten_when_they_are_too_old_to_be_used() -> None:
    now = [0.0]
    uses = Uses(lambda: now[0])
    uses.note("https://hooks.example/old")
    now[0] = ADDRESS_SECONDS + 1.0
    uses.note("https://hooks.example/new")

    assert len(uses) == 1
