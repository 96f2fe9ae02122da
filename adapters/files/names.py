"""People and publishers in running text: who of "Emily Webber, Mind the Product" is a person.

Nobody can know it for certain, so the rules lean on how names are written: capital letters, two to five words, no
word that only organisations use. What does not look like a person is a publisher.
"""

from __future__ import annotations

import re

from adapters.files.words import tidy, vocabulary

#: Small words that belong to a family name.
_PARTICLES = frozenset(
    vocabulary(
        """
    van von vom zu de der den del della di da do dos das du la le el al bin ibn ter ten af av y e ben mac mc o
    """
    )
)
_TITLES = frozenset(vocabulary("dr dr. prof prof. professor sir dame mr mr. mrs mrs. ms ms. rev. fr."))
#: Words that name an organisation, a programme or a thing, never a part of a person's name.
_NOT_PEOPLE = frozenset(
    vocabulary(
        """
    institute institution university college school foundation commission company group podcast show media press
    magazine journal review blog news times community communities network society association academy center
    centre labs lab studio studios club inc inc. ltd ltd. llc gmbh ag council government department ministry
    agency bank project team radio tv channel weekly daily monthly library museum publishing publishers
    publications books house office union federation alliance collective partners consulting services service
    systems software technologies technology digital online international national european american british
    global world open data product design code create guide summit conference events event talks stories report
    hub lounge forum newsletter initiative organization organisation trust fund health education learning
    science sciences research engineering management business industry church city playbook handbook manual
    edition series part episode season
    """
    )
)
_DEGREES = re.compile(r"(?:Ph\.?\s?D|M\.?D|MURP|MBA|M\.?Sc|M\.?A|B\.?A|B\.?Sc|Jr|Sr|Esq|FRSA|CBE|OBE|II|III|IV)\.?$")
_INNER_CAPITAL = re.compile(r"(?<!Mc)(?<!Mac)(?<!De)(?<!Di)(?<!Du)(?<!La)(?<!Le)(?<!Van)(?<!Fitz)(?<=[a-z])[A-Z]")
_JOINT = re.compile(r"\s+(?:&|and|with|und|et|y)\s+|\s*&\s*")
_OTHERS = re.compile(r",?\s*(?:(?:and|&)\s+others|et\.?\s+al\.?)$", re.IGNORECASE)


def is_person(name: str) -> bool:
    """Whether the name is written like a person's: "Emily Webber" is, "Gov.uk" and "Mind the Product" are not."""
    words = [word for word in name.split() if word.casefold() not in _TITLES]
    capital = [word for word in words if word.casefold() not in _PARTICLES]
    return (
        2 <= len(words) <= 5
        and len(capital) >= min(2, len(words))
        and words[-1] in capital
        and all(_is_name_word(word) for word in capital)
    )


def credited(text: str) -> tuple[tuple[str, ...], str | None]:
    """Authors and publisher out of ``Author, Author & Author, Publisher``; either may be missing."""
    authors: list[str] = []
    others: list[str] = []
    for part in _parts(_OTHERS.sub("", tidy(text))):
        named = [] if others else _persons(part)
        if named:
            authors.extend(named)
        else:
            others.append(part)
    if others and authors:
        # "Jane Doe, Strategy, Growth and People" names one publisher with commas in it.
        return tuple(dict.fromkeys(authors)), ", ".join(others)
    late = [person for part in others for person in _persons(part)]
    if late and len(others) > 1:
        return tuple(dict.fromkeys(late)), ", ".join(part for part in others if not _persons(part)) or None
    return tuple(dict.fromkeys(authors)), ", ".join(others) or None


def people(text: str) -> tuple[str, ...]:
    """Everybody in a text that is known to name authors, persons or not; "Webber, Emily" is turned round."""
    parts = _parts(_OTHERS.sub("", tidy(text)))
    if len(parts) == 2 and all(len(part.split()) == 1 for part in parts):
        return (f"{parts[1]} {parts[0]}",)
    everybody = (person for part in parts for person in _persons(part) or _JOINT.split(part))
    return tuple(dict.fromkeys(person.strip() for person in everybody if person.strip()))


def first_name_first(name: str) -> str:
    """ "Webber, Emily" as "Emily Webber", "King, Jr., Martin" as "Martin King, Jr."; other names as they are."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 2 and all(parts) and not _DEGREES.match(parts[1]):
        return f"{parts[1]} {parts[0]}"
    if len(parts) == 3 and all(parts):
        return f"{parts[2]} {parts[0]}, {parts[1]}"
    return name


def _parts(text: str) -> list[str]:
    """The parts between commas; an academic degree stays with the person before it."""
    parts: list[str] = []
    for part in (re.sub(r"^(?:and|&)\s+", "", part.strip()) for part in text.split(",")):
        if parts and _DEGREES.match(part):
            parts[-1] += ", " + part
        elif part:
            parts.append(part)
    return parts


def _persons(part: str) -> list[str]:
    """The persons in one part, none when it is no persons' name. "Bev & Etienne Wenger" are two Wengers."""
    names = _JOINT.split(part)
    family = names[-1].split(", ")[0].split()[1:]
    persons = []
    for name in names:
        is_first_name_only = len(name.split()) == 1 and len(names) > 1 and name != names[-1] and _is_name_word(name)
        full = " ".join([name, *family]) if is_first_name_only else name
        if not is_person(full.split(", ")[0]):
            return []
        persons.append(full)
    return persons


def _is_name_word(word: str) -> bool:
    letters = re.sub(r"[.'’\-]", "", word)
    if not letters.isalpha() or letters[0].islower() or word.casefold() in _NOT_PEOPLE:
        return False
    if len(letters) > 2 and letters.isupper() and letters.lower() != letters and "." not in word:
        return False
    # "Gov.uk" has a dot inside; an initial such as "J." or "J.R." ends in one.
    return not re.search(r"\.\w{2,}", word) and not word.endswith(("'s", "’s")) and not _INNER_CAPITAL.search(word)
