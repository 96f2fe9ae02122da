"""``/resource find`` and what belongs to it: turning pages, sharing an answer, chance, and what was not found."""

from __future__ import annotations

import random
from dataclasses import replace

from bot import preferences, resources, tags
from bot.addresses import canonical, check
from bot.errors import NotFound
from bot.identity import Role
from bot.ports import Unit
from bot.preferences import Ordering
from bot.replies import Button, Card, Italic, Notice, Page, Reply, Section, Shared, Update, said
from bot.requests import Call
from bot.resources import Cost, Found, Keys, Kind, Level, Query, Resource
from bot.spec import Pick, Text, Whole, command
from bot.typed import quoted
from commands.cards import HITS, hit, hits_page, resource_card
from commands.completing import last_tag, matching_names
from commands.facts import library
from commands.preferring import left, met, order_of, preferred

_LINE = Text(
    name="line",
    about="Words, #tags, kind:video, by:name, max:15m, level:, cost:, lang:, order:usual",
    whole_line=True,
    bare=True,
    complete=last_tag,
    max_characters=6_000,
)
_AT = Text(name="at", about="Where the page starts", max_characters=40)
_ORDER = Text(name="order", about="In which order the page before was", max_characters=60)

#: How often something by chance is in a format that the person likes, where there is any.
_IN_A_FORMAT = 0.5


@command(
    "resource",
    "find",
    about="Find something in the library",
    reads=True,
    options=[
        _LINE,
        Text(name="tag", about="Only with this tag", complete=matching_names),
        Pick(name="kind", about="Only of this kind", choices=tuple(Kind)),
        Text(name="by", about="Only by this author or publisher"),
        Text(name="max", about="Only what takes at most so long, for example 15m"),
        Pick(name="level", about="Only for this level", choices=tuple(Level)),
        Pick(name="cost", about="Only free or paid", choices=tuple(Cost)),
        Text(name="lang", about="Only in this language, for example en"),
        Pick(name="order", about="What you prefer first, or what is most useful", choices=resources.ORDERS),
    ],
)
async def find(
    call: Call,
    line: str = "",
    tag: str = "",
    kind: str = "",
    by: str = "",
    max: str = "",  # noqa: A002  # the option is called so where people type it
    level: str = "",
    cost: str = "",
    lang: str = "",
    order: str = "",
) -> Reply:
    filters = (
        ("tag", tag), ("kind", kind), ("by", by), ("max", max), ("level", level), ("cost", cost), ("lang", lang),
        ("order", order),
    )  # fmt: skip
    whole = resources.with_filters(line, filters)
    if not resources.without_order(whole):
        here = await call.unit.tags.of_channel(call.community.id, call.place)
        whole = " ".join(part for part in ("|".join(f"#{one.name}" for one in here), whole) if part)
    asked = _query(whole)
    mine = order_of(call, asked)
    found = await _found(call, asked, mine, None)
    if not found.hits:
        return _nothing(call, whole)
    return _page(call, whole, found, mine)


@command(
    "resource", "page", about="Turn the page of a search", reads=True, is_typed=False, options=[_LINE, _AT, _ORDER]
)
async def turn(call: Call, line: str = "", at: str = "", order: str = "") -> Reply:
    asked = _query(line)
    # Pages that follow are in the order of the first, even if the person has come to prefer another meanwhile.
    begun = left(preferences.read(order), asked) if at else order_of(call, asked)
    found = await _found(call, asked, begun, at or None)
    if not found.hits:
        return Update(reply=said("There is nothing here any more. Please search again."))
    return Update(reply=_page(call, line, found, begun, at))


@command(
    "resource",
    "share",
    about="Show an answer to everybody here",
    reads=True,
    private=False,
    is_typed=False,
    options=[_LINE, _AT, _ORDER, Whole(name="number", about="Which resource", least=1)],
)
async def share(call: Call, line: str = "", at: str = "", order: str = "", number: int = 0) -> Reply:
    if number:
        one = await library(call).get(number)
        card = resource_card(one, f"Shared by {call.member.name}", [])
        return Shared(reply=replace(card, actions=tuple(each for each in card.actions if not _shares(each))))
    asked = _query(line)
    found = await _found(call, asked, left(preferences.read(order), asked), at or None)
    if not found.hits:
        raise NotFound("There is nothing here any more.", "Please search again.")
    title = f"{call.member.name} shares: {_title(resources.without_order(line), is_usual=not order)}"
    return Shared(reply=Card(title=title, sections=tuple(hit(one) for one in found.hits)))


def _shares(action: object) -> bool:
    return isinstance(action, Button) and action.command == ("resource", "share")


