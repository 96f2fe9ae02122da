"""Tags: one taxonomy over everything, with synonyms, parents and changes that can be undone."""

from bot.tags.changing import Tags
from bot.tags.matching import Matched, matched
from bot.tags.names import (
    TAGS_PER_CHANNEL,
    TAGS_PER_RESOURCE,
    close_to,
    from_file,
    normalise,
    several,
    suggestion,
    words_of_name,
)
from bot.tags.store import Change, Counted, Recorded, Tag, TagStore
from bot.tags.using import Used, current, find, unknown, use

__all__ = [
    "TAGS_PER_CHANNEL",
    "TAGS_PER_RESOURCE",
    "Change",
    "Counted",
    "Matched",
    "Recorded",
    "Tag",
    "TagStore",
    "Tags",
    "Used",
    "close_to",
    "current",
    "find",
    "from_file",
    "matched",
    "normalise",
    "several",
    "suggestion",
    "unknown",
    "use",
    "words_of_name",
]
