"""A made table in the OECD's layout, against sums over its own cells, and as a world."""

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tradetalks.errors import InputError
from tradetalks.statistics._icio import read_icio
from tradetalks.world import World

COUNTRIES = ("AUS", "JPN", "USA")
SECTORS = ("01T02", "29", "35", "64T66")
USES = ("HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR")
Table = dict[tuple[str, str], float]
# The file holds four decimals, and a sum runs over 30 cells.
ROUNDED = 2e-3


def made(seed: int = 5, countries: tuple[str, ...] = COUNTRIES) -> Table:
    """Cells by row and column that balance: value added is what output leaves."""
    random = np.random.default_rng(seed)
    rows = [f"{c}_{s}" for c in countries for s in SECTORS]
    cells: Table = {}
    for row in rows:
        for column in rows:
            own = 4.0 if row[:3] == column[:3] else 1.0
            cells[row, column] = round(own * random.uniform(1.0, 20.0), 4)
        for country in dict.fromkeys(whole(c) for c in countries):
            for use in USES:
                own = 5.0 if row[:3] == country else 1.0
                cells[row, f"{country}_{use}"] = round(own * random.uniform(20.0, 60.0), 4)
    return balanced(cells, rows)


def whole(country: str) -> str:
    return {"CN": "CHN", "MX": "MEX"}.get(country[:2], country)


def balanced(cells: Table, rows: list[str]) -> Table:
    columns = list(dict.fromkeys(c for _, c in cells if c != "OUT"))
    for row in rows:
        cells[row, "OUT"] = sum(cells[row, c] for c in columns)
    for column in columns:
        used = sum(cells[row, column] for row in rows)
        cells["TLS", column] = 0.02 * used
        industry = column in rows
        cells["VA", column] = cells[column, "OUT"] - 1.02 * used if industry else 0.0
        cells["OUT", column] = cells[column, "OUT"] if industry else 1.02 * used
    for row in ("TLS", "VA", "OUT"):
        cells[row, "OUT"] = sum(cells[row, c] for c in columns)
    return cells


def write(path: Path, cells: Table) -> Path:
    rows = list(dict.fromkeys(row for row, _ in cells))
    columns = list(dict.fromkeys(column for _, column in cells))
    lines = [",".join(["V1", *columns])]
    lines += [",".join([row, *(f"{cells[row, c]:.4f}" for c in columns)]) for row in rows]
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "2019_SML.csv", made())


def test_arrays_are_the_sums_of_the_cells(file: Path) -> None:
    cells, table = made(), read_icio(file)
    assert (table.countries, table.sectors) == (COUNTRIES, SECTORS)
    assert (table.year, table.unit, table.mended) == (2019, "USD million", ())
    for j, good in enumerate(SECTORS):
        for n, buyer in enumerate(COUNTRIES):
            for i, seller in enumerate(COUNTRIES):
                row = f"{seller}_{good}"
                sold = sum(v for (r, c), v in cells.items() if r == row and c[:3] == buyer)
                assert table.flows[j, n, i] == pytest.approx(sold, abs=ROUNDED)
            for k, user in enumerate(SECTORS):
                used = sum(cells[f"{i}_{good}", f"{buyer}_{user}"] for i in COUNTRIES)
                assert table.inputs[n, j, k] == pytest.approx(used, abs=ROUNDED)
            final = sum(cells[f"{i}_{good}", f"{buyer}_{u}"] for i in COUNTRIES for u in USES)
            assert table.final[j, n] == pytest.approx(final, abs=ROUNDED)


def test_identities(file: Path) -> None:
    """Rows and columns sum to output, supply to use, and world trade balances."""
    cells, table = made(), read_icio(file)
    recorded = np.array([[cells[f"{c}_{s}", "OUT"] for c in COUNTRIES] for s in SECTORS])
    np.testing.assert_allclose(table.flows.sum(1), recorded, atol=ROUNDED)
    np.testing.assert_allclose(table.inputs.sum(1).T + table.value_added, recorded, atol=ROUNDED)
    charged = table.charges["TLS"] + table.charges["VA"]
    np.testing.assert_allclose(table.value_added, charged, atol=ROUNDED)
    np.testing.assert_allclose(table.flows.sum(2), table.inputs.sum(2).T + table.final)
    np.testing.assert_allclose(table.balances.sum(), 0.0, atol=1e-8 * table.output.sum())
    np.testing.assert_allclose(table.value_added_shares + table.input_shares.sum(1).T, 1.0)


def test_a_world_of_it(file: Path) -> None:
    """No shock, no change; a duty changes trade; accounts are those of the table."""
    table = read_icio(file)
    world = World.from_flows(**table.for_world(4.0))
    np.testing.assert_allclose(world.base.trade, table.flows, rtol=1e-9)
    np.testing.assert_allclose(world.deficits, -table.balances, atol=1e-6)
    still = world.equilibrium({})
    np.testing.assert_allclose(still.welfare, 0.0, atol=1e-6)
    duty = world.equilibrium({("USA", "JPN", "29"): 0.25})
    sold = duty.trade[1, 2, 1] / world.base.trade[1, 2, 1]
    assert sold < 0.8
    assert np.abs(duty.welfare).max() > 1e-5


