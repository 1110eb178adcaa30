"""DataWeb workbooks: years in columns, in rows, months, totals below."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from tradetalks.errors import InputError
from tradetalks.statistics._dataweb import read_dataweb

pytest.importorskip("fastexcel", reason="workbooks are read with fastexcel")

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"

Cells = Sequence[Sequence[object]]

WIDE: Cells = [
    ["Query results", None, None, None, None],
    [None, None, None, None, None],
    ["Data Type", "HTS Number", "Description", "Country", "2018", "2019"],
    ["General Customs Value", "8703230190", "Motor cars", "Japan", "1,000", 2000],
    ["General Customs Value", "0101210010", "Horses", "Canada", 30, None],
    ["Total:", None, None, None, 1030, 2000],
]


def sheet(rows: Cells) -> str:
    """Text in line, numbers as numbers."""
    body = ""
    for n, row in enumerate(rows, start=1):
        cells = ""
        for m, cell in enumerate(row):
            place = f"{chr(65 + m)}{n}"
            if isinstance(cell, str):
                cells += f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
            elif cell is not None:
                cells += f'<c r="{place}"><v>{cell}</v></c>'
        body += f'<row r="{n}">{cells}</row>'
    return f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'


def workbook(path: Path, sheets: dict[str, Cells]) -> Path:
    """The least that a workbook consists of."""
    names = enumerate(sheets, start=1)
    listed = "".join(f'<sheet name="{s}" sheetId="{n}" r:id="r{n}"/>' for n, s in names)
    numbers = range(1, len(sheets) + 1)
    links = "".join(
        f'<Relationship Id="r{n}" Type="{LINK}/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in numbers
    )
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/s{n}.xml" ContentType="{SHEET}.worksheet+xml"/>'
        for n in numbers
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET}.sheet.main+xml"/>{kinds}'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" '
        f'Type="{LINK}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINK}"><sheets>{listed}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}'
        "</Relationships>",
    }
    parts |= {f"xl/worksheets/s{n}.xml": sheet(r) for n, r in enumerate(sheets.values(), start=1)}
    with zipfile.ZipFile(path, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


def changed(rows: Cells, row: int, column: int, cell: object) -> Cells:
    """Rows with one cell changed."""
    made = [list(r) for r in rows]
    made[row][column] = cell
    return made


def test_years_in_columns(tmp_path):
    book = {"Query Parameters": [["Years", "2018, 2019"]], "General Customs Value": WIDE}
    table = read_dataweb(workbook(tmp_path / "d.xlsx", book))
    rows = table.collect().sort("year", "product")
    assert rows.select("year", "partner", "product", "value").rows() == [
        (2018, "CAN", "0101210010", 30.0),
        (2018, "JPN", "8703230190", 1000.0),
        (2019, "JPN", "8703230190", 2000.0),
    ]
    assert set(rows["value_basis"]) == {"customs"}
    assert set(rows["flow"]) == {"imports"}
    assert read_dataweb(tmp_path / "d.xlsx", years=[2019], products=["87"]).kept == 1


def test_years_and_months_in_rows(tmp_path):
    rows = [
        ["HTS Number", "Country", "Year", "Month", "FAS Value"],
        [101210010, "Korea", 2019, 2, 7],
        [8703230190, "Korea", 2019, 11, 8.5],
    ]
    table = read_dataweb(workbook(tmp_path / "d.xlsx", {"FAS Value": rows}))
    assert table.collect().select(
        "year", "month", "partner", "product", "flow", "value"
    ).rows() == [
        (2019, 2, "KOR", "0101210010", "exports", 7.0),
        (2019, 11, "KOR", "8703230190", "exports", 8.5),
    ]
    assert table.counts["with the leading zero of the product restored"] == 1


def test_months_in_columns(tmp_path):
    rows = [
        ["HTS Number", "Country", "Year", "January", "February"],
        ["8703230190", "Japan", "2019", 1, 2],
    ]
    table = read_dataweb(workbook(tmp_path / "d.xlsx", {"Customs Value": rows})).collect()
    assert table.select("year", "month", "value").rows() == [(2019, 1, 1.0), (2019, 2, 2.0)]


@pytest.mark.parametrize(
    ("row", "column", "cell", "message"),
    [
        (3, 3, "Jappan", "row 4, column Country: 'Jappan' is an unknown country; did you mean JPN"),
        (3, 4, "D", "row 4, .*'D' is not a number"),
        (3, 4, -5, "row 4, .*is negative"),
        (3, 1, "CARS", "row 4, column HTS Number: 'CARS' does not begin with a code"),
        (2, 2, "Value in thousands", "row 3: column 'Value in thousands' is not in dollars"),
        (2, 3, "Land", "no row of the first 20 has columns HTS Number and Country"),
    ],
)
def test_fault_names_row_and_column(tmp_path, row, column, cell, message):
    cells = changed(WIDE, row, column, cell)
    with pytest.raises(InputError, match=message):
        read_dataweb(workbook(tmp_path / "d.xlsx", {"General Customs Value": cells}))


def test_what_is_no_workbook(tmp_path):
    path = workbook(tmp_path / "d.xlsx", {"Parameters": WIDE})
    with pytest.raises(InputError, match="has no sheet of values; it has 'Parameters'"):
        read_dataweb(path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(InputError, match="is cut short"):
        read_dataweb(path)
    with pytest.raises(InputError, match="does not exist"):
        read_dataweb(tmp_path / "nothing.xlsx")
