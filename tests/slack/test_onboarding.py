"""Organisers set up the way in on Slack: there are channels and no roles, and a long text is written in a window."""

from __future__ import annotations

import pytest

from bot.dispatch import Dispatcher
from bot.identity import AccountKey
from tests.slack.conftest import Running
from tests.slack.people import Person
from tests.slack.standin import TEAM, Slack


async def test_channel_follows_from_an_answer_and_a_role_does_not(olga: Person) -> None:
    refused = await olga.says("/onboarding rule finished role:@members")
    made = await olga.says("/onboarding rule finished channel:<#C0NEWS|news>")

    assert refused == "There are no roles here. Name a channel instead: channel:#…"
    assert made.startswith("From now on, whoever has finished is let into #C0NEWS.")


async def test_text_that_is_refused_stays_in_its_window(olga: Person) -> None:
    await olga.says("/onboarding text end")
    await olga.presses("Change")

    refused = await olga.fills(words="Bye {nam}")
    changed = await olga.fills(words="Bye {name}")

    assert "{nam} stands for nothing." in refused
    assert changed.startswith("Changed: own words of end")


async def test_try_goes_on_by_buttons_that_are_longer_than_slack_takes(olga: Person) -> None:
    await olga.says("/onboarding settings preset:open tags:loops introductions:<#C0NEWS|news>")
    await olga.says("/onboarding try")
    await olga.presses("Start")
    await olga.presses("Answer")
    await olga.fills(why="long " * 180)

    await olga.presses("Skip this")
    shown = await olga.presses("Post this")

    assert "Only a try: nothing is kept, and nobody else sees it." in shown
    assert "introduction of somebody new: #C0NEWS" in shown


@pytest.mark.parametrize("about", [{"is_ultra_restricted": True}, {"is_stranger": True}, {"team_id": "T0OTHER"}])
async def test_guest_who_begins_by_the_command_is_shown_nobodys_answers(
    slack: Slack, running: Running, dispatcher: Dispatcher, about: dict[str, object]
) -> None:
    slack.users["GUS"] = about
    async with running() as ada:
        olga, gus = (Person(slack=ada.slack, app=ada.app, web=ada.web, user=user) for user in ("OLGA", "GUS"))
        await olga.says("/community setup kind:internal")
        await olga.says("/resource add Loops kind:book tags:loops new-tags:yes")
        await ada.says("/me preferences help:loops public:yes")
        seen, hidden = await olga.says("/tag show loops"), await gus.says("/tag show loops")
        await gus.says("/onboarding start")

    async with dispatcher.store.read() as unit:
        known = await unit.people.who(AccountKey(platform="slack", workspace=TEAM, user="GUS"))
        assert known
        journey = await unit.journeys.get(known[0].id, known[1].id)
    assert ("People who can help" in seen, "People who can help" in hidden) == (True, False)
    assert journey
    assert journey.is_guest
