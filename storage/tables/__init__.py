"""Every table. Keys carry the community, so that no row can point into another one. Instants are aware UTC."""

from __future__ import annotations

from storage.tables.amas import (
    ama,
    ama_coming,
    ama_guest,
    ama_person,
    ama_place,
    ama_proposal,
    ama_proposal_tag,
    ama_series,
    ama_support,
    ama_tag,
    ama_usual,
    calendar_feed,
)
from storage.tables.columns import UtcDateTime, metadata
from storage.tables.conversations import conversation, conversation_tag, forum_label
from storage.tables.deliveries import delivery, delivery_block
from storage.tables.installations import slack_bots, slack_installations, slack_oauth_states
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
from storage.tables.questions import ama_feedback, ama_question, ama_question_tag, ama_vote
from storage.tables.searching import posting, resource_index, term, term_block, term_member
from storage.tables.tagging import channel_tag, tag, tag_change, tag_follow, tag_name, tag_under, tag_word

__all__ = [
    "UtcDateTime",
    "account",
    "ama",
    "ama_coming",
    "ama_feedback",
    "ama_guest",
    "ama_person",
    "ama_place",
    "ama_proposal",
    "ama_proposal_tag",
    "ama_question",
    "ama_question_tag",
    "ama_series",
    "ama_support",
    "ama_tag",
    "ama_usual",
    "ama_vote",
    "audit",
    "calendar_feed",
    "channel_tag",
    "chore",
    "community",
    "community_link",
    "community_offer",
    "conversation",
    "conversation_tag",
    "delivery",
    "delivery_block",
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
    "slack_bots",
    "slack_installations",
    "slack_oauth_states",
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
