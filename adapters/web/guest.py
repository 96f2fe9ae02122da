"""The page of a host from outside: the console of one AMA as plain forms, in the hands of whoever opened it.

An address with a key shows a button, and pressing it exchanges the key for a session: programs that look at addresses
in messages do not press, and a cookie that only this site is sent (SameSite=Strict) comes along from the first page
on. All else is a command that the dispatcher runs, as for every member. Nothing of keys, cookies or words is written
down here.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from aiohttp import web

from adapters.web import pages
from adapters.web.app import Route
from adapters.web.bounds import Bounds
from adapters.web.calendar import Bound
from adapters.web.pages import DO, OPTION, TOKEN, View
from adapters.web.sent import Unreadable, fields_of
from bot import guests
from bot.actions import unpack
from bot.clock import Clock
from bot.dispatch import Dispatcher, Filled, Request
from bot.errors import NotFound, Unavailable
from bot.guests import PLATFORM, Guest
from bot.identity import Place
from bot.ports import Store
from bot.replies import Button, Form, Notice, Reply, Tone, Update

COOKIE = "guest"
#: For long, and at once: of one guest, and of all who are none.
PER_SECOND, AT_ONCE = 5.0, 30
STRANGERS_PER_SECOND, STRANGERS_AT_ONCE = 10.0, 40
#: Longest a browser keeps the cookie, in seconds; how long it is worth anything is for the database to say.
COOKIE_SECONDS = 14 * 86_400
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_LOST = "This address leads nowhere, or no longer. Please ask the organiser for a new one."
_USED = "If you have opened your page before, go back to it in that browser."
_STALE = "This form was not made for you here. Nothing was changed; please go back and reload the page."
_BUSY = "That was too much at once. Please try again in a moment."
_TOO_LONG = "That is too long. Please go back and say it shorter."
_UNREADABLE = "That could not be read. Please go back and try again."
_AWAY = "This does not work just now. Please try again in a minute."


class GuestPages:
    """Answers at the addresses of guests."""

    def __init__(
        self, store: Store, dispatcher: Dispatcher, clock: Clock, web_address: str, *, bounds: Bounds, strangers: Bound
    ) -> None:
        self._store, self._dispatcher, self._clock = store, dispatcher, clock
        address = urlsplit(web_address)
        self._is_secure = address.scheme == "https"
        self._path = f"{address.path.rstrip('/')}{guests.PATH}"
        self._guests, self._strangers = bounds, strangers

    def routes(self) -> list[Route]:
        """What answers where; the style sheet first, because a key may look like anything."""
        return [
            Route(method="GET", path=f"{guests.PATH}/style.css", handler=_style),
            Route(method="GET", path=f"{guests.PATH}/{{key}}", handler=self._invited),
            Route(method="POST", path=f"{guests.PATH}/{{key}}", handler=self._opened),
            Route(method="GET", path=f"{guests.PATH}/ama/{{page}}", handler=self._shown),
            Route(method="POST", path=f"{guests.PATH}/ama/{{page}}", handler=self._pressed),
        ]

    async def _invited(self, request: web.Request) -> web.Response:
        """What whoever has the key sees, as often as they look, until it is used."""
        if not self._strangers.passes():
            return self._told(429, _BUSY)
        try:
            async with self._store.read() as unit:
                guest = await guests.invited(unit.guests, request.match_info["key"], self._clock.now())
        except Unavailable:
            return self._told(503, _AWAY)
        if guest is None:
            return self._told(404, _LOST, _USED)
        words = pages.paragraph(f"You are {guest.name}, a host of AMA {guest.ama}. This opens once, in this browser.")
        button = '<form method="post"><p><button>Open my page</button></p></form>\n'
        return self._page(200, "Your page", f"<h1>Your page</h1>\n{words}{button}")

    async def _opened(self, request: web.Request) -> web.Response:
        if not self._strangers.passes():
            return self._told(429, _BUSY)
        if _is_from_elsewhere(request):
            return self._told(403, _STALE)
        try:
            async with self._store.write() as unit:
                session = await guests.opened(unit.guests, request.match_info["key"], self._clock.now())
        except Unavailable:
            return self._told(503, _AWAY)
        if session is None:
            return self._told(404, _LOST, _USED)
        page = guests.page_of(session)
        answer = web.Response(status=303, headers={**_HEADERS, "Location": f"{self._path}/ama/{page}"})
        answer.set_cookie(
            COOKIE, session, path=f"{self._path}/ama/{page}", max_age=COOKIE_SECONDS, httponly=True,
            secure=self._is_secure, samesite="Strict",
        )  # fmt: skip
        return answer

    async def _shown(self, request: web.Request) -> web.Response:
        guest, refusal = await self._entered(request)
        if guest is None:
            return refusal
        view = await self._dispatcher.run(_request(guest, Filled(guests.VIEW, {"number": guest.ama})))
        return self._answered(view.reply, _view(guest, request), is_home=True)

    async def _pressed(self, request: web.Request) -> web.Response:
        page = request.match_info["page"]
        guest, refusal = await self._entered(request)
        if guest is None:
            return refusal
        try:
            fields = await fields_of(request)
        except Unreadable as problem:
            return self._told(problem.status, _TOO_LONG if problem.status == 413 else _UNREADABLE)
        if _is_from_elsewhere(request) or not guests.is_token_of(_session(request), fields.get(TOKEN, "")):
            return self._told(403, _STALE)
        reply = await self._done(guest, fields)
        if isinstance(reply, Update):
            # To the console as it is now, where reloading presses nothing again.
            return web.Response(status=303, headers={**_HEADERS, "Location": f"{self._path}/ama/{page}"})
        return self._answered(reply, _view(guest, request))

    async def _done(self, guest: Guest, fields: Mapping[str, str]) -> Reply:
        """What a form asks for, done by the dispatcher; a form that was refused comes back as it was filled in."""
        try:
            path, known = unpack(fields.get(DO, ""))
        except NotFound as refusal:
            return Notice(text=(refusal.message,), tone=Tone.REFUSED)
        draft = {name.removeprefix(OPTION): value for name, value in fields.items() if name.startswith(OPTION)}
        reply = (await self._dispatcher.run(_request(guest, Filled(path, {**known, **draft})))).reply
        if draft and isinstance(reply, Form):
            return pages.with_draft(reply, draft, "Something is missing.")
        if draft and isinstance(reply, Notice) and reply.tone is Tone.REFUSED:
            form = (await self._dispatcher.run(_request(guest, Filled(path, known)))).reply
            if isinstance(form, Form):
                return pages.with_draft(form, draft, pages.words_of(reply.text))
        return reply

    async def _entered(self, request: web.Request) -> tuple[Guest | None, web.Response]:
        """Who comes, if they may now; what is answered otherwise."""
        session, page = _session(request), request.match_info["page"]
        try:
            async with self._store.read() as unit:
                guest = await guests.entered(unit.guests, session, page, self._clock.now())
        except Unavailable:
            return None, self._told(503, _AWAY)
        if guest is None:
            return None, self._told(404, _LOST) if self._strangers.passes() else self._told(429, _BUSY)
        if not self._guests.passes(page):
            return None, self._told(429, _BUSY)
        return guest, web.Response()

    def _answered(self, reply: Reply, view: View, *, is_home: bool = False) -> web.Response:
        label = "Reload" if is_home else "Back to the questions"
        way = f'<nav><p><a href="?">{label}</a></p></nav>\n'
        return self._page(200, pages.title_of(reply), pages.body(reply, view) + way)

    def _told(self, status: int, *sentences: str) -> web.Response:
        return self._page(status, "Your page", f"<h1>Your page</h1>\n{''.join(map(pages.paragraph, sentences))}")

    def _page(self, status: int, title: str, body: str) -> web.Response:
        text = pages.page(title, body, style=f"{self._path}/style.css")
        return web.Response(status=status, text=text, content_type="text/html", charset="utf-8", headers=_HEADERS)


def guest_routes(
    store: Store,
    dispatcher: Dispatcher,
    clock: Clock,
    web_address: str,
    *,
    bounds: Bounds | None = None,
    strangers: Bound | None = None,
) -> list[Route]:
    """What answers at the addresses of guests; nothing where nobody has said how the server is reached."""
    if not web_address:
        return []
    each = bounds or Bounds(PER_SECOND, AT_ONCE)
    others = strangers or Bound(STRANGERS_PER_SECOND, STRANGERS_AT_ONCE)
    return GuestPages(store, dispatcher, clock, web_address, bounds=each, strangers=others).routes()


def _request(guest: Guest, said: Filled) -> Request:
    account = guest.account
    place = Place(platform=PLATFORM, workspace=account.workspace, channel=f"ama-{guest.ama}")
    return Request(account=account, name=guest.name, place=place, said=said, guest_of=guest.ama)


def _view(guest: Guest, request: web.Request) -> View:
    def offers(button: Button) -> bool:
        return guests.may(guest.ama, button.command, button.args)

    return View(zone=guest.zone, token=guests.token_of(_session(request)), offers=offers)


def _session(request: web.Request) -> str:
    return request.cookies.get(COOKIE, "")


def _is_from_elsewhere(request: web.Request) -> bool:
    """Whether a browser says that the form stood on another site (Fetch Metadata). Old ones say nothing."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}


async def _style(_request: web.Request) -> web.Response:
    return web.Response(text=pages.STYLE, content_type="text/css", charset="utf-8", headers=_HEADERS)
