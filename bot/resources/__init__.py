"""Resources: the curated library of a community."""

from bot.resources.values import Cost, Draft, Kind, Level, Skip, TagDraft

__all__ = ["Cost", "Draft", "Kind", "Level", "Skip", "TagDraft"]
