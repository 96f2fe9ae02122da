"""The channels and roles of one workspace that its community uses, read outside any loop, for whoever looks on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from bot.onboarding import OnboardingSettings
from bot.onboarding.documents import read
from storage.schema import Origin, connected, head, state
from storage.tables import channel_tag, community, onboarding_settings
from storage.tables import workspace as known_workspace


@dataclass(frozen=True, kw_only=True, slots=True)
class UsedChannels:
    """Ids of channels, each in the order of the alphabet."""

    #: Named for announcements by a community.
    announced: tuple[str, ...] = ()
    #: Connected with tags.
    tagged: tuple[str, ...] = ()
    #: Where newcomers introduce themselves and are welcomed.
    introduced: tuple[str, ...] = ()
    #: Rules let newcomers into these.
    let_into: tuple[str, ...] = ()
    #: Rules give newcomers these roles: by id, what organisers call each.
    roles: Mapping[str, str] = field(default_factory=dict)


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
        settings = _settings(connection, platform, workspace)
    rules = [one for one in settings.rules if (one.platform, one.workspace) == (platform, workspace)]
    introduced = [one.channel for one in settings.hello_in if (one.platform, one.workspace) == (platform, workspace)]
    announced = {str(one).removeprefix(start) for one in places}
    return UsedChannels(
        announced=tuple(sorted(announced)),
        tagged=tuple(sorted(set(tagged))),
        introduced=tuple(sorted(introduced)),
        let_into=tuple(sorted({one.channel for one in rules if one.channel})),
        roles={one.role: one.label for one in rules if one.role},
    )


def _settings(connection: Connection, platform: str, workspace_id: str) -> OnboardingSettings:
    """How the community of the workspace receives people now; as the bot comes where nobody has said."""
    kept, here = onboarding_settings.c, known_workspace.c
    newest = select(func.max(kept.version)).where(kept.community_id == here.community_id).scalar_subquery()
    statement = (
        select(kept.document)
        .join_from(known_workspace, onboarding_settings, kept.community_id == here.community_id)
        .where(
            here.platform == platform, here.workspace == workspace_id, kept.version == newest.correlate(known_workspace)
        )
    )
    document = connection.execute(statement).scalar()
    return read(document) if document is not None else OnboardingSettings()
