"""Conversations that people keep under tags: a link and a title, never what was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.errors import InvalidInput
from bot.identity import CommunityId, MemberId, Place, TagId
from bot.typed import clean, quoted

#: Characters of a conversation's title.
TITLE_CHARACTERS = 100
#: Characters of a link to a message.
LINK_CHARACTERS = 1_000
#: Discord: names of a forum's labels, 1-20 characters, 20 a forum.
LABEL_CHARACTERS = 20
LABELS_PER_FORUM = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """A conversation somewhere on a platform."""

    id: int
    title: str
    link: str


class ConversationStore(Protocol):
    """The conversations of communities. Every method sees only the community it is given."""

    async def keep(
        self, community: CommunityId, link: str, title: str, place: Place, by: MemberId, now: datetime
    ) -> tuple[Conversation, bool]:
        """The conversation at this link, made if need be; and whether it was there."""
        ...

    async def tag(self, community: CommunityId, conversation: int, tags: Sequence[TagId], by: MemberId) -> None:
        """Put tags on a conversation."""
        ...

    async def under(self, community: CommunityId, tag: TagId, skip: int, count: int) -> list[Conversation]:
        """The conversations of a tag and of all below it, the newest first."""
        ...

    async def labels(self, community: CommunityId, place: Place) -> Mapping[str, str]:
        """What the labels of a forum channel mean: label to name of a tag."""
        ...

    async def map_label(self, community: CommunityId, place: Place, label: str, tag: TagId | None) -> None:
        """Let a label of a forum channel mean a tag, or nothing any more."""
        ...


async def keep(
    store: ConversationStore,
    community: CommunityId,
    *,
    link: str,
    text: str,
    place: Place,
    tags: Sequence[TagId],
    by: MemberId,
    now: datetime,
) -> tuple[Conversation, bool]:
    """Keep a conversation under tags; and whether it was kept already. Raises InvalidInput for what is no link."""
    if not link.startswith(("https://", "http://")) or len(link) > LINK_CHARACTERS:
        raise InvalidInput(
            "That is not a link to a message.", "Copy the link of the message and try again.", field="link"
        )
    title = quoted(clean(text).partition("\n")[0], TITLE_CHARACTERS) or "A conversation"
    kept, was_there = await store.keep(community, link, title, place, by, now)
    await store.tag(community, kept.id, tags, by)
    return kept, was_there


def label_of(typed: str) -> str:
    """A forum's label as it is compared: without case. Raises InvalidInput."""
    label = typed.strip().casefold()
    if not 1 <= len(label) <= LABEL_CHARACTERS:
        raise InvalidInput(
            f"A label of a forum has 1 to {LABEL_CHARACTERS} characters.",
            "Write it as it stands in the forum.",
            field="label",
        )
    return label
