"""BibTeX: accents, braces, abbreviations, people, and entries that are broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.files.latex import decoded, decoded_lines, encoded
from bot.errors import InvalidInput
from bot.resources.values import Draft, Kind, Skip
from tests.files.drafts import example, in_file, there_and_back

BROKEN = "a broken entry: a brace, a quotation mark or a comma is missing"


def test_entries_of_every_manner_are_read() -> None:
    assert example("library.bib") == [
        Draft(
            title="The Worm Böok & more",
            kind=Kind.BOOK,
            address="https://worms.example/~ada/a_b?x=1&y=2%20",
            authors=("Ada Loam", "Jörg Müller", "Worm Society and Friends"),
            publisher="Acme Press Ltd",
            year=2019,
            language="de",
            description="One line goes on.\n\nSecond paragraph – done.",
            why='Read it "twice"',
            tags=("soil", "garden"),
        ),
        Draft(
            title="On Étienne's Worms",
            kind=Kind.RESEARCH,
            address="https://doi.org/10.1000/182",
            authors=("Ada Loam",),
            publisher="ACM",
            year=2021,
        ),
        Draft(title="Proceedings of Worms", kind=Kind.RESEARCH, publisher="ACM", year=2021),
        Skip(line=30, what="@article{broken, title = {Never closed, year = 1999", reason=BROKEN),
        Draft(title="A preprint", address="https://arxiv.org/abs/2001.00001", year=2020),
        Draft(title="A site", kind=Kind.ARTICLE, address="https://site.example/"),
        Skip(line=38, what="@misc{untitled, year = {2000}}", reason="no title"),
        Skip(
            line=40,
            what="@misc{site, title = {Same key}, url = {ftp://x.example}}",
            reason="not a web address (ftp:)",
        ),
    ]


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"M{\"u}ller", "Müller"),
        (r"M\"{u}ller", "Müller"),
        (r"Erd\H{o}s, \O{}rsted, \ss, {\aa}", "Erdős, Ørsted, ß, å"),
        (r"{\'E}tienne {DNA}", "Étienne DNA"),
        ("``quoted'' -- or --- so", "“quoted” – or — so"),
        ("Loam~Ada", "Loam Ada"),
        (r"50% of R&D at \$5 \& more", "50% of R&D at $5 & more"),
        (r"$x^2$ stays", "$x^2$ stays"),
        (r"\emph{Worms} \url{https://x.example/~a}", "Worms https://x.example/ a"),
        (r"\textless{}b\textgreater{}", "<b>"),
        ("plain words", "plain words"),
    ],
)
def test_latex_is_read_as_text(latex: str, text: str) -> None:
    assert decoded(latex) == text


@pytest.mark.parametrize("broken", [r"\symbol{x}", r"\symbol{99999999}", r"\symbol", r"{\"", r"\begin{x}", "}{", "\\"])
def test_broken_latex_raises_nothing(broken: str) -> None:
    assert isinstance(decoded(broken), str)


def test_lines_and_marks_survive_latex() -> None:
    text = "a\n* b\n\n[c] -- '' `` {x} \\y 50% & #1 _z_ $5 ~ ^ \"q\" <b> @x{"

    assert decoded_lines(encoded(text)) == text


def test_field_that_occurs_twice_counts_once(tmp_path: Path) -> None:
    assert in_file("@book{x, title = {Worms}, year = 2019, title = {Soil}}", tmp_path) == [
        Draft(title="Worms", kind=Kind.BOOK, year=2019)
    ]


def test_abbreviations_are_joined_with_words(tmp_path: Path) -> None:
    text = '@string{w = "Worm"} @string{p = {{P}ress}}\n@misc{x, title = w # "s {\\"a}nd " # {so {on}}, publisher = p}'

    assert in_file(text, tmp_path) == [Draft(title="Worms änd so on", publisher="Press")]


@pytest.mark.parametrize("doi", ["10.1000/182", "doi:10.1000/182", "https://doi.org/10.1000/182"])
def test_doi_is_an_address(doi: str, tmp_path: Path) -> None:
    assert in_file(f"@misc{{x, title = {{Worms}}, doi = {{{doi}}}}}", tmp_path) == [
        Draft(title="Worms", address="https://doi.org/10.1000/182")
    ]


def test_file_without_entries_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="has no BibTeX entries"):
        in_file("% only a comment\n@string{a = {b}}", tmp_path, form="bibtex")


def test_export_is_what_other_programs_read(tmp_path: Path) -> None:
    there_and_back(
        "bibtex",
        [
            Draft(title="Worms & Co", kind=Kind.VIDEO, address="https://w.example/a_b", authors=("Ada Loam",)),
            Draft(title="x", kind=Kind.BOOK, authors=("Acme, Inc.", "Loam and Sons"), tags=("a", "b, c")),
        ],
        tmp_path / "library.bib",
    )

    assert (tmp_path / "library.bib").read_text().splitlines() == [
        "% The Village",
        "",
        "@misc{commonplace1,",
        r"  title = {Worms \& Co},",
        "  entrysubtype = {video},",
        "  author = {Ada Loam},",
        "  url = {https://w.example/a_b}",
        "}",
        "",
        "@book{commonplace2,",
        "  title = {x},",
        "  author = {{Acme, Inc.} and {Loam and Sons}},",
        r"  keywords = {a; b\symbol{92}, c}",
        "}",
    ]
