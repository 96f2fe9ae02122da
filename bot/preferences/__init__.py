"""How somebody learns and what they are interested in."""

from bot.preferences.joining import joint
from bot.preferences.ordering import KINDS, Ordering, ordering, read, reason, written
from bot.preferences.reading import formats, hours
from bot.preferences.store import PreferenceStore
from bot.preferences.values import Company, Format, Interest, InterestKind, Learning, kept_formats

__all__ = [
    "KINDS",
    "Company",
    "Format",
    "Interest",
    "InterestKind",
    "Learning",
    "Ordering",
    "PreferenceStore",
    "formats",
    "hours",
    "joint",
    "kept_formats",
    "ordering",
    "read",
    "reason",
    "written",
]
