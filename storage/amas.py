"""AMAs in one unit of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.amas.values import Ama, AmaState, Announcement, Host, Invitation, NewAma, Part, Session, Usual
from bot.identity import AmaId, CommunityId, Member, MemberId, Place, Role, TagId
from storage import amasql as sql
from storage.coming import Attending, Proposals
from storage.interested import Interested
from storage.session import Row


class Amas(Proposals, Attending, Interested):
    """AMAs in one unit of work. See :class:`bot.amas.store.AmaStore` for what each method promises."""

    async def add(self, community: CommunityId, new: NewAma, by: MemberId, now: datetime) -> Ama:
        """Make an AMA, with the next number."""
        row = await self._session.row(sql.LAST, c=community, none=0)
        number = AmaId((row[0] if row else 0) + 1)
        state = {"state": AmaState.SCHEDULED.value, "sequence": 0, "keeps_answers": None, "reason": ""}
        kept = {"proposal_id": new.proposal, "series_id": new.series, "occurrence": new.occurrence, "made_by": by}
        moments = {"made_at": now, "changed_at": now, "began_at": None, "closed_at": None}
        values = {"community_id": community, "id": number, **state, **kept, **moments, **_session_values(new.session)}
        await self._session.run(sql.ADD, **{f"new_{name}": value for name, value in values.items()})
        for host in new.hosts:
            await self.put_host(community, number, host)
        for place in new.places:
            await self.put_place(community, number, place)
        await self.set_tags(community, number, new.tags)
        made = await self.get(community, number)
        assert made, "it was made just now"
        return made

    async def get(self, community: CommunityId, number: AmaId) -> Ama | None:
        """The AMA with this number."""
        row = await self._session.row(sql.GET, c=community, n=number)
        return await self._ama(community, row) if row else None

    async def save(self, community: CommunityId, ama: Ama, *, expected: int) -> bool:
        """Keep all that the AMA's own row holds; False if its sequence is not the expected one any more."""
        values: dict[str, Any] = {
            **_session_values(ama.session),
            "state": ama.state.value,
            "sequence": ama.sequence,
            "keeps_answers": ama.keeps_answers,
            "changed_at": ama.changed_at,
            "began_at": ama.began_at,
            "closed_at": ama.closed_at,
            "reason": ama.reason,
        }
        given = {f"new_{name}": value for name, value in values.items()}
        return await self._session.run(sql.SAVE, c=community, n=ama.id, expected=expected, **given) > 0

    async def between(
        self,
        community: CommunityId,
        since: datetime,
        until: datetime,
        states: Sequence[AmaState],
        *,
        count: int,
        skip: int = 0,
        newest_first: bool = False,
    ) -> list[Ama]:
        """AMAs in these states that start after ``since`` and before ``until``, in the order of their starts."""
        statement = sql.BETWEEN_BACK if newest_first else sql.BETWEEN
        given = {"since": since, "until": until, "states": [state.value for state in states]}
        rows = await self._session.rows(statement, c=community, count=count, skip=skip, **given)
        return [await self._ama(community, row) for row in rows]

    async def starts(
        self, community: CommunityId, since: datetime, until: datetime, states: Sequence[AmaState], count: int
    ) -> list[datetime]:
        """When the newest AMAs in these states have started that did so after ``since`` and before ``until``."""
        given = {"since": since, "until": until, "states": [state.value for state in states], "count": count}
        return [row[0] for row in await self._session.rows(sql.STARTS, c=community, **given)]

    async def put_host(self, community: CommunityId, ama: AmaId, host: Host) -> None:
        """Keep somebody as host or helper, instead of what they were; somebody from outside by their name."""
        if host.member is None:
            await self._session.run(sql.PUT_GUEST, c=community, n=ama, name=host.name)
            return
        given = {"part": host.part.value, "state": host.state.value, "times": host.other_times}
        await self._session.run(sql.PUT_PERSON, c=community, n=ama, m=host.member, **given)

    async def drop_host(self, community: CommunityId, ama: AmaId, host: Host) -> None:
        """Let somebody be neither host nor helper any more."""
        if host.member is None:
            await self._session.run(sql.DROP_GUEST, c=community, n=ama, name=host.name)
        else:
            await self._session.run(sql.DROP_PERSON, c=community, n=ama, m=host.member)

    async def put_place(self, community: CommunityId, ama: AmaId, place: Place) -> None:
        """Announce it in one more channel."""
        await self._session.run(sql.PUT_PLACE, c=community, n=ama, **_where(place))

    async def drop_place(self, community: CommunityId, ama: AmaId, place: Place) -> None:
        """Announce it in a channel no longer."""
        await self._session.run(sql.DROP_PLACE, c=community, n=ama, **_where(place))

    async def set_tags(self, community: CommunityId, ama: AmaId, tags: Sequence[TagId]) -> None:
        """Let it carry these tags and no others."""
        await self._session.run(sql.DROP_TAGS, c=community, n=ama)
        await self._session.run_many(sql.PUT_TAG, [{"c": community, "n": ama, "t": one} for one in tags])

    async def zones(self, community: CommunityId) -> Mapping[str, int]:
        """How many members live in each time zone, of those who have told theirs."""
        return {row[0]: row[1] for row in await self._session.rows(sql.ZONES, c=community, nothing="")}

    async def usual(self, community: CommunityId) -> Mapping[Announcement, Usual]:
        """How the community announces; parts of which nothing was said are left out."""
        rows = await self._session.rows(sql.USUAL, c=community, nothing="")
        return {Announcement(row[0]): Usual(is_made=row[1], words=row[2]) for row in rows}

    async def set_usual(self, community: CommunityId, part: Announcement, usual: Usual) -> None:
        """Let the community announce a part otherwise from now on."""
        await self._session.run(sql.SET_USUAL, c=community, part=part.value, made=usual.is_made, words=usual.words)

    async def _ama(self, community: CommunityId, row: Row) -> Ama:
        number = AmaId(row[0])
        persons = await self._session.rows(sql.PERSONS, c=community, n=number)
        guests = await self._session.rows(sql.GUESTS, c=community, n=number)
        places = await self._session.rows(sql.PLACES, c=community, n=number)
        tags = await self._session.rows(sql.TAGS, c=community, n=number)
        return Ama(
            id=number,
            community=community,
            session=_session(row),
            state=AmaState(row[3]),
            hosts=(*map(_person, persons), *(Host(name=one[0], state=Invitation.ACCEPTED) for one in guests)),
            places=tuple(Place(platform=one[0], workspace=one[1], channel=one[2]) for one in places),
            tags=tuple(dict.fromkeys((TagId(one[0]), one[1]) for one in tags)),
            made_by=Member(id=MemberId(row[23]), name=row[24], role=Role(row[25])),
            sequence=row[14],
            keeps_answers=row[15],
            changed_at=row[16],
            began_at=row[17],
            closed_at=row[18],
            reason=row[19],
            proposal=row[20],
            series=row[21],
            occurrence=row[22],
        )


def _session(row: Row) -> Session:
    return Session(
        title=row[1],
        about=row[2],
        starts_at=row[4],
        zone=row[5],
        minutes=row[6],
        language=row[7],
        capacity=row[8],
        meets_at=row[9],
        questions_each=row[10],
        is_reviewed=row[11],
        plan=frozenset(map(Announcement, row[12].split())),
        announcement=row[13],
    )


def _session_values(session: Session) -> dict[str, Any]:
    return {
        "title": session.title,
        "about": session.about,
        "starts_at": session.starts_at,
        "zone": session.zone,
        "minutes": session.minutes,
        "language": session.language,
        "capacity": session.capacity,
        "meets_at": session.meets_at,
        "questions_each": session.questions_each,
        "is_reviewed": session.is_reviewed,
        "plan": " ".join(part.value for part in Announcement if part in session.plan),
        "announcement": session.announcement,
    }


def _person(row: Row) -> Host:
    return Host(name=row[0], member=MemberId(row[1]), part=Part(row[2]), state=Invitation(row[3]), other_times=row[4])


def _where(place: Place) -> dict[str, str]:
    return {"platform": place.platform, "workspace": place.workspace, "channel": place.channel}
