"""A made workbook in WIOD's layout, against sums over its own cells, and as a world."""

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
import pytest

from tradetalks.errors import InputError
from tradetalks.statistics._wiod import read_wiod
from tradetalks.world import World

pytest.importorskip("fastexcel", reason="workbooks are read with fastexcel")

COUNTRIES = ("DEU", "ROM", "RoW")
CODES = [f"i{n}" for n in range(1, 36)]
FINAL = [f"c{n}" for n in range(37, 43)]
BELOW = {
    "r60": "Total intermediate consumption",
    "r99": "taxes less subsidies on products",
    "r61": "Cif/ fob adjustments on exports",
    "r62": "Direct purchases abroad by residents",
    "r63": "Purchases on the domestic territory by non-residents",
    "r64": "Value added at basic prices",
    "r65": "International Transport Margins",
    "r69": "Output at basic prices",
}
Cell = str | float | None
# The reader of workbooks hands numbers over as text with nine decimals, and a sum has 120 of them.
ROUNDED = 1e-7


def letters(column: int) -> str:
    text, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        text = chr(65 + digit) + text
    return text


def workbook(path: Path, rows: list[list[Cell]]) -> Path:
    """A minimal workbook: one sheet, texts inline."""
    lines: list[str] = []
    for r, row in enumerate(rows, 1):
        cells = ""
        for c, value in enumerate(row):
            at = f"{letters(c)}{r}"
            if isinstance(value, str):
                cells += f'<c r="{at}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
            elif value is not None:
                cells += f'<c r="{at}"><v>{value!r}</v></c>'
        lines.append(f'<row r="{r}">{cells}</row>')
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{sheet}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheet}.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="WIOT_1995" sheetId="1" r:id="b"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="b" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(lines)}'
        "</sheetData></worksheet>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, head + text)
    return path


def made(seed: int = 3, count: int = 35) -> list[list[Cell]]:
    """Lines of a balanced table of some industries, with headers as WIOD has them."""
    random = np.random.default_rng(seed)
    industries = [(c, code, f"c{n}") for c in COUNTRIES for n, code in enumerate(CODES[:count], 1)]
    own = np.array([[1.0 + 3.0 * (a[0] == b[0]) for b in industries] for a in industries])
    uses = random.uniform(0.5, 5.0, own.shape) * own
    final = random.uniform(40.0, 90.0, (len(industries), 18))
    output = uses.sum(1) + final.sum(1)
    share = {"r99": 0.01, "r61": 0.0, "r62": 0.002, "r63": -0.002, "r65": 0.01}
    charges = {name: part * uses.sum(0) for name, part in share.items()}
    charges["r60"], charges["r69"] = uses.sum(0), output
    charges["r64"] = output - uses.sum(0) - sum(charges[name] for name in share)
    columns = [(code, f"Industry {n}", c, n) for c, code, n in industries]
    columns += [("", "Final use", c, f) for c in COUNTRIES for f in FINAL]
    columns += [("", "Total output", "TOT", "c60")]
    top = [
        "Intercountry Input-Output Table, 1995",
        None,
        "(industry-by-industry)",
        "(millions of US$)",
    ]
    lines: list[list[Cell]] = [[text, *[None] * 3] for text in top[:2]]
    lines += [[*[None] * 4, *(c[n] for c in columns)] for n in range(4)]
    lines[2][0], lines[3][0] = top[2], top[3]
    for n, (c, code, number) in enumerate(industries):
        lines.append(
            [
                code,
                f"Industry {number}",
                c,
                number,
                *uses[n].tolist(),
                *final[n].tolist(),
                float(output[n]),
            ]
        )
    for name, text in BELOW.items():
        lines.append([None, text, "TOT", name, *charges[name].tolist(), *[0.0] * 18, None])
    return lines


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workbook(tmp_path_factory.mktemp("wiod") / "wiot95_row_apr12.xlsx", made())


def numbers(lines: list[list[Cell]]) -> np.ndarray:
    return np.array([row[4:127] for row in lines[6:111]], dtype=float)