def test_tariffs_are_taken_out_of_value_added(file: Path) -> None:
    table = read_icio(file)
    rates = 0.1 * np.ones(table.flows.shape) * (1.0 - np.eye(3))
    world = World.from_flows(**table.for_world({s: 4.0 for s in SECTORS}, rates))
    np.testing.assert_allclose(world.base.trade, table.flows, rtol=1e-9)
    duties = (rates * table.flows).sum(2)
    of_inputs = (duties / table.flows.sum(2))[:, :, None] * table.inputs.transpose(1, 0, 2)
    less = table.value_added.sum(0) - of_inputs.sum((0, 2))
    np.testing.assert_allclose(world.value_added, less, rtol=1e-9)


def test_parts_of_china_and_mexico_are_added(tmp_path: Path) -> None:
    """The same table with Mexico in two parts, and its own rows empty as the OECD has them."""
    split = made(7, ("AUS", "MX1", "MX2"))
    merged: Table = {}
    for (row, column), value in split.items():
        key = (
            row.replace("MX1", "MEX").replace("MX2", "MEX"),
            column.replace("MX1", "MEX").replace("MX2", "MEX"),
        )
        merged[key] = merged.get(key, 0.0) + value
    columns = dict.fromkeys(c for _, c in split)
    empty: Table = {(f"MEX_{s}", c): 0.0 for s in SECTORS for c in columns}
    rows = dict.fromkeys(r for r, _ in split)
    nothing: Table = {
        (r, f"MEX_{s}"): 0.0 for r in [*rows, *(f"MEX_{s}" for s in SECTORS)] for s in SECTORS
    }
    first = read_icio(write(tmp_path / "2019.csv", {**empty, **split, **nothing}))
    second = read_icio(write(tmp_path / "ICIO2023_2019.csv", merged))
    assert first.mended == ("MX1, MX2 added to China and Mexico",)
    assert second.mended == ()
    assert sorted(first.countries) == ["AUS", "MEX"]
    order = [first.countries.index(c) for c in second.countries]
    np.testing.assert_allclose(first.flows[:, order][:, :, order], second.flows, atol=ROUNDED)
    np.testing.assert_allclose(first.inputs[order], second.inputs, atol=ROUNDED)


def test_negative_final_use_is_mended_and_said(tmp_path: Path) -> None:
    cells = made()
    rows = [f"{c}_{s}" for c in COUNTRIES for s in SECTORS]
    cells["JPN_29", "USA_INVNT"] -= 800.0
    left = sum(cells["JPN_29", f"USA_{use}"] for use in USES)
    assert left < 0.0
    table = read_icio(write(tmp_path / "2019.csv", balanced(cells, rows)))
    used = sum(cells["JPN_29", f"USA_{s}"] for s in SECTORS)
    assert table.flows[1, 2, 1] == pytest.approx(used, abs=ROUNDED)
    assert table.output[1, 1] == pytest.approx(cells["JPN_29", "OUT"] - left, abs=ROUNDED)
    (note,) = table.mended
    assert "1 of 36 flows set to zero" in note
    assert f"{left:,.6g}" in note
    assert "29 of JPN in USA" in note
    World.from_flows(**table.for_world(4.0))


def test_inputs_worth_more_than_output_are_scaled_down_and_said(tmp_path: Path) -> None:
    cells = made()
    rows = [f"{c}_{s}" for c in COUNTRIES for s in SECTORS]
    for row in rows:
        cells[row, "AUS_35"] *= 12.0
    cells = balanced(cells, rows)
    used = sum(cells[row, "AUS_35"] for row in rows)
    assert used > cells["AUS_35", "OUT"]
    table = read_icio(write(tmp_path / "2019.csv", cells))
    assert table.value_added_shares[2, 0] == pytest.approx(0.01)
    (note,) = table.mended
    assert "1 of 12 country-sectors" in note
    assert "35 of AUS" in note
    assert f"{used - 0.99 * cells['AUS_35', 'OUT']:,.6g}" in note
    World.from_flows(**table.for_world(4.0))


def test_a_folder_of_years_and_a_gzip(tmp_path: Path) -> None:
    for year, seed in ((2018, 1), (2019, 2)):
        write(tmp_path / f"{year}_SML.csv", made(seed))
    packed = tmp_path / "2020_SML.csv.gz"
    packed.write_bytes(gzip.compress((tmp_path / "2019_SML.csv").read_bytes()))
    assert read_icio(tmp_path, year=2018).year == 2018
    np.testing.assert_array_equal(read_icio(packed).flows, read_icio(tmp_path, year=2019).flows)
    with pytest.raises(InputError, match=r"has 2018, 2019, 2020; year is 2011"):
        read_icio(tmp_path, year=2011)
    with pytest.raises(InputError, match=r"2019_SML.csv is of 2019, and year is 2018"):
        read_icio(tmp_path / "2019_SML.csv", year=2018)


