"""LaTeX in BibTeX fields to plain text and back: accents, special characters, braces.

``encoded`` escapes only what BibTeX or LaTeX would misread; everything else stays as it is, in UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec  # type: ignore[import-untyped]
from pylatexenc.latex2text import get_default_latex_context_db as texts_of_macros
from pylatexenc.latexwalker import LatexWalker, LatexWalkerError  # type: ignore[import-untyped]
from pylatexenc.latexwalker import get_default_latex_context_db as arguments_of_macros
from pylatexenc.macrospec import std_macro  # type: ignore[import-untyped]

from adapters.files.words import tidy, tidy_lines

_ESCAPES = {"&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$", "\n": r" \newline{} "}
#: Characters that BibTeX or LaTeX joins, swallows or takes for the end of something; written by their number.
_BY_NUMBER = r"[\\{}~^\"`'@<>]|-(?=-)|(?<=-)-"
_SPECIAL = re.compile(rf"{_BY_NUMBER}|[&%#_$\n]")
_TELLS_LATEX = re.compile(r"[\\{}$~`]|--|''")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")


def decoded(value: str) -> str:
    """The text of a field on one line."""
    return tidy(_plain(tidy(value)))


def decoded_lines(value: str) -> str:
    r"""The text of a field with its line breaks: ``\\`` and empty lines; other line ends are only wrapping."""
    return tidy_lines("\n\n".join(_plain(tidy(paragraph)) for paragraph in _PARAGRAPH.split(value)))


def encoded(text: str) -> str:
    """The text as LaTeX that ``decoded`` reads back (``decoded_lines`` for several lines)."""
    return _SPECIAL.sub(lambda found: _ESCAPES.get(found[0]) or rf"\symbol{{{ord(found[0])}}}", text)


def unenclosed(value: str, strings: Mapping[str, str]) -> str:
    """A field's value without its braces or quotation marks, abbreviations and ``#`` resolved."""
    parts = _pieces(value) if "#" in value else [value]
    return "".join(_piece(part.strip(), strings) for part in parts)


def is_one_group(value: str) -> bool:
    """Whether the brace that opens the value closes at its end and not before."""
    depth = 0
    for at, character in enumerate(value):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return at == len(value) - 1
    return False


def people(value: str) -> list[str]:
    """The names that ``and`` parts, outside of braces."""
    names, depth, start = [], 0, 0
    for found in re.finditer(r"[{}]|\sand\s", value, re.IGNORECASE):
        depth += (found[0] == "{") - (found[0] == "}")
        if depth <= 0 and found[0] not in "{}":
            names.append(value[start : found.start()].strip(" "))
            start = found.end() - 1
    return [*names, value[start:].strip(" ")]


def _pieces(value: str) -> list[str]:
    """What ``#`` joins: the parts between those that stand neither in braces nor in quotation marks."""
    pieces, depth, is_quoted, start = [], 0, False, 0
    for found in re.finditer(r'[{}"#]', value):
        depth += (found[0] == "{") - (found[0] == "}")
        is_quoted ^= found[0] == '"' and depth == 0
        if found[0] == "#" and depth == 0 and not is_quoted:
            pieces.append(value[start : found.start()])
            start = found.end()
    return [*pieces, value[start:]]


def _piece(part: str, strings: Mapping[str, str]) -> str:
    if part[:1] + part[-1:] in ("{}", '""') and len(part) > 1:
        return part[1:-1]
    stated = strings.get(part.casefold(), part).strip()
    return stated[1:-1] if stated[:1] + stated[-1:] in ("{}", '""') and len(stated) > 1 else stated


def _plain(value: str) -> str:
    if not _TELLS_LATEX.search(value):
        return value
    # A tie is only a space that does not break; bare % and & are text, since a field has no comments or tables.
    value = re.sub(r"(?<!\\)[%&]", r"\\\g<0>", re.sub(r"(?<!\\)~", " ", value))
    try:
        nodes = LatexWalker(value, latex_context=_ARGUMENTS, tolerant_parsing=True).get_latex_nodes()[0]
        return str(_TEXTS.nodelist_to_text(nodes))
    except (LatexWalkerError, RecursionError, ValueError, IndexError, TypeError, AttributeError, KeyError):
        # Broken LaTeX is still somebody's words, and the library was not written for hostile text.
        return re.sub(r"[{}\\]", "", value)


def _symbol(node: Any, l2tobj: LatexNodes2Text) -> str:
    """The character that ``\\symbol{92}`` stands for; the parameter's name is the library's."""
    number = str(l2tobj.nodelist_to_text(node.nodeargd.argnlist))
    return chr(int(number)) if re.fullmatch(r"[0-9]{2,6}", number) and 32 <= int(number) < 0xD800 else ""


def _arguments() -> Any:
    macros = arguments_of_macros()
    macros.add_context_category("bibtex", prepend=True, macros=[std_macro("symbol", "{")])
    return macros


def _texts() -> LatexNodes2Text:
    macros = texts_of_macros()
    ours = [
        MacroTextSpec("symbol", simplify_repl=_symbol),
        MacroTextSpec("newline", simplify_repl="\n"),
        MacroTextSpec("url", simplify_repl="%s"),
        MacroTextSpec("textbraceleft", simplify_repl="{"),
        MacroTextSpec("textbraceright", simplify_repl="}"),
        MacroTextSpec("textless", simplify_repl="<"),
        MacroTextSpec("textgreater", simplify_repl=">"),
        MacroTextSpec("textasciicircum", simplify_repl="^"),
    ]
    macros.add_context_category("bibtex", prepend=True, macros=ours)
    return LatexNodes2Text(latex_context=macros, math_mode="verbatim", keep_comments=True)


_ARGUMENTS = _arguments()
_TEXTS = _texts()
