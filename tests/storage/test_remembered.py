"""What the program keeps in mind from one run to the next."""

from __future__ import annotations

from storage.database import Database
from storage.remembered import Remembered


async def test_what_was_set_last_is_known_to_the_next_run(address: str) -> None:
    first = Database(address)
    await Remembered(first).set("discord commands", "a1")
    await Remembered(first).set("discord commands", "b2")
    await Remembered(first).set("other", "'; DROP TABLE remembered; --")
    await first.close()

    second = Database(address)
    known = [await Remembered(second).get(key) for key in ("discord commands", "other", "nothing")]
    await second.close()

    assert known == ["b2", "'; DROP TABLE remembered; --", None]
