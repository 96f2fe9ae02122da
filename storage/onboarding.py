"""How communities receive people, in one unit of work: versions, each a whole document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.errors import AlreadyExists
from bot.identity import CommunityId, MemberId
from bot.onboarding.documents import looked_through, written
from bot.onboarding.settings import OnboardingSettings, Version
from storage.prepared import Prepared
from storage.session import Session
from storage.tables import onboarding_settings

_C: BindParameter[int] = bindparam("c")
_DIALECTS = {"sqlite": sqlite, "postgresql": postgresql}
_kept = onboarding_settings.c


def _add(dialect: str) -> Prepared:
    values = {
        "community_id": _C,
        "version": bindparam("number"),
        "made_by": bindparam("m"),
        "made_at": bindparam("now", type_=_kept.made_at.type),
        "note": bindparam("new_note"),
        "document": bindparam("new_document"),
    }
    made = _DIALECTS[dialect].insert(onboarding_settings).values(values).on_conflict_do_nothing()
    return Prepared(f"add onboarding settings on {dialect}", made, only=dialect)


_ADD = {dialect: _add(dialect) for dialect in _DIALECTS}
#: With a border that all have passed, so that the index serves.
_NEWEST = Prepared(
    "newest onboarding settings",
    select(_kept.version, _kept.made_by, _kept.made_at, _kept.note, _kept.document)
    .where(_kept.community_id == _C, _kept.version > bindparam("none"))
    .order_by(_kept.version.desc())
    .limit(bindparam("count")),
)


class OnboardingRows:
    """Settings in one unit of work. See :class:`bot.onboarding.SettingsStore` for what each method promises."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def current(self, community: CommunityId) -> OnboardingSettings:
        """The newest version; as the bot comes where there is none."""
        found = await self.versions(community, 1)
        return found[0].settings if found else OnboardingSettings()

    async def versions(self, community: CommunityId, count: int) -> Sequence[Version]:
        """The newest versions first."""
        rows = await self._session.rows(_NEWEST, c=community, none=0, count=count)
        return [
            Version(number=number, made_by=MemberId(by), made_at=at, note=note, settings=settings, unread=lost)
            for number, by, at, note, document in rows
            for settings, lost in [looked_through(document)]
        ]

    async def add(self, community: CommunityId, version: Version, now: datetime) -> None:
        """Keep a version as of now. Raises AlreadyExists where somebody else has just made it."""
        added = await self._session.run(
            _ADD[self._session.dialect.name],
            c=community,
            number=version.number,
            m=version.made_by,
            now=now,
            new_note=version.note,
            new_document=written(version.settings),
        )
        if not added:
            raise AlreadyExists("Somebody else has just changed this.", "Look at it again, and change it from there.")
