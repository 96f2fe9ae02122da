"""A page as a browser takes it apart: its elements, its words, its buttons and its fields; and a person who uses it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from aiohttp import ClientResponse, FormData, web
from aiohttp.test_utils import TestClient

from tests.amas import press
from tests.talk import Talk

Client = TestClient[web.Request, web.Application]
KEY = re.compile(r"https?://[^\s/]+(/(?:bot/)?guest/[\w-]{32})(?![\w-])")
LOST = (404, "Your page This address leads nowhere, or no longer. Please ask the organiser for a new one.")
USED = (404, f"{LOST[1]} If you have opened your page before, go back to it in that browser.")
STALE = (
    403,
    "Your page This form was not made for you here. Nothing was changed; please go back and reload the page.",
)
NOT_HERE = "That cannot be done from this page. Please ask the organiser."
#: Elements that end by themselves (HTML, 13.1.2).
VOID = {"meta", "link", "input", "br"}
#: What our pages are made of: elements, and the attributes that they may have.
OURS: dict[str, set[str]] = {
    "html": {"lang"}, "head": set(), "body": set(), "main": set(), "title": set(), "h1": set(), "section": set(),
    "meta": {"charset", "name", "content"}, "link": {"rel", "href"}, "p": {"role", "id"}, "br": set(), "strong": set(),
    "em": set(), "code": set(), "small": set(), "pre": set(), "dl": set(), "div": set(), "dt": set(), "dd": set(),
    "nav": set(), "time": {"datetime"}, "a": {"href", "rel"}, "form": {"method", "enctype"},
    "button": {"name", "value"},
    "input": {"type", "name", "value", "id", "required"}, "textarea": {"id", "name", "rows", "required"},
    "select": {"id", "name", "required"}, "option": {"value", "selected"}, "label": {"for"},
}  # fmt: skip


@dataclass
class Read(HTMLParser):
    """What a page holds."""

    words: str = ""
    #: Labels of buttons, with what they send.
    buttons: dict[str, str] = field(default_factory=dict)
    #: Fields with their values, hidden ones too.
    fields: dict[str, str] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    #: What no page of ours holds.
    strange: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self._inside = ""
        self._value = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.strange += [f"<{tag}>"] if tag not in OURS else []
        self.strange += [f"<{tag} {name}>" for name in given if name not in OURS.get(tag, set())]
        self.strange += [f"<{tag}> twice {name}" for name in given if [one for one, _ in attrs].count(name) > 1]
        if tag == "a":
            self.links.append(given.get("href") or "")
        if tag in {"input", "textarea"}:
            self.fields[given.get("name") or ""] = given.get("value") or ""
            self._value = given.get("name") or ""
        if tag == "button":
            self._inside, self._value = "button", given.get("value") or ""
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.strange.append(f"</{tag}>")
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "button":
            self.buttons[data] = self._value
        elif self._open and self._open[-1] == "textarea":
            # The line break right after the tag is not part of the text (HTML, 13.2.6.4.7).
            self.fields[self._value] = data.removeprefix("\n")
        elif self._open and self._open[-1] != "title":
            self.words += data

    def handle_comment(self, data: str) -> None:
        self.strange.append(f"comment {data}")

    def handle_pi(self, data: str) -> None:
        self.strange.append(f"instruction {data}")

    def unknown_decl(self, data: str) -> None:
        self.strange.append(f"declaration {data}")


def read(page: str) -> Read:
    """The page, taken apart. Whatever is not ours fails."""
    found = Read()
    found.feed(page)
    found.close()
    assert found.strange == []
    assert found._open == [], "every element is closed"
    assert page.count("<!DOCTYPE") == 1
    return found


def multipart(fields: dict[str, str]) -> FormData:
    """Fields as a form of a page sends them."""
    form = FormData(default_to_multipart=True)
    for name, value in fields.items():
        form.add_field(name, value)
    return form


class Visitor:
    """Somebody with a browser."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.path = ""
        self.page = Read()

    async def go(self, path: str) -> Read:
        """Look at an address."""
        return await self._see(await self.client.get(path))

    async def open(self, path: str) -> Read:
        """Come with a key, and press the button."""
        await self.go(path)
        return await self._see(await self.client.post(path, data=b""))

    async def back(self) -> Read:
        """The page again, as it is now."""
        return await self.go(self.path)

    async def press(self, label: str) -> Read:
        """Press a button."""
        return await self.send({"token": self.page.fields["token"], "do": self.page.buttons[label]})

    async def fill(self, **options: str) -> Read:
        """Fill in the form and send it."""
        filled = {f"option.{name}": value for name, value in options.items()}
        assert set(filled) <= set(self.page.fields)
        return await self.send({**self.page.fields, **filled})

    async def send(self, fields: dict[str, str], **more: Any) -> Read:
        """Send a form with these fields."""
        return await self._see(await self.client.post(self.path, data=multipart(fields), **more))

    async def _see(self, answer: ClientResponse) -> Read:
        assert answer.status == 200, (answer.status, await answer.text())
        self.path = answer.url.path
        self.page = read(await answer.text())
        return self.page


async def key_for(olga: Talk, name: str = "Grace Hopper", number: int = 1, do: str = "make") -> str:
    """The path with the key to a new page."""
    answer = await press(olga, "ama", "guest-page", number=number, name=name, do=do)
    found = KEY.findall(answer)
    assert len(found) == 1, answer
    return str(found[0])


async def pressed(visitor: Visitor, *labels: str) -> None:
    """Press one button after another."""
    for label in labels:
        await visitor.press(label)


async def refused(answer: ClientResponse) -> tuple[int, str]:
    """The number and the words of an answer that lets nobody in."""
    page = read(await answer.text())
    assert (page.buttons, page.fields, page.links) == ({}, {}, [])
    return answer.status, " ".join(page.words.split())
