"""Rendered lines with colours, for a terminal. Texts are put together as values: nothing in them is read as markup."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.style import Style
from rich.text import Text

from adapters.console.render import Line, Look, Span

_STYLES = {
    Look.PLAIN: Style(),
    Look.TITLE: Style(bold=True, underline=True),
    Look.BOLD: Style(bold=True),
    Look.ITALIC: Style(italic=True),
    Look.CODE: Style(color="cyan"),
    Look.LINK: Style(underline=True),
    Look.ADDRESS: Style(color="blue"),
    Look.MENTION: Style(color="magenta"),
    Look.BUTTON: Style(color="green", bold=True),
    Look.FAINT: Style(dim=True),
    Look.DONE: Style(color="green"),
    Look.REFUSED: Style(color="red"),
}


def styled(lines: Sequence[Line]) -> Text:
    """The lines as one styled text; buttons are numbered, so that they can be pressed by number."""
    text = Text()
    number = 0
    for line in lines:
        for span in line:
            if _is_button(span):
                number += 1
                text.append(f"{number}", Style(dim=True))
            text.append(span.text, _style(span))
        text.append("\n")
    return text


def show(console: Console, lines: Sequence[Line]) -> None:
    """Print the lines, wrapped at the width of the terminal, with an empty line after them."""
    console.print(styled(lines), soft_wrap=False, highlight=False, markup=False, emoji=False)


def _is_button(span: Span) -> bool:
    return span.text.startswith("[") and (span.look is Look.BUTTON or (span.look is Look.LINK and bool(span.address)))


def _style(span: Span) -> Style:
    style = _STYLES[span.look]
    return style + Style(link=span.address) if span.address else style
