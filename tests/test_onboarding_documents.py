"""Settings as documents: whatever was written is read again, and whatever cannot be read is told and left out."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.communities import CommunityKind
from bot.identity import Place
from bot.onboarding import OnboardingSettings, Rule, Step, Wording, Words
from bot.onboarding.documents import EVERYTHING, looked_through, read, written
from bot.onboarding.settings import BORDERS, NUDGE_DAY

HOSTILE = ["\0", "\u202eevil", "{name.__class__}", "<!channel>", "@everyone", "'; DROP TABLE x; --", "😀", "a\nb"]
_text = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(HOSTILE)
_words = st.builds(
    Words,
    wording=st.sampled_from(Wording),
    words=_text.filter(bool),
    language=st.sampled_from(["", "de", "pt-br"]),
    entry=_text,
)
_role = st.builds(Rule, when=_text, platform=_text, workspace=_text, role=_text.filter(bool), label=_text)
_channel = st.builds(Rule, when=_text, platform=_text, workspace=_text, channel=_text.filter(bool), label=_text)


def _tuples(of: st.SearchStrategy[Any], most: int = 4) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, max_size=most, unique=True).map(tuple)


_steps = st.lists(st.sampled_from([Step.INTERESTS, Step.LEARNING, Step.HELLO]), min_size=1, unique=True)
settings_of_any_kind = st.builds(
    OnboardingSettings,
    is_on=st.booleans(),
    preset=st.none() | st.sampled_from(CommunityKind),
    steps=_steps.map(lambda chosen: tuple(step for step in Step if step in chosen)),
    guidelines=_text,
    words=_tuples(_words),
    rules=_tuples(_role | _channel),
    main_tags=_tuples(_text),
    nudge_days=_tuples(st.integers(1, NUDGE_DAY)).map(lambda days: tuple(sorted(days))),
    hello_in=_tuples(st.builds(Place, platform=_text, workspace=_text, channel=_text)),
    welcomes_itself=st.booleans(),
    has_buddies=st.booleans(),
    only_by_channel=st.booleans(),
    **{name: st.integers(*borders) for name, borders in BORDERS.items()},
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_names = [one.name for one in fields(OnboardingSettings)]


@given(settings_of_any_kind)
def test_what_was_written_is_read_again(settings: OnboardingSettings) -> None:
    assert looked_through(written(settings)) == (settings, ())


@given(settings_of_any_kind, st.sets(st.sampled_from(_names)))
def test_what_an_older_version_did_not_know_is_as_the_bot_comes(settings: OnboardingSettings, new: set[str]) -> None:
    kept = json.loads(written(settings))
    older = {name: value for name, value in kept.items() if name not in new}

    usual = OnboardingSettings()
    expected = replace(settings, **{name: getattr(usual, name) for name in new})
    assert looked_through(json.dumps(older)) == (expected, ())


@given(settings_of_any_kind, st.dictionaries(st.text(min_size=1).filter(lambda name: name not in _names), anything))
def test_what_a_newer_version_added_is_passed_over(settings: OnboardingSettings, more: dict[str, Any]) -> None:
    newer = {**json.loads(written(settings)), **more}

    assert looked_through(json.dumps(newer)) == (settings, ())


@given(settings_of_any_kind, st.sampled_from(_names), anything)
def test_one_setting_that_is_broken_leaves_the_others(settings: OnboardingSettings, name: str, value: Any) -> None:
    broken = {**json.loads(written(settings)), name: value}

    found, lost = looked_through(json.dumps(broken))

    assert set(lost) <= {name}
    assert replace(found, **{name: getattr(settings, name)}) == settings
    assert looked_through(written(found)) == (found, ())


@given(st.dictionaries(st.sampled_from(_names), anything))
def test_whatever_is_read_can_be_written_and_read(kept: dict[str, Any]) -> None:
    found, _ = looked_through(json.dumps(kept))

    assert looked_through(written(found)) == (found, ())


@pytest.mark.parametrize("document", ["", "{", "[]", "null", "7", '"on"', "[" * 100_000])
def test_document_of_which_nothing_can_be_read_is_told(document: str) -> None:
    assert looked_through(document) == (OnboardingSettings(), (EVERYTHING,))


@pytest.mark.parametrize(
    "broken",
    [
        {"steps": ["interests", "dance"]},
        {"steps": []},
        {"take_minutes": 4},
        {"take_minutes": True},
        {"is_on": 1},
        {"has_buddies": "yes"},
        {"joins_at_once": 0},
        {"nudge_days": [0, 2]},
        {"words": [{"wording": "end"}]},
        {"words": [{"wording": "end", "words": "x" * 1_501}]},
        {"rules": [{"when": "finished", "platform": "slack", "workspace": "T1", "role": "1", "channel": "C1"}]},
        {"rules": [{"when": "finished", "platform": "slack", "workspace": "T1"}]},
        {"hello_in": ["C1"]},
        {"hello_in": [{"platform": "slack", "workspace": "T1", "channel": "C1", "thread": 7}]},
        {"guidelines": "\ud800"},
        {"preset": "secret"},
        {"main_tags": [f"tag-{number}" for number in range(21)]},
    ],
)
def test_what_cannot_be_read_is_told_by_its_name(broken: dict[str, Any]) -> None:
    assert looked_through(json.dumps(broken))[1] == tuple(broken)


def test_rest_of_a_list_counts_where_an_entry_cannot_be_read() -> None:
    assert read('{"steps": ["hello", "dance", "interests"]}').steps == (Step.INTERESTS, Step.HELLO)
    assert read('{"nudge_days": [7, "soon", 2]}').nudge_days == (2, 7)
