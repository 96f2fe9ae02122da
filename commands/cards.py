"""How the library and its tags look in an answer: the same words on every platform."""

from __future__ import annotations

from bot.addresses import host_of
from bot.replies import Arguments, Bold, Button, Card, Fact, Inline, Italic, Link, LinkButton, Page, Section, Text
from bot.resources import Found, Resource
from bot.tags import Tag
from bot.typed import quoted

#: Hits on one page (Discord: 25 buttons a message, one a hit and three below).
HITS = 10
#: Authors who are named under a hit.
AUTHORS = 3
#: Characters of a note or a description under a hit.
NOTE_CHARACTERS = 140


def title_of(resource: Resource) -> Inline:
    """The title, leading to the address where there is one."""
    facts = resource.facts
    return Link(facts.title, facts.address) if facts.address else Bold(facts.title)


def _particulars(resource: Resource) -> list[str]:
    facts = resource.facts
    parts = [
        facts.kind.value,
        _authors(facts.authors),
        facts.publisher or "",
        str(facts.year or ""),
        f"{facts.minutes} min" if facts.minutes else "",
        facts.level.value if facts.level else "",
        facts.cost.value if facts.cost else "",
        facts.language or "",
    ]
    return [part for part in parts if part]


def _authors(names: tuple[str, ...]) -> str:
    if len(names) <= AUTHORS + 1:
        return ", ".join(names)
    return f"{', '.join(names[:AUTHORS])} and {len(names) - AUTHORS} more"


def _tags(names: tuple[str, ...]) -> str:
    return " ".join(f"#{name}" for name in names)


def useful_button(resource: Resource) -> Button:
    """Says that a resource helped."""
    return Button(label=f"Useful {resource.id}", command=("resource", "useful"), args={"number": resource.id})


def hit(resource: Resource) -> Section:
    """One hit of a search: title, particulars, a line about it, tags and votes."""
    lines: list[Inline] = [title_of(resource), "\n", " · ".join(_particulars(resource))]
    note = resource.facts.why or resource.facts.description
    if note:
        lines += ["\n", Italic(quoted(note, NOTE_CHARACTERS))]
    marks = [f"number {resource.id}", _tags(resource.tags), _votes(resource.votes)]
    if resource.retired_at is not None:
        marks.append("retired")
    lines += ["\n", " · ".join(mark for mark in marks if mark)]
    return Section(text=tuple(lines), actions=(useful_button(resource),) if resource.retired_at is None else ())


def _votes(count: int) -> str:
    if not count:
        return ""
    return "useful to one" if count == 1 else f"useful to {count:,}"


def hits_page(
    title: str,
    found: Found,
    *,
    turn: tuple[str, ...],
    args: Arguments,
    actions: tuple[Button, ...] = (),
    intro: Text = (),
) -> Page:
    """A page of hits, with the buttons that turn it: the command ``turn`` is given the cursor as ``at``."""
    sections = (Section(text=intro),) if intro else ()
    return Page(
        card=Card(
            title=title,
            sections=sections + tuple(hit(resource) for resource in found.hits),
            actions=actions,
            footer=(_footer(found),) if found.hits else (),
        ),
        newer=_turning("Newer", turn, args, found.newer),
        older=_turning("Older", turn, args, found.older),
    )


def _turning(label: str, turn: tuple[str, ...], args: Arguments, cursor: str | None) -> Button | None:
    return Button(label=label, command=turn, args={**args, "at": cursor}) if cursor else None


def _footer(found: Found) -> str:
    count = len(found.hits)
    if found.total is None:
        return f"{count} shown, and there are more." if found.older else f"{count} shown."
    if found.total == 1:
        return "1 in all."
    return f"{found.total:,} in all." if count == found.total else f"{count} shown of {found.total:,}."


def resource_card(resource: Resource, title: str, finders: list[str]) -> Card:
    """Everything about one resource."""
    facts = resource.facts
    rows: list[tuple[str, str]] = [
        ("Kind", facts.kind.value),
        ("By", ", ".join(facts.authors)),
        ("Publisher", facts.publisher or ""),
        ("Year", str(facts.year or "")),
        ("Language", facts.language or ""),
        ("Takes", f"{facts.minutes} minutes" if facts.minutes else ""),
        ("Level", facts.level.value if facts.level else ""),
        ("Cost", facts.cost.value if facts.cost else ""),
        ("Tags", _tags(resource.tags)),
        ("Useful to", str(resource.votes) if resource.votes else ""),
        ("Found by", ", ".join(finders[:5]) + (f" and {len(finders) - 5} more" if len(finders) > 5 else "")),
        ("Retired", _retirement(resource)),
    ]
    texts = [Section(text=(title_of(resource),))]
    texts += [Section(text=(Italic(facts.why),))] if facts.why else []
    texts += [Section(text=(facts.description,))] if facts.description else []
    return Card(
        title=title,
        sections=tuple(texts),
        facts=tuple(Fact(name=name, value=(value,)) for name, value in rows if value),
        actions=_actions(resource),
        footer=(f"number {resource.id}",),
    )


def _retirement(resource: Resource) -> str:
    if resource.retired_at is None:
        return ""
    successor = f"; number {resource.superseded_by} took its place" if resource.superseded_by else ""
    return f"{resource.retired_reason or 'no reason given'}{successor}"


def _actions(resource: Resource) -> tuple[Button | LinkButton, ...]:
    share = Button(label="Share here", command=("resource", "share"), args={"number": resource.id})
    actions: list[Button | LinkButton] = [] if resource.retired_at is not None else [useful_button(resource), share]
    if resource.facts.address:
        actions.append(
            LinkButton(label=f"Open {quoted(host_of(resource.facts.address), 30)}", address=resource.facts.address)
        )
    return tuple(actions)


def tag_intro(tag: Tag, *, synonyms: list[str], parent: str | None, children: list[str], count: str) -> Text:
    """What is known about a tag, above its resources."""
    lines = [
        tag.description,
        f"Also called {_tags(tuple(synonyms))}." if synonyms else "",
        f"Part of #{parent}." if parent else "",
        f"Includes {_tags(tuple(children))}." if children else "",
        count,
    ]
    return ("\n".join(line for line in lines if line),)
