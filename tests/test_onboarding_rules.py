"""Rules: which role or channel follows from an answer, made and taken away by organisers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dispatch import Dispatcher, Filled, Request
from bot.errors import AlreadyExists, InvalidInput, NotFound
from bot.identity import AccountKey, Place, Role
from bot.onboarding import OnboardingSettings, Rule, changing
from tests.amas import community_of, press
from tests.talk import Talk

EXAMPLES = "Write for example tag:loops, help:loops, format:listen, level:beginner, company:social or finished."
RULE = Rule(when="finished", platform="console", workspace="guild", channel="a")


@pytest.fixture
async def olga(ada: Talk) -> Talk:
    """Olga, an organiser of Guild, where there are the tags loops and guilds."""
    organiser = ada.as_("Olga", Role.ORGANISER)
    await organiser("/onboarding settings tags:loops,guilds")
    return organiser


async def kept(dispatcher: Dispatcher, talk: Talk) -> list[tuple[str, str, str]]:
    """The rules: when, which role, which channel."""
    community = await community_of(dispatcher, talk)
    async with dispatcher.store.read() as unit:
        return [(one.when, one.role, one.channel) for one in (await unit.onboarding.current(community)).rules]


@pytest.mark.parametrize(
    "when",
    ["tag:loops", "help:guilds", "format:listen", "level:beginner", "company:social", "finished"],
)
async def test_rule_is_about_anything_that_newcomers_answer(olga: Talk, dispatcher: Dispatcher, when: str) -> None:
    who = "whoever has finished" if when == "finished" else f"who answers {when}"

    assert await olga(f"/onboarding rule {when} channel:#a") == f"From now on, {who} is let into #a.\n[Undo]"
    assert await olga(f"/onboarding rule {when} role:@Loopers") == (f"From now on, {who} gets @Loopers.\n[Undo]")
    assert await kept(dispatcher, olga) == [(when, "", "a"), (when, "Loopers", "")]


@pytest.mark.parametrize(
    ("when", "refusal"),
    [
        ("company:loud", "“loud” is no company. It is one of company:quiet, company:social."),
        ("level:", "“” is no level. It is one of level:beginner, level:intermediate, level:advanced."),
        ("tag:guild", "There is no tag #guild. Did you mean #guilds?"),
        (
            "loops",
            f"“loops” is nothing that newcomers answer. {EXAMPLES}",
        ),
        (
            "finished:yes",
            f"“finished:yes” is nothing that newcomers answer. {EXAMPLES}",
        ),
    ],
)
async def test_rule_about_something_else_is_refused(
    olga: Talk, dispatcher: Dispatcher, when: str, refusal: str
) -> None:
    assert await olga(f'/onboarding rule when:"{when}" channel:#a') == refusal
    assert await kept(dispatcher, olga) == []


async def test_tag_of_a_rule_is_the_one_that_its_synonym_means(olga: Talk, dispatcher: Dispatcher) -> None:
    await olga("/tag alias loops feedback-loops", "/onboarding rule tag:Feedback-Loops channel:#a")

    assert await kept(dispatcher, olga) == [("tag:loops", "", "a")]


async def test_rule_has_a_role_or_a_channel_and_one_of_them(olga: Talk) -> None:
    refused = "What follows from it? Name a role or a channel, and one of them."

    assert await olga("/onboarding rule finished") == refused
    assert await olga("/onboarding rule finished role:@a channel:#a") == refused


async def test_rule_that_is_there_is_not_made_twice(olga: Talk) -> None:
    await olga("/onboarding rule finished channel:#a")

    assert await olga("/onboarding rule finished channel:#a") == (
        "That rule is there already. /onboarding rules shows all of them."
    )


async def test_rules_are_listed_and_taken_away(olga: Talk, dispatcher: Dispatcher) -> None:
    none = await olga("/onboarding rules")
    await olga("/onboarding rule tag:loops channel:#loops", "/onboarding rule finished role:@members")

    listed = await olga("/onboarding rules")
    gone = await olga("/press Take away 1")
    await olga("/press Undo", "/onboarding unrule 2")

    assert none.startswith("Rules for newcomers\n\nThere are none. Newcomers see what everybody sees.\n")
    assert listed == (
        "Rules for newcomers\n\n"
        "1 · who answers tag:loops is let into #loops\n[Take away 1]\n\n"
        "2 · whoever has finished gets @members\n[Take away 2]\n\n"
        "Another one: /onboarding rule tag:loops channel:#loops. Take one away: /onboarding unrule 1"
    )
    assert gone == ("No more: who answers tag:loops is let into #loops. Who was let in by it stays in.\n[Undo]")
    assert await kept(dispatcher, olga) == [("tag:loops", "", "loops")]


async def test_button_takes_away_the_rule_it_stood_at(olga: Talk, dispatcher: Dispatcher) -> None:
    await olga("/onboarding rule tag:loops channel:#a", "/onboarding rule finished channel:#b")
    key = changing.rule_key(replace(RULE, workspace="guild", channel="b"))
    await olga("/onboarding unrule 1")

    assert (await press(olga, "onboarding", "unrule", number=2, key=key)).startswith(
        "No more: whoever has finished is let into #b"
    )
    await olga("/onboarding rule help:loops channel:#c")
    assert await press(olga, "onboarding", "unrule", number=1, key=key) == (
        "That rule is not there any more. /onboarding rules shows those that are."
    )
    assert await olga("/onboarding unrule 2") == "There is no rule 2. /onboarding rules shows those that are."
    assert await kept(dispatcher, olga) == [("help:loops", "", "c")]


async def test_rules_of_another_platform_are_named_and_not_linked(olga: Talk, dispatcher: Dispatcher) -> None:
    await olga("/onboarding rule finished channel:#a")
    community = await community_of(dispatcher, olga)
    elsewhere = replace(RULE, platform="slack", workspace="T1", channel="C1")
    async with dispatcher.store.write() as unit:
        (newest,) = await unit.onboarding.versions(community, 1)
        made = replace(newest, number=newest.number + 1, settings=replace(newest.settings, rules=(elsewhere,)))
        await unit.onboarding.add(community, made, newest.made_at)

    assert "1 · whoever has finished is let into a channel on slack\n" in await olga("/onboarding rules")


@pytest.mark.parametrize(
    ("typed", "role"), [("@Loopers", "Loopers"), ("the loopers", "the loopers"), ("<@&123>", "123"), ("123", "123")]
)
async def test_role_is_told_by_mention_id_or_name(olga: Talk, dispatcher: Dispatcher, typed: str, role: str) -> None:
    await olga(f'/onboarding rule finished role:"{typed}"')

    assert await kept(dispatcher, olga) == [("finished", role, "")]


@pytest.mark.parametrize("typed", ["<@123>", "<#123>", "<@&x>", "@", "a@b", "x" * 101])
async def test_what_is_no_role_is_refused(olga: Talk, dispatcher: Dispatcher, typed: str) -> None:
    assert (await olga(f'/onboarding rule finished role:"{typed}"')).startswith("role cannot be “")
    assert await kept(dispatcher, olga) == []


@pytest.mark.parametrize("typed", ["Loopers", "everyone", "٣", ""])
def test_role_that_cannot_be_told_by_its_name_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput, match=r"is not a role that I can tell by its name\. Type @ and pick it"):
        changing.role_in(typed, "discord")


def test_platform_without_roles_and_channels_opened_by_roles_are_told() -> None:
    with pytest.raises(InvalidInput, match=r"There are no roles here\. Name a channel instead"):
        changing.role_in("@loopers", "slack")
    with pytest.raises(InvalidInput, match=r"Channels are opened by roles here\. Give it a role"):
        changing.open_channel("123", "discord")
    assert changing.open_channel("C1", "slack") == "C1"


def test_there_are_no_more_rules_than_are_read_again() -> None:
    settings = OnboardingSettings()
    for number in range(50):
        settings = changing.with_rule(settings, replace(RULE, channel=f"c{number}"))

    with pytest.raises(InvalidInput, match="at most 50 rules"):
        changing.with_rule(settings, RULE)
    with pytest.raises(AlreadyExists):
        changing.with_rule(settings, replace(RULE, channel="c1", label="Ours"))
    with pytest.raises(NotFound):
        changing.without_rule(settings, 51)


async def test_conditions_are_offered_while_typing(olga: Talk, dispatcher: Dispatcher) -> None:
    async def offered(typed: str) -> list[str]:
        said = Filled(("onboarding", "rule"), {"when": typed})
        account = AccountKey(platform="console", workspace="guild", user="olga")
        place = Place(platform="console", workspace="guild", channel="general")
        request = Request(account=account, name="Olga", place=place, said=said, role=Role.ORGANISER)
        return [*await dispatcher.complete(request, "when", typed)]

    assert await offered("fo") == ["format:read", "format:listen", "format:watch", "format:do", "format:talk"]
    assert await offered("tag:lo") == ["tag:loops"]
    assert await offered("help:") == ["help:guilds", "help:loops"]
    assert await offered("fin") == ["finished"]
    assert (await offered("")) != []