def test_arrays_are_the_sums_of_the_cells(file: Path) -> None:
    cells, table = numbers(made()), read_wiod(file)
    assert table.countries == ("DEU", "ROU", "ROW")
    assert table.sectors == tuple(CODES)
    assert (table.year, table.unit, table.mended) == (1995, "USD million", ())
    assert set(table.charges) == set(BELOW.values()) - {BELOW["r60"], BELOW["r69"]}
    for j, n, i in ((0, 0, 0), (34, 2, 1), (17, 1, 2), (5, 0, 2)):
        row = cells[35 * i + j]
        sold = row[35 * n : 35 * n + 35].sum() + row[105 + 6 * n : 111 + 6 * n].sum()
        assert table.flows[j, n, i] == pytest.approx(sold, abs=ROUNDED)
        used = cells[j::35, 35 * n + 7].sum()
        assert table.inputs[n, j, 7] == pytest.approx(used, abs=ROUNDED)
        final = cells[j::35, 105 + 6 * n : 111 + 6 * n].sum()
        assert table.final[j, n] == pytest.approx(final, abs=ROUNDED)


def test_identities(file: Path) -> None:
    lines, table = made(), read_wiod(file)
    output = np.array([row[-1] for row in lines[6:111]], dtype=float).reshape(3, 35).T
    np.testing.assert_allclose(table.output, output, atol=ROUNDED)
    np.testing.assert_allclose(table.flows.sum(1), output, atol=ROUNDED)
    np.testing.assert_allclose(sum(table.charges.values()), table.value_added, atol=ROUNDED)
    np.testing.assert_allclose(table.balances.sum(), 0.0, atol=1e-12 * output.sum())


def test_a_world_of_it(tmp_path: Path) -> None:
    """Four industries, so that the solver is compiled once for this and the OECD's table."""
    table = read_wiod(workbook(tmp_path / "wiot95.xlsx", made(count=4)))
    world = World.from_flows(**table.for_world(5.0))
    np.testing.assert_allclose(world.base.trade, table.flows, rtol=1e-9)
    np.testing.assert_allclose(world.equilibrium({}).welfare, 0.0, atol=1e-6)
    duty = world.equilibrium({("DEU", "ROW", "i3"): 0.25})
    assert duty.trade[2, 0, 2] < 0.8 * world.base.trade[2, 0, 2]


def change(lines: list[list[Cell]], row: int, column: int, value: Cell) -> list[list[Cell]]:
    lines[row - 1][column] = value
    return lines


@pytest.mark.parametrize(
    ("row", "column", "value", "words"),
    [
        (8, 4, "n/a", r"bad\.xlsx: cell E8 is 'n/a'; write a number"),
        (8, 4, 90000.0, r"row DEU_i2 sums to .*; column DEU_i1 sums to .* mixed units"),
        (4, 0, "(prices of the previous year)", r"do not say millions of US\$"),
        (6, 4, "x1", r"no line of column numbers c1"),
        (6, 6, "x3", r"row 9 \(DEU_i3\) has no column"),
        (119, 3, "r70", r"row r69 of output is missing"),
        (111, 3, "x35", r"column DE \(ROW_i35\) has no row"),
    ],
)
def test_faults_name_the_cell(
    tmp_path: Path, row: int, column: int, value: Cell, words: str
) -> None:
    lines = made()
    if row == 6 and value == "x1":
        for n in (4, 39, 74):
            lines = change(lines, row, n, value)
    with pytest.raises(InputError, match=words):
        read_wiod(workbook(tmp_path / "bad.xlsx", change(lines, row, column, value)))


def test_an_industry_there_twice(tmp_path: Path) -> None:
    lines = change(change(made(), 3, 5, "i1"), 8, 0, "i1")
    with pytest.raises(InputError, match=r"DEU_i2 is absent.*DEU_i1 is there twice"):
        read_wiod(workbook(tmp_path / "twice.xlsx", lines))


def test_empty_cells_are_counted(tmp_path: Path) -> None:
    lines = made()
    lines[115 - 1][4] = None
    assert lines[115 - 1][3] == "r62"
    table = read_wiod(workbook(tmp_path / "wiot99.xlsx", lines))
    assert table.mended == ("1 empty cells read as zero",)
    assert table.charges[BELOW["r62"]][0, 0] == 0.0


def test_a_cut_workbook(tmp_path: Path, file: Path) -> None:
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(file.read_bytes()[:20000])
    with pytest.raises(InputError, match=r"cut\.xlsx is no whole workbook"):
        read_wiod(cut)
    with pytest.raises(InputError, match="does not exist"):
        read_wiod(tmp_path / "none.xlsx")
