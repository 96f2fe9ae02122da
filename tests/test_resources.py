"""Sharing and keeping resources, as conversations."""

from __future__ import annotations

from tests.talk import Talk


async def test_shared_resource_is_found_by_its_tag(ada: Talk) -> None:
    await ada('/resource add https://example.org/loops title:"Loops for all" kind:article tags:loops')

    assert await ada("/resource find #loops") == (
        "Found for #loops\n\n"
        "Loops for all <https://example.org/loops>\narticle\nnumber 1 · #loops\n[Useful 1]\n\n"
        "[Share here]\n\n1 in all."
    )
