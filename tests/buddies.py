"""What tests of buddies fill in: what people want to learn, and numbers of pairs."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from bot.dispatch import Dispatcher
from bot.identity import CommunityId, MemberId
from bot.ports import Unit
from bot.preferences.values import InterestKind
from bot.replies import Document
from tests.talk import Posts, Talk

_NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


async def who(talk: Talk) -> tuple[CommunityId, MemberId]:
    """The community in which somebody talks, and their own number."""
    async with talk.dispatcher.store.read() as unit:
        known = await unit.people.who(talk.request("help").account)
    assert known, "who has said something is known"
    return known[0].id, known[1].id


async def wants(talk: Talk, *names: str, helps: bool = False) -> None:
    """Let somebody want to learn about these tags, or be able to help with them."""
    await talk("/help")
    community, member = await who(talk)
    kind = InterestKind.HELP if helps else InterestKind.LEARN
    async with talk.dispatcher.store.write() as unit:
        await put(unit, community, member, *names, kind=kind)


async def put(
    unit: Unit, community: CommunityId, member: MemberId, *names: str, kind: InterestKind = InterestKind.LEARN
) -> None:
    """Keep these tags as what somebody wants to learn, or can help with; the tags are made if need be."""
    known = await unit.tags.named(community, names)
    made = await unit.tags.make(community, [name for name in names if name not in known], member, _NOW)
    tags = known | made
    await unit.preferences.put_interests(community, member, kind, [tags[name].id for name in names])


async def paired(dispatcher: Dispatcher, talk: Talk) -> list[int]:
    """The numbers of the pairs somebody is in."""
    community, member = await who(talk)
    async with dispatcher.store.read() as unit:
        return [one.id for one in await unit.buddies.pairs(community, member)]


async def met_up(ada: Talk, bob: Talk, posts: Posts) -> int:
    """Let both take part and be introduced; the number of the pair."""
    await ada("/buddy join")
    await bob("/buddy join")
    await posts()
    (number,) = await paired(ada.dispatcher, ada)
    return number


async def exported(talk: Talk, word: str) -> list[str]:
    """Where in what is kept about somebody a word occurs."""
    reply = (await talk.dispatcher.run(talk.request("me export"))).reply
    assert isinstance(reply, Document)
    kept = json.loads(reply.content)["kept"]
    return [place for place in kept if word in place or word in json.dumps(kept[place])]
