"""Resources: the curated library of a community."""

from bot.resources.indexing import EVERYTHING, indexed, wanted
from bot.resources.query import Query, filtered, parse
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
    "New",
    "Query",
    "Resource",
    "ResourceStore",
    "Skip",
    "TagDraft",
    "Wanted",
    "authors_in",
    "checked",
    "filtered",
    "indexed",
    "keys_of",
    "new",
    "parse",
    "tidied",
    "wanted",
]
