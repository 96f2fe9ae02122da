"""Presets: how each kind of community receives people to begin with. Whatever a community has made itself stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.communities import CommunityKind
from bot.onboarding.settings import OnboardingSettings
from bot.onboarding.values import Step

_ALL = (Step.INTERESTS, Step.LEARNING, Step.HELLO)
#: Buddies where people work or live near one another; no introductions where many come for an answer and go again;
#: longer for greeters where they do it after work; more at a time where a whole department joins in a morning.
_PRESETS: Mapping[CommunityKind, Mapping[str, Any]] = {
    CommunityKind.OPEN: {"steps": _ALL, "nudge_days": (2, 7), "take_minutes": 120, "has_buddies": False},
    CommunityKind.INTERNAL: {
        "steps": _ALL, "nudge_days": (2, 7), "take_minutes": 240, "has_buddies": True, "joins_at_once": 100,
    },
    CommunityKind.PRODUCT: {
        "steps": (Step.INTERESTS, Step.LEARNING), "nudge_days": (2,), "take_minutes": 120, "has_buddies": False,
        "joins_at_once": 60,
    },
    CommunityKind.LOCAL: {"steps": _ALL, "nudge_days": (2, 7), "take_minutes": 720, "has_buddies": True},
}  # fmt: skip


def with_preset(settings: OnboardingSettings, kind: CommunityKind) -> OnboardingSettings:
    """The settings switched on, with steps, words of the bot, nudges, times and buddies of this kind.

    Own words, rules, guidelines, main tags and channels stay.
    """
    usual = OnboardingSettings()
    breaker = {"joins_at_once": usual.joins_at_once, "let_in_a_minute": usual.let_in_a_minute}
    return replace(settings, is_on=True, preset=kind, **{**breaker, **_PRESETS[kind]})
