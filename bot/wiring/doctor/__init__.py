"""The doctor: looks at configuration, database and platforms from outside, and says what is missing and what to do.

It only asks, changes nothing, and waits for nobody longer than a few seconds.
"""

from __future__ import annotations

from bot.wiring.doctor.examination import examined, mistaken
from bot.wiring.doctor.findings import Finding, State, as_json, as_text, is_fit

__all__ = ["Finding", "State", "as_json", "as_text", "examined", "is_fit", "mistaken"]
