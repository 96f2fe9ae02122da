"""One AMA over a Slack workspace and a Discord server of one community: one queue, one list, answers in both places.

The script stands in ``everywhere/scripts/joint``, with all that is answered and posted on either side.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.everywhere.joint import Joint, in_both_places

SCRIPT = (
    Path(__file__).parent / "everywhere" / "scripts" / "joint" / "an-ama-is-held-on-slack-and-discord-at-once.txt"
).read_text(encoding="utf-8")
#: Two places become one community, and the two accounts of Cory one person; an AMA is held in both places.
ONE_COMMUNITY = """
Olga@slack> /community link
Olga@discord> /community link CODE
Olga@slack> /community link
Olga@slack> /press Join
Cory@slack> /me link
Cory@discord> /me link CODE
Cory@discord> /press Join
"""
HELD = f"""{ONE_COMMUNITY}
Olga@slack> /ama schedule "Starting a guild" "2026-11-27 15:00"
Olga@slack> /press Confirm
Olga@discord> /ama place 1
"""


@pytest.fixture
async def joint(sqlite_address: str) -> AsyncIterator[Joint]:
    """Both places with their people, not one community yet."""
    async with in_both_places(sqlite_address) as opened:
        yield opened


async def last_answer(joint: Joint, script: str) -> str:
    """What was answered to the last line, which nothing is posted after."""
    transcript = await joint.transcript(script)
    return transcript.rpartition("> ")[2].partition("\n")[2].strip()


async def test_joint_ama_from_its_place_in_both_to_its_recap_comes_to_the_script(joint: Joint) -> None:
    assert await joint.transcript(SCRIPT) == SCRIPT


async def test_both_places_read_the_same(joint: Joint) -> None:
    await joint.transcript(SCRIPT)

    read = {
        side: [one.words for one in joint.posts if one.side == side and one.heading.startswith("* #general")]
        for side in ("slack", "discord")
    }
    # The first announcement was changed once more where it had stood before the other place was added.
    assert read["slack"][:2] == [read["discord"][0]] * 2
    assert read["slack"][2:] == read["discord"][1:]
    assert len(read["discord"]) >= 12


async def test_person_with_two_accounts_has_one_seat(joint: Joint) -> None:
    comes = await last_answer(
        joint, f"{HELD}\nCory@slack> /press Coming\nCory@discord> /press Coming\nBob@discord> /ama show 1"
    )

    assert "Comes: 1\n" in comes


async def test_person_with_two_accounts_votes_once(joint: Joint) -> None:
    await joint.transcript(f"{HELD}\nBob@discord> /ama ask How do we begin?\nCory@slack> /ama questions 1")

    counted = await last_answer(joint, "Cory@slack> /press Vote 1\nAda@slack> /ama question 1 number:1")
    again = await last_answer(
        joint, "Cory@discord> /ama questions 1\nCory@discord> /press Take back 1\nAda@slack> /ama question 1 number:1"
    )

    assert "1 vote" in counted
    assert "vote ·" not in again


async def test_seat_that_becomes_free_in_one_place_goes_to_who_waits_in_the_other(joint: Joint) -> None:
    await joint.transcript(f"{HELD}\nOlga@slack> /ama edit 1 capacity:1\nBob@discord> /press Coming")

    waiting = await last_answer(joint, "Ada@slack> /press Coming")
    await joint.transcript("Bob@discord> /press Not coming")

    assert "number 1 on the waiting list" in waiting
    assert (joint.posts[-1].side, joint.posts[-1].heading) == ("slack", "* to Ada")
    assert joint.posts[-1].words.startswith("There is a seat for you")


async def test_host_of_one_place_tells_an_asker_in_the_other_what_became_of_a_question(joint: Joint) -> None:
    await joint.transcript(
        f"""{HELD}
Bob@discord> /press Coming
Bob@discord> /press Tell me when my question is answered
Bob@discord> /ama ask How do we begin?
(until 2026-11-27 15:00)
Olga@slack> /ama live 1
Olga@slack> /press Next 1
Olga@slack> /press Answer
Olga@slack> /fill answer:"With a lunch."
"""
    )

    told = [one for one in joint.posts if one.heading == "* to Bob"]
    assert [(one.side, one.words.split("\n")[0]) for one in told] == [
        ("discord", "Question 1 was answered: AMA 1: Starting a guild")
    ]
    assert "With a lunch." in told[0].words


async def test_ama_that_is_moved_in_one_place_is_changed_in_both(joint: Joint) -> None:
    await joint.transcript(f'{HELD}\nOlga@discord> /ama move 1 "2026-11-30 15:00"\nOlga@discord> /press Move')

    changed = {one.side: one.words.split("\n")[1] for one in joint.posts if one.heading == "* #general, changed"}
    assert changed == dict.fromkeys(("slack", "discord"), "Moved: it begins 2026-11-30 15:00 UTC")
