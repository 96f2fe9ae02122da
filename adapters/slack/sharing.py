"""Sharing out the room of a message among the texts that want it."""

from __future__ import annotations


def shares(wanted: list[int], total: int) -> list[int]:
    """How much of ``total`` each gets: all it wants where that is little, and equal parts for the others."""
    if sum(wanted) <= total:
        return wanted
    left, given = total, [0] * len(wanted)
    for done, index in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        given[index] = min(wanted[index], left // (len(wanted) - done))
        left -= given[index]
    return given
