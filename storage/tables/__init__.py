"""Every table. Keys carry the community, so that no row can point into another one. Instants are aware UTC."""

from __future__ import annotations

from storage.tables.columns import UtcDateTime, metadata
from storage.tables.conversations import conversation, conversation_tag, forum_label
from storage.tables.joining import chore, community_link, community_offer
from storage.tables.library import gap, resource, resource_finder, resource_tag, useful
from storage.tables.people import (
    account,
    audit,
    community,
    inbox,
    link_code,
    member,
    parked_action,
    remembered,
    workspace,
)
from storage.tables.searching import posting, resource_index, term, term_block, term_member
from storage.tables.tagging import channel_tag, tag, tag_change, tag_follow, tag_name, tag_under, tag_word

__all__ = [
    "UtcDateTime",
    "account",
    "audit",
    "channel_tag",
    "chore",
    "community",
    "community_link",
    "community_offer",
    "conversation",
    "conversation_tag",
    "forum_label",
    "gap",
    "inbox",
    "link_code",
    "member",
    "metadata",
    "parked_action",
    "posting",
    "remembered",
    "resource",
    "resource_finder",
    "resource_index",
    "resource_tag",
    "tag",
    "tag_change",
    "tag_follow",
    "tag_name",
    "tag_under",
    "tag_word",
    "term",
    "term_block",
    "term_member",
    "useful",
    "workspace",
]
