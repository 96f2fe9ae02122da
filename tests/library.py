"""Filling a library in a test, with dull defaults for what the test does not care about."""

from __future__ import annotations

from tests.talk import Talk


async def share(talk: Talk, title: str, *, tags: str = "loops", **facts: str) -> None:
    """Add something of this title and these tags (an article, unless said otherwise); fails unless it was added."""
    facts = {"kind": "article", "tags": tags, **facts}
    written = " ".join(f'{name.replace("_", "-")}:"{value}"' for name, value in facts.items())
    answer = await talk(f'/resource add "{title}" {written}')
    assert answer.startswith("Added to the library"), answer


async def share_many(talk: Talk, count: int, *, tags: str = "loops") -> None:
    """Add ``Part 1`` to ``Part <count>``."""
    for number in range(1, count + 1):
        await share(talk, f"Part {number}", tags=tags)


async def found(talk: Talk, line: str) -> list[str]:
    """The titles of the hits that a look-up shows, in order; none where nothing was found."""
    return titles(await talk(f"/resource find {line}".strip()))


def titles(answer: str) -> list[str]:
    """The titles of the hits of an answer, in order."""
    paragraphs = answer.split("\n\n")[1:]
    return [one.split("\n")[0].split(" <")[0] for one in paragraphs if "\nnumber " in one]
