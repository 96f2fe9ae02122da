"""A library on its way out: resources and tags as the drafts that every file format can write."""

from __future__ import annotations

from collections.abc import Mapping

from bot.identity import CommunityId, TagId
from bot.resources.store import Resource
from bot.resources.values import Draft, TagDraft
from bot.tags.store import Tag, TagStore


def draft_of(resource: Resource) -> Draft:
    """The resource as somebody would hand it in, with the date it was saved at its source, or added here."""
    facts = resource.facts
    return Draft(
        title=facts.title,
        kind=facts.kind,
        address=facts.address,
        authors=facts.authors,
        publisher=facts.publisher,
        year=facts.year,
        language=facts.language,
        minutes=facts.minutes,
        level=facts.level,
        cost=facts.cost,
        description=facts.description,
        why=facts.why,
        tags=resource.tags,
        added_at=resource.saved_at or resource.added_at,
        retired=resource.retired_reason,
    )


async def tag_drafts(tags: TagStore, community: CommunityId, under: TagId | None = None) -> list[TagDraft]:
    """All tags with their synonyms, by name; or only the tag ``under`` and everything below it."""
    tree = await tags.tree(community)
    synonyms: dict[TagId, list[str]] = {}
    for name, tag_id in (await tags.names(community)).items():
        tag = _shown(tree, tag_id)
        if tag and name != tag.name:
            synonyms.setdefault(tag.id, []).append(name)
    chosen = [tag for tag in tree.values() if not tag.is_merged and (under is None or _is_under(tree, tag, under))]
    return [
        TagDraft(
            name=tag.name,
            description=tag.description,
            parent=_parent(tree, tag),
            synonyms=tuple(sorted(synonyms.get(tag.id, []))),
        )
        for tag in sorted(chosen, key=lambda tag: tag.name)
    ]


def _shown(tree: Mapping[TagId, Tag], tag_id: TagId | None) -> Tag | None:
    """The tag that this one counts as: itself, or the one it was merged into in the end."""
    tag = tree.get(tag_id) if tag_id is not None else None
    return _shown(tree, tag.parent_id) if tag and tag.is_merged else tag


def _parent(tree: Mapping[TagId, Tag], tag: Tag) -> str | None:
    parent = _shown(tree, tag.parent_id)
    return parent.name if parent else None


def _is_under(tree: Mapping[TagId, Tag], tag: Tag, over: TagId) -> bool:
    above = tree.get(tag.parent_id) if tag.parent_id is not None else None
    return tag.id == over or (above is not None and _is_under(tree, above, over))
