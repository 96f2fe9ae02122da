"""Series: times that recur on the wall of one zone, with an end, and single dates that are skipped or moved.

Pure rules and values. What happens on a date belongs to whoever keeps the series.
"""

from bot.series.keeping import calendar_rule, from_mapping, to_mapping
from bot.series.occurring import Occurrence, ended, move, occurrence, occurrences, restore, skip
from bot.series.store import Recurring, SeriesStore
from bot.series.values import Different, Every, MonthlyByDay, MonthlyByWeekday, Series, Weekly
from bot.series.words import EXAMPLES, parse, told, words_of

__all__ = [
    "EXAMPLES",
    "Different",
    "Every",
    "MonthlyByDay",
    "MonthlyByWeekday",
    "Occurrence",
    "Recurring",
    "Series",
    "SeriesStore",
    "Weekly",
    "calendar_rule",
    "ended",
    "from_mapping",
    "move",
    "occurrence",
    "occurrences",
    "parse",
    "restore",
    "skip",
    "to_mapping",
    "told",
    "words_of",
]
