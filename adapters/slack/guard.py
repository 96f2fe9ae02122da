"""Whether a request over HTTP comes from Slack: signature and time, checked before anything in it is read.

Slack's own library raises on malformed headers, which a stranger could turn into a stream of server errors; here
whatever is not right is simply not from Slack.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence

from adapters.slack.limits import SIGNATURE_SECONDS

#: A moment in seconds since 1970 until the year 2286, and a digest: nothing else has ever been sent.
_TIMESTAMP = re.compile(r"[0-9]{1,10}", re.ASCII)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)


def is_from_slack(
    secret: str, *, timestamps: Sequence[str], signatures: Sequence[str], body: bytes, now_seconds: float
) -> bool:
    """Whether exactly one timestamp and one signature were given, both right, and the time is within five minutes."""
    if not secret or len(timestamps) != 1 or len(signatures) != 1:
        return False
    timestamp, signature = timestamps[0], signatures[0]
    if not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
        return False
    if abs(now_seconds - int(timestamp)) > SIGNATURE_SECONDS:
        return False
    return hmac.compare_digest(signed(secret, timestamp, body), signature)


def signed(secret: str, timestamp: str, body: bytes) -> str:
    """The signature that Slack gives a body at this moment."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
