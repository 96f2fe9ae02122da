"""How communities receive people, as versions in rows, on both databases; and as documents of any version."""

from __future__ import annotations

import json

import pytest

from bot.errors import AlreadyExists
from bot.identity import Place
from bot.onboarding import OnboardingSettings, Rule, Step, Version, Wording, Words
from bot.onboarding.documents import read, written
from storage.store import SqlStore
from tests.storage.library import NOW, Home, settle

FULL = OnboardingSettings(
    is_on=True,
    steps=(Step.INTERESTS, Step.HELLO),
    guidelines="Be kind – “always”.",
    words=(Words(wording=Wording.END, words="Go on, {name}", language="de", entry="slack\nC1"),),
    rules=(Rule(when="tag:loops", platform="discord", workspace="1", role="2", label="Loopers"),),
    main_tags=("loops", "learning"),
    nudge_days=(1,),
    hello_in=(Place(platform="slack", workspace="T1", channel="C1"),),
    take_minutes=30,
    welcomes_itself=True,
    has_buddies=True,
    only_by_channel=True,
    joins_at_once=5,
    let_in_a_minute=1,
)


def version(home: Home, number: int, settings: OnboardingSettings, note: str = "") -> Version:
    """A version that Ada has just made."""
    return Version(number=number, made_by=home.ada, made_at=NOW, note=note, settings=settings)


async def test_community_receives_people_as_the_bot_comes_until_somebody_changes_it(store: SqlStore) -> None:
    home, other = await settle(store), await settle(store, "other")

    async with store.write() as unit:
        before = await unit.onboarding.current(home.id)
        await unit.onboarding.add(home.id, version(home, 1, OnboardingSettings(is_on=True), "switched on"), NOW)
        await unit.onboarding.add(home.id, version(home, 2, FULL, "steps"), NOW)
        after = await unit.onboarding.current(home.id)
        elsewhere = await unit.onboarding.current(other.id)

    assert (before, after, elsewhere) == (OnboardingSettings(), FULL, OnboardingSettings())
    assert not OnboardingSettings().is_on


async def test_newest_versions_come_first(store: SqlStore) -> None:
    home = await settle(store)
    made = [version(home, number, FULL, f"change {number}") for number in (1, 2, 3)]

    async with store.write() as unit:
        for one in made:
            await unit.onboarding.add(home.id, one, NOW)
        found = [list(await unit.onboarding.versions(home.id, count)) for count in (2, 9)]

    assert found == [[made[2], made[1]], [made[2], made[1], made[0]]]


async def test_of_two_who_make_the_same_version_the_second_is_told(store: SqlStore) -> None:
    home = await settle(store)

    async with store.write() as unit:
        await unit.onboarding.add(home.id, version(home, 1, FULL), NOW)
        with pytest.raises(AlreadyExists, match="Somebody else has just changed this"):
            await unit.onboarding.add(home.id, version(home, 1, OnboardingSettings()), NOW)
        kept = await unit.onboarding.current(home.id)

    assert kept == FULL


def test_settings_are_read_as_they_were_written() -> None:
    assert read(written(FULL)) == FULL
    assert read(written(OnboardingSettings())) == OnboardingSettings()


def test_document_of_another_version_is_read_as_far_as_it_is_known() -> None:
    kept = json.loads(written(FULL))
    del kept["guidelines"], kept["has_buddies"]
    kept |= {"horoscopes": True, "take_minutes": "soon", "joins_at_once": True, "steps": ["interests", "dance", 7]}
    kept["rules"] = [*kept["rules"], {"when": "tag:x"}, {"when": "finished", "platform": 7, "workspace": ""}, "role"]
    kept["words"][0]["colour"] = "green"
    kept["hello_in"] = "everywhere"

    found = read(json.dumps(kept))

    assert found == OnboardingSettings(
        is_on=True,
        steps=(Step.INTERESTS,),
        words=FULL.words,
        rules=FULL.rules,
        main_tags=FULL.main_tags,
        nudge_days=FULL.nudge_days,
        welcomes_itself=True,
        only_by_channel=True,
        let_in_a_minute=1,
    )


@pytest.mark.parametrize("document", ["", "{", "[]", "null", "7", '"on"', "{}"])
def test_document_that_says_nothing_leaves_all_as_the_bot_comes(document: str) -> None:
    assert read(document) == OnboardingSettings()
