"""How somebody learns and what they are interested in."""

from bot.preferences.store import PreferenceStore
from bot.preferences.values import Company, Format, Interest, InterestKind, Learning

__all__ = ["Company", "Format", "Interest", "InterestKind", "Learning", "PreferenceStore"]
