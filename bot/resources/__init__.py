"""Resources: the curated library of a community."""

from bot.resources.indexing import EVERYTHING, indexed, wanted
from bot.resources.keeping import Library, expect_may_change
from bot.resources.query import Query, language, minutes, parse, with_filters
from bot.resources.sharing import authors_in, checked, keys_of, new, tidied
from bot.resources.store import (
    Added,
    Entry,
    Facts,
    Found,
    Gap,
    Indexed,
    Keys,
    New,
    Resource,
    ResourceStore,
    Wanted,
)
from bot.resources.values import Cost, Draft, Kind, Level, Skip, TagDraft

__all__ = [
    "EVERYTHING",
    "Added",
    "Cost",
    "Draft",
    "Entry",
    "Facts",
    "Found",
    "Gap",
    "Indexed",
    "Keys",
    "Kind",
    "Level",
    "Library",
    "New",
    "Query",
    "Resource",
    "ResourceStore",
    "Skip",
    "TagDraft",
    "Wanted",
    "authors_in",
    "checked",
    "expect_may_change",
    "indexed",
    "keys_of",
    "language",
    "minutes",
    "new",
    "parse",
    "tidied",
    "wanted",
    "with_filters",
]
