"""Replies as pages of HTML: everything escaped, nothing that runs, forms that work with a keyboard and by ear.

What a member typed comes here as text of a reply and leaves as text of an element. Addresses of links are those that
:class:`bot.replies.Link` lets through: http and https.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import assert_never

from bot import when
from bot.actions import pack
from bot.replies import (
    Bold,
    Button,
    Card,
    ChannelLink,
    Code,
    Document,
    Field,
    Form,
    Inline,
    Italic,
    Link,
    LinkButton,
    Mention,
    Notice,
    Page,
    Picture,
    Reply,
    RoleLink,
    Section,
    Shared,
    Text,
    Time,
    Tone,
    Update,
)
from bot.safe import safe, safe_line

#: The field that says what was pressed, the one that shows that a form is ours, and what stands before options.
DO, TOKEN, OPTION = "do", "token", "option."
STYLE = """\
body { font: 1.05rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 0 auto; padding: 1rem; }
button, textarea, input, select { font: inherit; padding: .4rem .8rem; margin: .2rem .3rem .2rem 0; }
textarea, input[type=text] { display: block; width: 100%; box-sizing: border-box; }
section { border-top: 1px solid; padding: .4rem 0; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
dt { font-weight: bold; }
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """For whom a page is drawn."""

    #: The zone in which times are told.
    zone: str = "UTC"
    #: Carried by every form.
    token: str = ""
    #: Which buttons are drawn.
    offers: Callable[[Button], bool] = lambda _button: True


def page(title: str, body: str, *, style: str) -> str:
    """A whole page; ``style`` is the address of its style sheet as seen from there."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="robots" content="noindex">\n'
        f'<title>{_line(title)}</title>\n<link rel="stylesheet" href="{_line(style)}">\n</head>\n'
        f"<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


def paragraph(words: str) -> str:
    """A sentence of our own."""
    return f"<p>{_line(words)}</p>\n"


def title_of(reply: Reply) -> str:
    """What a page with this reply is called."""
    match reply:
        case Update() | Shared():
            return title_of(reply.reply)
        case Page():
            return reply.card.title
        case Card() | Form():
            return reply.title
        case Document() | Picture():
            return reply.name
        case Notice():
            return "Refused" if reply.tone is Tone.REFUSED else "Done"
        case _:
            assert_never(reply)


def body(reply: Reply, view: View) -> str:
    """A reply below its heading."""
    match reply:
        case Update() | Shared():
            return body(reply.reply, view)
        case Page():
            ways = [way for way in (reply.newer, reply.older) if way]
            return _card(reply.card, view, ways)
        case Card():
            return _card(reply, view)
        case Form():
            return _heading(reply.title) + _form(reply, view)
        case Document():
            content = f"<pre>{escape(safe(reply.content))}</pre>\n"
            return f"{_heading(reply.name)}<p>{_text(reply.text, view)}</p>\n{content}"
        case Picture():
            # As words: the pages load nothing, pictures included.
            return f"{_heading(reply.name)}<p>{_text(reply.text, view)}</p>\n<p>{_line(reply.alt)}</p>\n"
        case Notice():
            role = "alert" if reply.tone is Tone.REFUSED else "status"
            inside = f'<p role="{role}">{_text(reply.text, view)}</p>\n{_buttons(reply.actions, view)}'
            return _heading(title_of(reply)) + _pressable(inside, view)
        case _:
            assert_never(reply)


def _card(card: Card, view: View, ways: Sequence[Button] = ()) -> str:
    facts = "".join(
        f"<div><dt>{_line(fact.name)}</dt><dd>{_text(fact.value, view)}</dd></div>\n" for fact in card.facts
    )
    inside = "".join(_section(section, view) for section in card.sections)
    inside += f"<dl>\n{facts}</dl>\n" if facts else ""
    inside += _buttons((*card.actions, *ways), view)
    inside += f"<p><small>{_text(card.footer, view)}</small></p>\n" if card.footer else ""
    return _heading(card.title) + _pressable(inside, view)


def _section(section: Section, view: View) -> str:
    return f"<section>\n<p>{_text(section.text, view)}</p>\n{_buttons(section.actions, view)}</section>\n"


def _heading(title: str) -> str:
    return f"<h1>{_line(title)}</h1>\n"


def _pressable(inside: str, view: View) -> str:
    """What may hold buttons, as one form: each button says by itself what it does."""
    if "<button" not in inside:
        return inside
    return f'<form method="post" enctype="multipart/form-data">\n{_hidden(TOKEN, view.token)}{inside}</form>\n'


def _buttons(actions: Iterable[Button | LinkButton], view: View) -> str:
    drawn = [_button(one) for one in actions if isinstance(one, LinkButton) or view.offers(one)]
    return f"<p>{' '.join(drawn)}</p>\n" if drawn else ""


def _button(action: Button | LinkButton) -> str:
    match action:
        case Button():
            return (
                f'<button name="{DO}" value="{_line(pack(action.command, action.args))}">{_line(action.label)}</button>'
            )
        case LinkButton():
            return _link(Link(action.label, action.address))
        case _:
            assert_never(action)


def _form(form: Form, view: View) -> str:
    problem = f'<p role="alert" id="problem">{_line(form.problem)}</p>\n' if form.problem else ""
    fields = "".join(map(_field, form.fields))
    hidden = _hidden(TOKEN, view.token) + _hidden(DO, pack(form.command, form.known))
    return (
        f'{problem}<form method="post" enctype="multipart/form-data">\n{hidden}{fields}'
        "<p><button>Send</button></p>\n</form>\n"
    )


def _field(field: Field) -> str:
    name = _line(f"{OPTION}{field.option}")
    more = f'id="{name}" name="{name}"{" required" if field.required else ""}'
    if field.choices and field.most == 1:
        inside = "".join(_choice(one, is_chosen=one == field.value) for one in field.choices)
        drawn = f"<select {more}>{inside}</select>"
    elif field.is_long:
        # A line break right after the tag is not part of the text, so that one at its beginning stays.
        drawn = f'<textarea {more} rows="8">\n{escape(safe(field.value))}</textarea>'
    else:
        drawn = f'<input type="text" {more} value="{_line(field.value)}">'
    return f'<p><label for="{name}">{_line(field.label)}</label>\n{drawn}</p>\n'


def _choice(choice: str, *, is_chosen: bool) -> str:
    return f'<option value="{_line(choice)}"{" selected" if is_chosen else ""}>{_line(choice)}</option>'


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{_line(value)}">\n'


def with_draft(form: Form, draft: Mapping[str, str], problem: str) -> Form:
    """The form as somebody has filled it in, with what is wrong."""
    fields = tuple(
        Field(
            option=one.option, label=one.label, value=draft.get(one.option, one.value), required=one.required,
            choices=one.choices, is_long=one.is_long, most=one.most,
        )
        for one in form.fields
    )  # fmt: skip
    return Form(title=form.title, command=form.command, fields=fields, known=form.known, problem=problem)


def words_of(text: Text) -> str:
    """A text of plain words, as a refusal has."""
    return "".join(part for part in text if isinstance(part, str))


def _text(text: Text, view: View) -> str:
    return "".join(_inline(part, view) for part in text)


def _inline(part: Inline, view: View) -> str:
    match part:
        case str():
            return _lines(part)
        case Bold():
            return f"<strong>{_lines(part.text)}</strong>"
        case Italic():
            return f"<em>{_lines(part.text)}</em>"
        case Code():
            return f"<code>{_lines(part.text)}</code>"
        case Link():
            return _link(part)
        case Mention(user=name) | RoleLink(role=name):
            return f"@{_line(name)}"
        case ChannelLink():
            return f"#{_line(part.channel)}"
        case Time():
            told = when.spoken(part.when, view.zone)
            return f'<time datetime="{part.when.isoformat()}">{_line(told)}</time>'
        case _:
            assert_never(part)


def _link(link: Link) -> str:
    """The label and the address, always both, so that nobody is led elsewhere than the words say."""
    address = _line(link.address).replace(" ", "%20")
    label = f"{_line(link.label)} " if link.label != link.address else ""
    return f'{label}<a href="{address}" rel="noopener noreferrer nofollow">{address}</a>'


def _lines(words: str) -> str:
    return escape(safe(words)).replace("\n", "<br>\n")


def _line(words: str) -> str:
    return escape(safe_line(words))
