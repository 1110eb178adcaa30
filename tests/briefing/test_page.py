"""The page, its numbers as JSON and the screen, on a document of invented numbers."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from briefing_example import GUESS, MODEL, SOURCE, document, drawn, number
from rich.console import Console

from tradetalks.briefing._document import (
    Chart,
    Column,
    Document,
    Number,
    Origin,
    Paragraph,
    Section,
    Table,
    plain,
)
from tradetalks.briefing._json import render_json
from tradetalks.briefing._page import render_html
from tradetalks.briefing._screen import render_screen
from tradetalks.errors import InputError

HOSTILE = '<script>alert("x")</script>{brace}&[bold]'


class _Parser(HTMLParser):
    """Collects ids, links and every attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.numbers: list[str] = []
        self.fragments: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if found.get("id"):
            self.ids.append(str(found["id"]))
        link = found.get("href") or ""
        if tag == "a" and link.startswith("#"):
            self.fragments.append(link[1:])
            if found.get("class") == "n":
                self.numbers.append(link[1:])


@pytest.fixture(scope="module")
def page() -> str:
    return render_html(document())


@pytest.fixture(scope="module")
def parsed(page: str) -> _Parser:
    parser = _Parser()
    parser.feed(page)
    return parser


def short(section: Section) -> Document:
    """The example without its charts, with one section of interest."""
    return replace(document(), sections=(section,))


def test_the_page_asks_for_nothing_from_outside(page: str, parsed: _Parser) -> None:
    fetching = {"script", "link", "img", "image", "iframe", "object", "embed", "use"}
    assert not fetching & {tag for tag, _ in parsed.tags}
    for tag, attributes in parsed.tags:
        for name, value in attributes.items():
            if "//" in (value or ""):
                assert (tag, name) == ("a", "href")
    without_links = re.sub(r'<a href="https?://[^"]*"', "", page)
    assert "http://" not in without_links
    assert "https://" not in without_links
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)


def test_same_document_gives_the_same_bytes(page: str) -> None:
    assert render_html(document()) == page
    later = render_html(document(generated="2030-12-31 00:00"))
    assert later.replace("2030-12-31 00:00", "2026-01-01 12:00") == page


def test_every_link_leads_somewhere_and_ids_are_unique(parsed: _Parser) -> None:
    assert len(parsed.ids) == len(set(parsed.ids))
    assert set(parsed.fragments) <= set(parsed.ids)
    assert parsed.numbers
    assert all(re.match(r"(source|model|assumption|computed)-", n) for n in parsed.numbers)


def test_ledger_leads_back_to_every_number(parsed: _Parser) -> None:
    uses = {name for name in parsed.ids if re.fullmatch(r"use-\d+", name)}
    assert len(uses) == len(parsed.numbers)
    assert uses <= set(parsed.fragments)


def test_a_number_of_two_origins_is_listed_under_both() -> None:
    both = number("both", 1.0, "USD bn", None, None, MODEL, GUESS)
    text = render_html(short(Section("s", "S", "{both}", (), {"both": both})))
    entry = text[text.index('id="assumption-access"') :]
    assert re.search(r'S <a href="#use-\d+"', entry[: entry.index("</li>")])


def test_hostile_text_is_escaped_everywhere() -> None:
    origin = Origin("computed", HOSTILE, HOSTILE)
    bad = Number("bad", HOSTILE, 1.0, HOSTILE, None, None, (origin,))
    table = Table("t", (Column("c", HOSTILE),), ((HOSTILE,), (bad,)), plain(HOSTILE))
    chart = Chart("c", plain(HOSTILE), drawn()["variance"], HOSTILE)  # pyright: ignore[reportArgumentType]
    body = (Paragraph(plain(HOSTILE) + "{bad}"), table, chart)
    hostile = short(Section("s", HOSTILE, plain(HOSTILE), body, {"bad": bad}))
    text = render_html(replace(hostile, title=HOSTILE, subtitle=HOSTILE, case=HOSTILE))
    assert "<script" not in text
    assert text.count("&lt;script&gt;") > 8
    assert "{brace}" in text
    assert "{{brace}}" not in text


def test_a_link_to_a_script_is_dropped() -> None:
    made = document()
    source = replace(made.ledger_sources[0], url="javascript:alert(1)")
    section = Section("s", "S", "Nothing", ())
    text = render_html(replace(made, sections=(section,), ledger_sources=(source,)))
    assert "javascript:" not in text


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (number("x", float("nan")), "x"),
        (replace(number("x", 1.0), origin=()), "has no origin"),
        (number("x", 1.0, "USD bn", None, None, Origin("source", "gone", "Gone")), "'gone'"),
    ],
)
def test_a_number_that_cannot_be_followed_is_refused(bad: Number, message: str) -> None:
    with pytest.raises(InputError, match=message):
        render_html(short(Section("s", "S", "{x}", (), {"x": bad})))


def test_an_unknown_placeholder_is_refused() -> None:
    with pytest.raises(InputError, match="names no number"):
        render_html(short(Section("s", "S", "{nobody}", ())))


def test_a_cell_in_another_unit_than_its_column_is_refused() -> None:
    table = Table("t", (Column("c", "C", "right", "USD bn"),), ((number("x", 1.0, "percent"),),))
    with pytest.raises(InputError, match="convert it"):
        render_html(short(Section("s", "S", "", (table,))))


def test_table_cells_share_decimals_within_a_column() -> None:
    cells = (
        (number("x", -59.35, "USD bn", None, None, SOURCE),),
        (number("y", -65.7, "USD bn", None, None, SOURCE),),
    )
    table = Table("t", (Column("c", "C", "right", "USD bn"),), cells)
    text = render_html(short(Section("s", "S", "", (table,))))
    assert ">−59.35</a>" in text
    assert ">−65.70</a>" in text


def test_json_holds_every_number_to_eight_digits() -> None:
    value = 1.23456789123
    odd = number("odd", value, "percent", -0.0, 2.5, SOURCE)
    made = short(Section("s", "S", "{odd}", (), {"odd": odd}))
    read = json.loads(render_json(made))
    numbers = {entry["id"]: entry for entry in read["numbers"]}
    assert numbers["odd"]["value"] == 1.2345679
    assert str(numbers["odd"]["low"]) == "0.0"
    assert numbers["odd"]["origin"] == [
        {"id": "yearbook", "kind": "source", "label": "Invented yearbook"}
    ]
    # in the answer's text and in its table alike
    assert {"chance-deal", "list-a", "none-p", "net-deal"} <= set(numbers)
    assert json.dumps(read, indent=1, sort_keys=True, ensure_ascii=False) + "\n" == render_json(
        made
    )


def test_json_differs_between_runs_in_one_field_only() -> None:
    one, two = (json.loads(render_json(document(when))) for when in ("a", "b"))
    assert {key for key in one if one[key] != two[key]} == {"generated"}


def test_json_refuses_two_numbers_of_one_id() -> None:
    table = Table("t", (Column("c", "C"),), ((number("x", 1.0),), (number("x", 2.0),)))
    with pytest.raises(InputError, match="two different numbers"):
        render_json(short(Section("s", "S", "", (table,))))


def test_the_answer_fits_one_screen_and_reads_no_markup() -> None:
    made = replace(document(), subtitle="[bold red]not markup[/]")
    console = Console(file=io.StringIO(), width=80)
    render_screen(made, console)
    text = console.file.getvalue()  # pyright: ignore[reportAttributeAccessIssue]
    assert "58% (41 to 74)" in text
    assert "[bold red]not markup[/]" in text
    assert text.count("\n") <= 40
