"""Files are read for what they hold, or refused with a remedy; nothing of a page runs or leaks."""

import tracemalloc
import zlib
from pathlib import Path

import pytest

from tradetalks.dossier._files._files import LIMIT_CHARACTERS, read_file
from tradetalks.dossier._files._pdf import paragraphs_of_lines
from tradetalks.errors import InputError

STORY = "Ministers met on 4 May 2021. “We agreed on 12% – no more,” said the minister of Bland."


def written(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def pdf(*pages: list[str]) -> bytes:
    """A PDF with lines of text on its pages, by the specification (ISO 32000-1, 7.5)."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, lines in enumerate(pages):
        shown = "".join(f"({line}) Tj 0 -14 Td\n" for line in lines)
        stream = f"BT /F1 11 Tf 60 760 Td\n{shown}ET" if lines else ""
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    body, places = b"%PDF-1.4\n", list[int]()
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return body + f"{end}startxref\n{len(body)}\n%%EOF\n".encode()


PAGE = f"""<!doctype html><html><head><title>Talks in Bland - The Gazette</title>
<meta property="og:site_name" content="The Gazette">
<meta property="article:published_time" content="2021-05-05T08:00:00Z">
<script>steal(document.cookie)</script><style>p {{ color: red }}</style></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Talks in Bland</h1><p onclick="steal()">{STORY}</p>
<p>Duties of 30% on lamps &lt;script&gt;are&lt;/script&gt; to end by 1 July.
<img src=x onerror=steal()></p>
<script>steal()</script><iframe src="javascript:steal()"></iframe>
<svg onload=steal()><text>steal</text></svg></article></body></html>"""


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_text_in_any_usual_encoding_is_the_same(tmp_path: Path, encoding: str) -> None:
    mark = "\ufeff" if encoding in {"utf-16-le", "utf-16-be"} else ""
    found = read_file(written(tmp_path, "story.txt", (mark + STORY).encode(encoding)))
    assert found.text == STORY
    assert bool(found.notes) == (encoding == "cp1252")


def test_a_file_is_read_by_what_it_holds_and_not_by_its_name(tmp_path: Path) -> None:
    assert read_file(written(tmp_path, "a.txt", PAGE)).format == "html"
    assert read_file(written(tmp_path, "b.html", STORY)).format == "text"
    assert read_file(written(tmp_path, "c.txt", pdf([STORY[:28]] * 9))).format == "pdf"


def test_text_is_kept_untouched(tmp_path: Path) -> None:
    text = "  One.\r\n\r\n\tTwo\u00a0three.  \n"
    assert read_file(written(tmp_path, "a.txt", text)).text == text


def test_a_page_gives_its_story_and_its_particulars(tmp_path: Path) -> None:
    found = read_file(written(tmp_path, "page.html", PAGE))
    assert STORY in found.text
    assert (found.publisher, found.dated) == ("The Gazette", "2021-05-05")
    assert found.title.startswith("Talks in Bland")
    assert "Sport" not in found.text


def test_scripts_styles_and_handlers_of_a_page_are_gone(tmp_path: Path) -> None:
    text = read_file(written(tmp_path, "page.html", PAGE)).text
    assert "steal" not in text
    assert "color" not in text
    assert "<script>are</script>" in text, "what is written as text stays text"


def test_lines_of_a_pdf_become_paragraphs(tmp_path: Path) -> None:
    lines = ["Ministers of both countries met in the capital of Bland to speak about the nego-"]
    lines += ["tiations on lamps, which have lasted for more than four years by now. They agreed"]
    lines += [
        "on nothing.",
        "A second round of talks on lamps is to be held in the first week of June.",
    ]
    found = read_file(written(tmp_path, "a.pdf", pdf(lines, lines)))
    assert found.text.split("\n\n") == [
        "Ministers of both countries met in the capital of Bland to speak about the negotiations "
        "on lamps, which have lasted for more than four years by now. They agreed on nothing.",
        "A second round of talks on lamps is to be held in the first week of June.",
    ] * 2  # fmt: skip


def test_a_hyphen_that_belongs_to_the_word_stays() -> None:
    """U.S.-Japanese is one word on two lines, 65.7-billion another."""
    page = (
        "A long line of words on the new round of U.S.-\nJapanese talks and on a 65.7-\nbillion gap"
    )
    told = "A long line of words on the new round of U.S.-Japanese talks and on a 65.7-billion gap"
    assert list(paragraphs_of_lines(page)) == [told]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.txt", b"", "a.txt is empty"),
        ("a.txt", b" \n\t \n", "a.txt is empty"),
        ("a.txt", b"... --- ...", "no words"),
        ("a.txt", b"abc\x00\x01\x02def", "not text"),
        ("a.txt", bytes(range(1, 32)) * 10 + b"abc", "not text"),
        ("a.txt", "日本の自動車".encode("shift_jis") * 20, "save it as UTF-8"),
        ("a.txt", b"\xff\xfea", "utf-16"),
        ("a.docx", b"PK\x03\x04rest", "save it as PDF or as plain text"),
        ("a.doc", b"\xd0\xcf\x11\xe0rest", "old Word"),
        ("a.png", b"\x89PNG\r\n", "picture"),
        ("a.pdf", b"%PDF-1.4\nnothing more", "damaged PDF"),
        ("a.pdf", pdf([STORY[:28]] * 9)[:300], "damaged PDF"),
        ("a.pdf", pdf([], []), "2 pages and next to no text: a scan"),
        ("a.html", b"<html><body><script>x()</script></body></html>", "no text"),
        ("a.html", b"<html>" + b"<div>" * 100_000 + b"deep", "no text"),
        ("a.txt", b"word " * (LIMIT_CHARACTERS // 5 + 1), "limit is 1,000,000"),
        ("a.txt", b"word " * 2_100_000, "megabytes"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_remedy(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    path = written(tmp_path, name, content)
    with pytest.raises(InputError, match=told) as raised:
        read_file(path)
    assert "\n" not in str(raised.value)
    assert name in str(raised.value)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_file(tmp_path / "none.txt")
    with pytest.raises(InputError, match="is a folder"):
        read_file(tmp_path)


def test_a_locked_pdf_is_refused(tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter(clone_from=written(tmp_path, "open.pdf", pdf(["Text"] * 30)))
    writer.encrypt("secret", algorithm="RC4-128")
    with (tmp_path / "locked.pdf").open("wb") as file:
        writer.write(file)
    with pytest.raises(InputError, match="password"):
        read_file(tmp_path / "locked.pdf")


def test_a_pdf_that_unpacks_a_thousandfold_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    """A hundred megabytes of zeros pack into a hundred kilobytes."""
    packed = zlib.compress(b"\0" * 10**8)
    plain = pdf(["Text"])
    stream = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)
    start = plain.index(b"5 0 obj\n") + 8
    bomb = plain[:start] + stream + plain[plain.index(b"\nendobj", start) :]
    tracemalloc.start()
    with pytest.raises(InputError, match=r"bomb\.pdf is a damaged PDF"):
        read_file(written(tmp_path, "bomb.pdf", bomb))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5e8
