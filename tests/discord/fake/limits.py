"""Rate limits: buckets per route and channel, the bot's global limit, and the count of invalid requests."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web

from tests.discord.fake.errors import json_answer
from tests.fakes.clock import Clock
from tests.fakes.shapes import Json

GLOBAL_REQUESTS, GLOBAL_SECONDS = 50, 1.0
INVALID_REQUESTS, INVALID_SECONDS = 10_000, 600
INVALID_STATUSES = frozenset({401, 403, 429})


@dataclass(slots=True)
class Bucket:
    """One window of one route: so many requests, until it starts anew."""

    limit: int
    seconds: float
    used: int = 0
    resets_at: float = 0.0

    def take(self, now: float) -> bool:
        if now >= self.resets_at:
            self.used, self.resets_at = 0, now + self.seconds
        self.used += 1
        return self.used <= self.limit


@dataclass(slots=True)
class Limits:
    """What is counted. Sizes that Discord does not publish are guesses, and can be changed by the test."""

    clock: Clock
    #: Requests and seconds by "METHOD /route"; the default is for all others.
    sizes: dict[str, tuple[int, float]] = field(
        default_factory=lambda: {"POST /channels/{channel_id}/messages": (5, 5.0)}
    )
    default: tuple[int, float] = (50, 1.0)
    global_requests: int = GLOBAL_REQUESTS
    buckets: dict[tuple[str, str], Bucket] = field(default_factory=dict)
    recent: deque[float] = field(default_factory=deque)
    invalid: deque[float] = field(default_factory=deque)

    def refusal(self) -> web.Response | None:
        """The global limit, or the ban that follows too many invalid requests."""
        now = self.clock.now()
        _forget(self.invalid, now - INVALID_SECONDS)
        if len(self.invalid) >= INVALID_REQUESTS:
            return web.Response(status=429, text="error code: 1015", content_type="text/html")
        _forget(self.recent, now - GLOBAL_SECONDS)
        if len(self.recent) >= self.global_requests:
            return too_many(self.recent[0] + GLOBAL_SECONDS - now, scope="global")
        self.recent.append(now)
        return None

    def take(self, route: str, majors: Mapping[str, str]) -> tuple[Bucket, str, bool]:
        """Count a request against its bucket; the bucket, its name, and whether there was room."""
        name = hashlib.blake2b(route.encode(), digest_size=8).hexdigest()
        key = (name, "/".join(majors.values()))
        if key not in self.buckets:
            self.buckets[key] = Bucket(*self.sizes.get(route, self.default))
        bucket = self.buckets[key]
        return bucket, name, bucket.take(self.clock.now())

    def headers(self, bucket: Bucket, name: str) -> dict[str, str]:
        after = max(0.0, bucket.resets_at - self.clock.now())
        return {
            "X-RateLimit-Limit": str(bucket.limit),
            "X-RateLimit-Remaining": str(max(0, bucket.limit - bucket.used)),
            "X-RateLimit-Reset": f"{bucket.resets_at:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": name,
        }

    def note(self, status: int, scope: str) -> None:
        if status in INVALID_STATUSES and scope != "shared":
            self.invalid.append(self.clock.now())


def too_many(seconds: float, *, scope: str, headers: Mapping[str, str] | None = None) -> web.Response:
    """Discord's 429. Without ``Via`` discord.py would take it for a ban by the network in between."""
    body: Json = {"message": "You are being rate limited.", "retry_after": round(seconds, 3)}
    body["global"] = scope == "global"
    response = json_answer(body, 429)
    response.headers.update({**(headers or {}), "Via": "1.1 google", "Retry-After": str(int(seconds) + 1)})
    response.headers["X-RateLimit-Scope"] = scope
    if scope == "global":
        response.headers["X-RateLimit-Global"] = "true"
    return response


def _forget(moments: deque[float], before: float) -> None:
    while moments and moments[0] <= before:
        moments.popleft()
