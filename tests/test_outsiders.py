"""People from outside: what guests of a platform see of those among whom they are."""

from __future__ import annotations

import pytest

from bot.dispatch import Dispatcher
from bot.onboarding import Step
from tests.newcomers import Door
from tests.talk import TestClock


@pytest.fixture
def door(dispatcher: Dispatcher, clock: TestClock) -> Door:
    return Door(dispatcher, clock)


@pytest.mark.parametrize(("kind", "is_guest", "is_shown"), [
    ("internal", True, False), ("internal", False, True), ("open", True, True),
])  # fmt: skip
async def test_guests_of_an_internal_community_are_shown_nobodys_answers(
    door: Door, kind: str, is_guest: bool, is_shown: bool
) -> None:
    await door.olga(f"/community setup kind:{kind}", "/resource add Loops kind:book tags:loops")
    await door.person("Bob")("/me preferences help:loops public:yes")
    await door.open(steps=(Step.INTERESTS,))
    await door.joins("Ada", is_guest=is_guest)
    ada = door.person("Ada")

    end = await ada("/onboarding start", "/press Answer", "/fill learn:loops")
    tag, bob = await ada("/tag show loops"), await ada("/member show @bob")

    assert ("shares a tag with you: @bob" in end) is is_shown
    assert ("People who can help: Bob." in tag) is is_shown
    assert ("Can help with: #loops" in bob) is is_shown
    assert "People who can help: Bob." in await door.olga("/tag show loops")