def changed(file: Path, line: int, before: str, after: str) -> None:
    lines = file.read_text().splitlines()
    assert before in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(before, after, 1)
    file.write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("line", "before", "after", "words"),
    [
        (1, "JPN_29", "JPN-29", r"2019_SML.csv: line 1, column 'JPN-29' is unknown"),
        (1, ",OUT", "", "line 1 has 0 columns OUT or TOTAL"),
        (7, "JPN_29", "JPN_30", r"rows 'JPN_29' are missing.*line 7, row 'JPN_30'"),
        (7, "JPN_29", "JPN_35", r"rows 'JPN_29' are missing.*line 8 repeats row JPN_35"),
        (16, "OUT", "SUM", r"row OUT is missing"),
    ],
)
def test_other_layouts(file: Path, line: int, before: str, after: str, words: str) -> None:
    changed(file, line, before, after)
    with pytest.raises(InputError, match=words):
        read_icio(file)


def test_cells_that_are_no_numbers(file: Path) -> None:
    cells = made()
    value = f"{cells['AUS_29', 'JPN_35']:.4f}"
    changed(file, 3, value, "n.a.")
    with pytest.raises(InputError, match=r"line 3, column JPN_35 is 'n\.a\.'; every cell"):
        read_icio(file)
    changed(file, 3, "n.a.", "")
    with pytest.raises(InputError, match=r"line 3, column JPN_35 is None"):
        read_icio(file)


def test_mixed_units_show_in_the_sums(file: Path) -> None:
    cells = made()
    value = f"{cells['AUS_29', 'JPN_35']:.4f}"
    changed(file, 3, value, f"{float(value) * 1e3:.4f}")
    with pytest.raises(InputError, match=r"row AUS_29 sums to .*; column JPN_35 sums to .* units"):
        read_icio(file)


def test_negative_inputs(tmp_path: Path) -> None:
    cells = made()
    rows = [f"{c}_{s}" for c in COUNTRIES for s in SECTORS]
    cells["AUS_29", "JPN_35"] = -40.0
    with pytest.raises(InputError, match=r"row AUS_29, column JPN_35 is -40; an input cannot"):
        read_icio(write(tmp_path / "a.csv", balanced(cells, rows)))
    cells["AUS_29", "JPN_35"] = -0.0002
    table = read_icio(write(tmp_path / "b.csv", balanced(cells, rows)))
    assert table.mended == ("1 negative inputs within rounding set to zero: -0.0002",)


def test_a_country_without_final_use(tmp_path: Path) -> None:
    cells = {k: v for k, v in made().items() if not (k[1][:4] == "JPN_" and k[1][4:] in USES)}
    rows = [f"{c}_{s}" for c in COUNTRIES for s in SECTORS]
    with pytest.raises(InputError, match=r"final use of JPN is absent; add its columns"):
        read_icio(write(tmp_path / "2019.csv", balanced(cells, rows)))


def test_a_country_without_a_sector(tmp_path: Path) -> None:
    cells = {k: v for k, v in made().items() if "JPN_29" not in k}
    rows = [f"{c}_{s}" for c in COUNTRIES for s in SECTORS if (c, s) != ("JPN", "29")]
    with pytest.raises(InputError, match=r"JPN_29 is absent; give every country all sectors"):
        read_icio(write(tmp_path / "2019.csv", balanced(cells, rows)))


def test_cut_and_foreign_files(file: Path, tmp_path: Path) -> None:
    whole_text = file.read_bytes()
    cut = tmp_path / "cut.csv"
    cut.write_bytes(whole_text[: len(whole_text) // 2])
    with pytest.raises(InputError, match=r"cut\.csv: line \d+ ends at column .* cut off"):
        read_icio(cut)
    cut.write_bytes(whole_text.replace(b"JPN_29", b"JP\xd1_29", 1))
    with pytest.raises(InputError, match=r"cut\.csv: line 1, column 'JP.*_29' is not in UTF-8"):
        read_icio(cut)
    packed = tmp_path / "x.zip"
    with pytest.raises(InputError, match=r"x\.zip does not exist"):
        read_icio(packed)
    packed.write_bytes(b"PK")
    with pytest.raises(InputError, match=r"x\.zip is an archive; unpack it"):
        read_icio(packed)


@pytest.mark.parametrize(
    ("theta", "words"),
    [
        ({"29": 4.0, "30": 4.0}, r"theta lacks '01T02', '35', '64T66' and names '30'"),
        (-1.0, r"theta holds -1"),
        ([4.0, 4.0], r"theta has shape \(2,\); give \(4,\)"),
    ],
)
def test_bad_elasticities(file: Path, theta: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_icio(file).for_world(theta)
