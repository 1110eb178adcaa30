"""The page shows the text as it is, every item in it, and lets nothing of the text act."""

from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradetalks.case import load_case
from tradetalks.dossier._dossier import Dossier
from tradetalks.dossier._endpoint import Proposal
from tradetalks.dossier._evidence._check import Check
from tradetalks.dossier._files._files import FileText
from tradetalks.dossier._page import render_html
from tradetalks.dossier._text._items import Commitment, Deadline, Event, FigureItem, Quote
from tradetalks.dossier._text._text import Document, read_text

from .dossier_example import ARTICLE_DAY, Annotated

HOSTILE = (
    'Duties <script>steal()</script> of 30% & "more" <img src=x onerror=steal()> by 1 July.\n\n'
    "javascript:steal() {{ steal }} {% steal %} </style></p></article> 'as ever'"
)


class Read(HTMLParser):
    """A page as a browser takes it: text of the document, tags, ids, links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.said: list[str] = []
        self.quoted: dict[str, str] = {}
        self.inside = self.skipped = False
        self.row = self.cell = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.attributes += given
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if given.get("href"):
            self.links.append(given["href"] or "")
        if tag == "article":
            self.inside = True
        if tag == "sup" or given.get("class") == "key":
            self.skipped = True
        if tag == "tr":
            self.row = given.get("id") or ""
        self.cell = given.get("class") or "" if tag in {"p", "span"} else self.cell

    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self.inside = False
        if tag in {"sup", "p"}:
            self.skipped = False
        if tag == "p" and self.inside:
            self.said.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self.inside and not self.skipped:
            self.said.append(data)
        if self.row and self.cell == "words":
            self.quoted[self.row] = self.quoted.get(self.row, "") + data


def dossier(
    document: Document,
    figures: tuple[FigureItem, ...] = (),
    quotes: tuple[Quote, ...] = (),
    notes: tuple[str, ...] = (),
    proposals: tuple[Proposal, ...] = (),
) -> Dossier:
    file = FileText("story.txt", "text", document.text)
    return Dossier(file, document, figures, (), (), quotes, (), notes, proposals=proposals)


def full(reference: Path) -> Dossier:
    one = Annotated(reference)
    return Dossier(
        FileText("article.txt", "text", one.document.text),
        one.document,
        one.figures,
        one.deadlines,
        one.commitments,
        one.quotes,
        one.events,
        (),
    )


def words(text: str) -> list[str]:
    return text.split()


def test_the_text_is_shown_whole_and_unchanged(reference: Path) -> None:
    one = full(reference)
    assert words("".join(Read(render_html(one)).said)) == words(one.document.text)


def test_every_item_has_an_entry_and_a_mark_that_lead_to_each_other(reference: Path) -> None:
    one = full(reference)
    page = Read(render_html(one))
    letters = {"F": one.figures, "D": one.deadlines, "C": one.commitments, "Q": one.quotes}
    letters |= {"E": one.events}
    names = [f"{letter}{n + 1}" for letter, items in letters.items() for n in range(len(items))]
    assert len(names) == 50
    for name in names:
        assert page.ids.count(name) == page.ids.count(f"at-{name}") == 1
        assert f"#{name}" in page.links
        assert f"#at-{name}" in page.links
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links} <= set(page.ids), "no link leads nowhere"


def test_every_entry_shows_its_quotation(reference: Path) -> None:
    one = full(reference)
    page = Read(render_html(one))
    for number, item in enumerate(one.quotes, start=1):
        assert words(item.span.text) == words(page.quoted[f"Q{number}"])


def test_nothing_of_a_hostile_text_acts() -> None:
    document = read_text(HOSTILE, ARTICLE_DAY)
    start = HOSTILE.index("<img")
    span = document.span(start, start + 27)
    odd = Quote(span, '"><script>steal()</script>', "named", "direct", None, "<b>", False)
    made = Proposal(span, "quote", {"speaker": "<script>steal()</script>"}, "<i>model</i>")
    page = render_html(dossier(document, quotes=(odd,), notes=("<script>",), proposals=(made,)))
    read = Read(page)
    assert "script" not in read.tags
    assert "img" not in read.tags
    assert not [name for name in read.attributes if name.startswith("on") or name == "src"]
    assert not [link for link in read.links if not link.startswith("#")]
    assert words("".join(read.said)) == words(HOSTILE)
    assert page.count("</style>") == 1
    assert "default-src 'none'" in page


def test_a_page_loads_nothing_and_needs_no_script(reference: Path) -> None:
    page = render_html(full(reference))
    assert "<script" not in page
    assert "http:" not in page
    assert "https:" not in page
    assert "url(" not in page
    assert "@import" not in page


def test_what_is_contradicted_stands_in_the_first_sentence() -> None:
    text = "Lamps worth $19 million were sold."
    document = read_text(text, ARTICLE_DAY)
    item = FigureItem(document.span(12, 23), 19e6, "USD", "exact", "lamps sold")
    check = Check("contradicted", 1e-3, (), "A slip by a factor of 1,000: the record has more.")
    file, case = FileText("a.txt", "text", text), load_case("us-japan-autos-1995")
    one = Dossier(file, document, (item,), (), (), (), (), (), case, (check,))
    assert one.finding.startswith("“$19 million”: a slip by a factor of 1,000")
    assert "1 figure, 0 deadlines" in one.finding
    assert '<b class="contradicted">' in render_html(one)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_items_may_overlap_in_any_way(data: st.DataObject) -> None:
    """Nested, crossing, over paragraphs, in one place twice: the text stays and each is marked."""
    alphabet = "ab <&\n"
    text = "x" + data.draw(st.text(alphabet, min_size=5, max_size=60)) + "x"
    document = read_text(text, ARTICLE_DAY)
    ends = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text)))
    pairs = data.draw(st.lists(ends.filter(lambda p: p[0] < p[1]), max_size=6))
    pairs = [p for p in pairs if text[p[0]].strip() and text[p[1] - 1].strip()]
    quotes = tuple(
        Quote(document.span(*pair), "who", "named", "direct", None, None, False) for pair in pairs
    )
    page = Read(render_html(dossier(document, quotes=quotes)))
    assert words("".join(page.said)) == words(text)
    for number in range(1, len(quotes) + 1):
        assert page.ids.count(f"at-Q{number}") == 1


@pytest.mark.parametrize(
    ("value", "unit", "high", "shown"),
    [
        (19e6, "USD", None, "19 million USD"),
        (65.7e9, "USD", None, "65.7 billion USD"),
        (2.4, "percent", None, "2.4%"),
        (2 / 3, "fraction", None, "66.7%"),
        (10.0, "percent", 15.0, "10 to 15%"),
        (100.0, "person", None, "100 people"),
        (1.0, "day", None, "1 day"),
        (90.0, "day", None, "90 days"),
        (0.5, "percentage_point", None, "0.5 percentage points"),
        (1680000.0, "count", None, "1.68 million"),
        (25.0, "USD per tonne", None, "25 USD per tonne"),
    ],
)
def test_amounts_read_as_one_writes_them(
    value: float, unit: str, high: float | None, shown: str
) -> None:
    document = read_text("some words", ARTICLE_DAY)
    item = FigureItem(document.span(0, 4), value, unit, "exact", "", high=high)
    assert f'<p class="read">{shown}</p>' in render_html(dossier(document, (item,)))


def test_dates_read_in_the_fewest_words() -> None:
    document = read_text("some words", ARTICLE_DAY)
    place = document.span(0, 4)
    days = [
        (date(1995, 3, 31), date(1995, 3, 31), "31 March 1995"),
        (date(1995, 9, 1), date(1995, 9, 30), "1 to 30 September 1995"),
        (date(1995, 3, 28), date(1995, 4, 3), "28 March 1995 to 3 April 1995"),
        (None, None, "day not known"),
    ]
    items = tuple(Deadline(place, a, b, "", "expiry", None, "past") for a, b, _ in days)
    promise = Commitment(place, "JPNGOV", None, "buy", None, None, None, "offered")
    nobody = (None, None, "threat", "13", None, None, None, "negated", None, None, False, 0.5)
    file = FileText("a.txt", "text", "some words")
    one = Dossier(file, document, (), items, (promise,), (), (Event(place, *nobody),), ())
    page = render_html(one)
    for _, _, shown in days:
        assert f'<p class="read">{shown}</p>' in page
    assert "not stated: threat, negated" in page
