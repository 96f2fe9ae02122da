"""Times as people write and read them: parsed and told in their zones, completed while typing, and hours of quiet.

Pure rules: whoever calls brings ``now``. A zone is its IANA name everywhere; an instant is aware, in UTC.
"""

from bot.when.quiet import Hours, hours, is_quiet, next_waking
from bot.when.reading import YEARS_AHEAD, How, Reading, Unclear, parse
from bot.when.refusing import EXAMPLES
from bot.when.suggesting import suggest
from bot.when.walls import around_gap, first_instant, instants, shown, spoken, told_day
from bot.when.zones import place_of, zone_of

__all__ = [
    "EXAMPLES",
    "YEARS_AHEAD",
    "Hours",
    "How",
    "Reading",
    "Unclear",
    "around_gap",
    "first_instant",
    "hours",
    "instants",
    "is_quiet",
    "next_waking",
    "parse",
    "place_of",
    "shown",
    "spoken",
    "suggest",
    "told_day",
    "zone_of",
]
