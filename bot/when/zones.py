"""Time zones by their IANA names and by cities. Abbreviations are refused: they mean half a year, or several places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from zoneinfo import available_timezones

from rapidfuzz import fuzz, process

from bot.errors import InvalidInput
from bot.typed import clean_line, quoted
from bot.when.cities import ABBREVIATIONS, CITIES
from bot.words import folded

# From which similarity (0-100) a mistyped zone is taken for another: letters changed first, then parts of a name.
_CLOSE = ((fuzz.ratio, 80), (fuzz.WRatio, 70))
# Zones whose last part is a city. The other areas (US, Canada, Etc …) are old names of them, or no places.
_AREAS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
# Directions and letters, like Australia/West: asked for by their full names only.
_NO_CITIES = {"act", "lhi", "north", "nsw", "south", "west"}
# Names in the folder of zones that are none: no time at all, and whatever this machine has.
_NO_ZONES = {"Factory", "localtime", "posixrules"}
# Letters that folding does not take apart, because Unicode does not.
_STROKES = str.maketrans({"ł": "l", "ø": "o"})


def zone_of(words: str, *, field: str = "zone") -> str:
    """The IANA name of a time zone, by its name or a city in it, in any case and with or without accents.

    Raises InvalidInput for ``field``, with what was probably meant.
    """
    found = known(words)
    if found:
        return found
    city = f'"{example(words)}"' if example(words) else "Europe/Berlin"
    raise InvalidInput(unknown(words), f"{likely(words)}Write for example {field}:{city}.", field=field)


def known(words: str) -> str | None:
    """The IANA name that the words stand for; ``None`` for a place that is not known and for abbreviations."""
    key = _key(words)
    if key in ABBREVIATIONS:
        return None
    return _cities().get(key) or _zones().get(key)


def unknown(words: str) -> str:
    """The sentence about words that are no zone."""
    if _key(words) in ABBREVIATIONS:
        return f"“{quoted(words).upper()}” is not one time zone: it counts for half of a year, or differs by country."
    return f"There is no time zone “{quoted(words)}”."


def likely(words: str) -> str:
    """A question with the zone or city that was probably meant, and a space; empty where nothing is near."""
    key = _key(words)
    if key in ABBREVIATIONS:
        return ""
    for scorer, least in _CLOSE:
        close = process.extractOne(key, _spellings(), scorer=scorer, score_cutoff=least)
        if close:
            return f"Did you mean {close[2]}? "
    return ""


def example(words: str) -> str | None:
    """The city to name instead of an abbreviation."""
    return ABBREVIATIONS.get(_key(words))


@lru_cache(maxsize=1024)
def place_of(zone: str) -> str:
    """The short name of a zone: its city where that means this zone again, else the whole name."""
    city = zone.rpartition("/")[2].replace("_", " ")
    return city if known(city) == zone else zone


def cities_like(start: str) -> list[str]:
    """The cities that begin so, as they are written, in order of the alphabet."""
    key = _key(start)
    return sorted(name for name, spelt in _spellings().items() if spelt in _cities() and spelt.startswith(key))


def _key(words: str) -> str:
    """The words as they are compared: ``São Paulo``, ``sao_paulo`` and ``SAO PAULO`` are one."""
    return folded(clean_line(words).replace("_", " ")).translate(_STROKES)


@lru_cache(maxsize=1)
def _zones() -> Mapping[str, str]:
    return {_key(name): name for name in available_timezones() - _NO_ZONES}


@lru_cache(maxsize=1)
def _cities() -> Mapping[str, str]:
    named: dict[str, list[str]] = defaultdict(list)
    for name in _zones().values():
        area, _, city = name.partition("/")
        if area in _AREAS and _key(city) not in _NO_CITIES:
            named[_key(city.rpartition("/")[2])].append(name)
    # Of two names of one place the longer is the one in use: America/Argentina/Buenos_Aires, Europe/Istanbul.
    ours = {city: max(names, key=lambda name: (name.count("/"), name)) for city, names in named.items()}
    return {_key(city): zone for city, zone in CITIES.items()} | ours


@lru_cache(maxsize=1)
def _spellings() -> Mapping[str, str]:
    """Every name under which a zone is found, as it is written, and as it is compared; cities first, as shorter."""
    cities = {zone.rpartition("/")[2].replace("_", " ") for zone in _cities().values()} | set(CITIES)
    return {name: _key(name) for name in (*sorted(cities), *sorted(_zones().values())) if known(name)}
