"""What may be written about something that broke: where and what kind, not the text, in which members' words stand."""

from __future__ import annotations

import traceback
from pathlib import Path

#: The innermost calls that are named.
_CALLS = 8


def where_it_broke(error: BaseException) -> dict[str, str]:
    """The kind of an error, and the calls that led to it, the innermost first."""
    calls = traceback.extract_tb(error.__traceback__)[-_CALLS:]
    chain = " < ".join(f"{Path(call.filename).name}:{call.lineno} {call.name}" for call in reversed(calls))
    return {"broken": type(error).__name__, "at": chain}
