"""Newcomers: asked three things at their pace, and shown what there is for them."""

from bot.onboarding.breaker import Rush
from bot.onboarding.settings import OnboardingSettings, Rule, Version, Wording, Words
from bot.onboarding.store import JourneyStore, SettingsStore
from bot.onboarding.values import Journey, JourneyState, Outcome, Step, StepState

__all__ = [
    "Journey",
    "JourneyState",
    "JourneyStore",
    "OnboardingSettings",
    "Outcome",
    "Rule",
    "Rush",
    "SettingsStore",
    "Step",
    "StepState",
    "Version",
    "Wording",
    "Words",
]
