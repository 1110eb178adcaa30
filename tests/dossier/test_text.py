"""Texts cut into paragraphs and sentences, on pages that were printed and on made-up lines."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradetalks.dossier._text._boilerplate import is_boilerplate
from tradetalks.dossier._text._text import LARGEST, plain_of, read_text
from tradetalks.errors import InputError

DAY = date(2025, 3, 20)

SENTENCES = [
    ["The U.S. Trade Representative met Mr. Li.", "He left."],
    ["It sells to the U.S.", "The rest goes to the E.U. market.", "Nobody minds."],
    ["“We will not wait.”", "He left.", "Dr. A. B. Smith stayed."],
    ["Duties rise by Dec. 1 and fall on Jan. 2.", "“Really?” she asked."],
    ["1. The Parties agree.", "They sign."],
    ["(a) Under Art. 4, see No. 12, the U.S. may act.", "It did."],
    ["Did it?", "Yes!", "So the firm, Foo Inc., says…"],
    ["大臣は述べた。", "協議は続く。"],
]
"""Sentences as a reader divides them."""


@given(st.text(max_size=400))
def test_plain_text_keeps_every_offset(text: str) -> None:
    assert len(plain_of(text)) == len(text)


@given(st.text(alphabet="aB1.?!\"'“”’ \n\r\t\u00a0—(-中。", min_size=1, max_size=200))
def test_spans_show_the_text_and_leave_nothing_but_space(text: str) -> None:
    if not any(map(str.isalnum, text)):
        return
    document = read_text(text, DAY)
    for pieces in (document.paragraphs, [s.span for s in document.sentences]):
        rest, last = "", 0
        for span in pieces:
            assert span.text == text[span.start : span.end] != ""
            assert span.start >= last
            rest, last = rest + text[last : span.start], span.end
        assert not (rest + text[last:]).split()


@pytest.mark.parametrize("sentences", SENTENCES)
def test_sentences_end_where_a_reader_ends_them(sentences: list[str]) -> None:
    gap = "" if sentences[0].endswith("。") else " "
    document = read_text(gap.join(sentences), DAY)
    assert [s.span.text for s in document.sentences] == sentences


def test_sentences_know_their_place() -> None:
    document = read_text("One two. Three four.\n\nFive six.", DAY)
    assert [document.sentence_at(n).span.text for n in (0, 8, 9, 22, 27)] == [
        "One two.",
        "One two.",
        "Three four.",
        "Five six.",
        "Five six.",
    ]
    assert [s.paragraph for s in document.sentences] == [0, 0, 1]


def test_paragraphs_of_printed_texts(reference: Path) -> None:
    """Blank lines part the article's 24 blocks; line breaks alone part the statement's three."""
    article = (reference.parent / "seed" / "article.txt").read_text("utf-8")
    blocks = sum(1 for line in article.splitlines() if line.strip())
    assert len(read_text(article, DAY).paragraphs) == blocks
    statement = (reference / "dossier" / "reagan1987.txt").read_text("utf-8")
    assert len(read_text(statement, DAY).paragraphs) == 3


def test_wrapped_lines_are_one_paragraph_and_short_ones_are_not() -> None:
    wrapped = "a bb ccc dddd eeeee ffffff\nggggggg hhhhhhhh iiiiiiiii\njjjjjjjjjj."
    assert len(read_text(wrapped, DAY).paragraphs) == 1
    assert (
        len(read_text("To: the Minister\nFrom: us\nSubject: a long heading", DAY).paragraphs) == 3
    )


def test_headings_and_boilerplate_of_the_article(reference: Path) -> None:
    """Five advertisement lines, a share button and a by-line stand in it, by reading."""
    document = read_text((reference.parent / "seed" / "article.txt").read_text("utf-8"), DAY)
    assert sorted(s.text for s in document.boilerplate) == [
        *["Advertisement"] * 5,
        "Share",
        "TIMES STAFF WRITER",
    ]
    told = [s.span.text for s in document.sentences if s.is_heading and not s.is_boilerplate]
    assert len(told) == 2
    assert told[0].startswith("TRADE : U.S. Steps Up Pressure")


@pytest.mark.parametrize(
    "line",
    [
        "Share",
        "ADVERTISEMENT",
        "By Jane Q. Roe",
        "© 2025 The Paper",
        "Follow us on X",
        "Tel.: 12 34",
    ],
)
def test_boilerplate_is_told(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    ["Share prices fell 3%.", "By May 1 the duty rises.", "(c) Vietnam shall report.", "TOKYO"],
)
def test_text_is_no_boilerplate(line: str) -> None:
    assert not is_boilerplate(line)


def test_slips_of_optical_reading() -> None:
    assert plain_of("4l5,000 tons, l5%, 6O%") == "415,000 tons, 15%, 60%"
    assert plain_of("¥esterday ¥40 ″yes″ 25％") == 'Yesterday ¥40 "yes" 25%'
    assert plain_of("local Illinois 5 litres") == "local Illinois 5 litres"


@pytest.mark.parametrize("text", ["", " \n\t ", "--- * ---"])
def test_a_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="empty"):
        read_text(text, DAY)


def test_a_text_beyond_the_limit_is_refused() -> None:
    with pytest.raises(InputError, match=r"2,000,000 or fewer"):
        read_text("a " * (LARGEST // 2 + 1), DAY)
