"""The channels of one workspace that a community uses, read outside any loop, for whoever looks on from outside."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from storage.schema import Origin, connected, head, state
from storage.tables import channel_tag, community


@dataclass(frozen=True, kw_only=True, slots=True)
class UsedChannels:
    """Ids of channels, each in the order of the alphabet."""

    #: Named for announcements by a community.
    announced: tuple[str, ...] = ()
    #: Connected with tags.
    tagged: tuple[str, ...] = ()


def used_channels(url: str, platform: str, workspace: str) -> UsedChannels:
    """The channels there; none while the database is not there or not at this version. Raises Unusable."""
    found = state(url)
    if found.origin is not Origin.OURS or found.revision != head():
        return UsedChannels()
    here = (channel_tag.c.platform == platform, channel_tag.c.workspace == workspace)
    start = f"{platform}\n{workspace}\n"
    with connected(url) as connection:
        tagged = connection.execute(select(channel_tag.c.channel).where(*here).distinct()).scalars().all()
        place = community.c.announce_in
        places = connection.execute(select(place).where(place.startswith(start, autoescape=True))).scalars().all()
    announced = {str(one).removeprefix(start) for one in places}
    return UsedChannels(announced=tuple(sorted(announced)), tagged=tuple(sorted(set(tagged))))