@command("resource", "random", about="Something from the archive", reads=True, options=[_LINE])
async def by_chance(call: Call, line: str = "") -> Reply:
    asked = _query(line)
    found = await _found(call, asked, Ordering(), None, size=1)
    if not found.hits:
        return _nothing(call, line)
    liked, anything = (None, found.hits[0]) if asked.address else await _by_chance(call, asked)
    title = "From the archive, as you like it" if liked else "From the archive"
    card = resource_card(liked or anything or found.hits[0], title, [])
    again = Button(label="Another one", command=("resource", "random"), args={"line": line} if line else {})
    return replace(card, actions=(*card.actions, again))


@command(
    "resource",
    "gaps",
    about="What people looked for and did not find",
    reads=True,
    allow=Role.CURATOR,
    options=[Whole(name="skip", about="How many to leave out")],
)
async def gaps(call: Call, skip: int = 0) -> Reply:
    rows = await call.unit.resources.gaps(call.community.id, skip, HITS + 1)
    if not rows:
        return said("There is no more." if skip else "Every search has found something so far.")
    sections = tuple(
        Section(
            text=(f"“{quoted(gap.line, 100)}” · {'once' if gap.times == 1 else f'{gap.times} times'}",),
            actions=(Button(label=f"Filled {skip + index}", command=("resource", "filled"), args={"line": gap.line}),),
        )
        for index, gap in enumerate(rows[:HITS], 1)
    )
    older = Button(label="More", command=("resource", "gaps"), args={"skip": skip + HITS}) if len(rows) > HITS else None
    return Page(card=Card(title="Looked for and not found", sections=sections), older=older)


@command("resource", "filled", about="Take a search off the list", allow=Role.CURATOR, is_typed=False, options=[_LINE])
async def filled(call: Call, line: str = "") -> Reply:
    known = await call.unit.resources.close_gap(call.community.id, line)
    return said(f"“{quoted(line)}” is off the list." if known else f"“{quoted(line)}” is off the list already.")


def _query(line: str) -> Query:
    return resources.parse(line, spell=tags.normalise)


async def _found(call: Call, query: Query, order: Ordering, cursor: str | None, size: int = HITS) -> Found:
    if query.address:
        return await _at_address(call, query.address)
    wanted = resources.wanted(query, preferred(order))
    found = await call.unit.resources.find(call.community.id, wanted, cursor, size)
    if found.unknown_tags:
        raise tags.unknown(found.unknown_tags[0], await call.unit.tags.names(call.community.id))
    return found


async def _at_address(call: Call, address: str) -> Found:
    key = canonical(check(address))
    one = await call.unit.resources.with_keys(call.community.id, Keys(identity=f"at {key}", title_key=""))
    return Found(hits=(one,), total=1) if one else Found(total=0)


async def _by_chance(call: Call, query: Query) -> tuple[Resource | None, Resource | None]:
    """Half of the time something in a format that the person likes; else anything, which is the second."""
    chance, store = random.random(), call.unit.resources
    kinds = preferred(order_of(call, query)).kinds
    liked = None
    if kinds and chance < _IN_A_FORMAT:
        wanted = resources.wanted(replace(query, kinds=tuple(kind for choice in kinds for kind in choice)))
        liked = await store.any_of(call.community.id, wanted, chance / _IN_A_FORMAT)
    return liked, None if liked else await store.any_of(call.community.id, resources.wanted(query), random.random())


def _page(call: Call, line: str, found: Found, order: Ordering, at: str = "") -> Page:
    begun = {name: value for name, value in (("line", line), ("order", preferences.written(order))) if value}
    here = {**begun, "at": at} if at else begun
    made = met(order, found)
    return hits_page(
        _title(resources.without_order(line), is_usual=made.is_usual),
        found,
        turn=("resource", "page"),
        args=begun,
        actions=(
            Button(label="Share here", command=("resource", "share"), args=here),
            *_reordered(call, line, is_usual=made.is_usual),
        ),
        intro=() if made.is_usual else (Italic(preferences.reason(made)),),
    )


def _reordered(call: Call, line: str, *, is_usual: bool) -> tuple[Button, ...]:
    """The button that shows the same in the other order; none for whom there is only one."""
    plain = resources.without_order(line)
    if not is_usual:
        args = {"line": resources.with_filters(plain, (("order", resources.USUAL),))}
        return (Button(label="In the usual order", command=("resource", "page"), args=args),)
    if plain == line or not call.member.order:
        return ()
    return (Button(label="In your order", command=("resource", "page"), args={"line": plain} if plain else {}),)


def _title(line: str, *, is_usual: bool) -> str:
    if line:
        return f"Found for {quoted(line, 100)}"
    return "The library, most useful first" if is_usual else "The library"


def _nothing(call: Call, whole: str) -> Notice:
    line = resources.without_order(whole)
    if not line:
        return said("The library is still empty. Add the first thing with /resource add.")
    asked = quoted(line.lower(), 200)

    async def note(unit: Unit) -> None:
        await unit.resources.note_gap(call.community.id, asked, call.now)

    call.afterwards.append(note)
    return said(
        f"Nothing here for “{quoted(line)}”. The curators can see that you looked for it. "
        "Try fewer words, or share something good yourself with /resource add."
    )
