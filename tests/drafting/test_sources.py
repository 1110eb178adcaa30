"""Other layouts than BACI: Comtrade's two reporters, US statistics, tariffs, inputs and outputs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from steel_files import AMERICA, CHINA, FRANCE, GERMANY, baci, comtrade, dated, drafted

from tradetalks.case import CesSpec, load_case
from tradetalks.drafting import draft
from tradetalks.drafting._home import divisions_of
from tradetalks.errors import InputError

M = 1e-3
"""USD million in billions."""


@pytest.fixture
def two_reporters(tmp_path: Path) -> Path:
    """Each flow by importer and exporter, which differ; the Union is no reporter here."""
    return comtrade(
        tmp_path / "comtrade.csv",
        [
            (2022, AMERICA, "M", GERMANY, "720810", 210),
            (2022, GERMANY, "X", AMERICA, "720810", 200),
            (2022, AMERICA, "M", CHINA, "720810", 690),
            (2022, GERMANY, "M", AMERICA, "720810", 63),
            (2022, AMERICA, "X", GERMANY, "720810", 60),
            (2022, GERMANY, "M", CHINA, "720810", 137),
            (2022, GERMANY, "M", FRANCE, "720810", 500),
        ],
    )


def test_balance_is_kept_as_both_report_it(two_reporters: Path, tmp_path: Path) -> None:
    """Importers say 210 - 63, exporters 200 - 60; one is used, and never their mean."""
    case = load_case(drafted(two_reporters, tmp_path).folder)
    rows = {f.used: f for f in case.known("balance_eu_usa")}
    assert rows[True].value == pytest.approx(0.147)
    assert rows[False].value == pytest.approx(0.14)
    assert rows[True].why
    assert case.figure("import_share_eu_from_usa").value == pytest.approx(31.5)
    assert case.figure("import_share_usa_from_eu").value == pytest.approx(23.3, abs=0.05)


def test_the_union_beside_its_members_counts_once(tmp_path: Path) -> None:
    """Reported by the Union and by Germany; bought from the Union and from Germany."""
    union, european = 918, 97
    file = comtrade(
        tmp_path / "comtrade.csv",
        [
            (2022, union, "M", AMERICA, "720810", 63),
            (2022, GERMANY, "M", AMERICA, "720810", 63),
            (2022, union, "M", CHINA, "720810", 137),
            (2022, AMERICA, "M", GERMANY, "720810", 210),
            (2022, AMERICA, "M", european, "720810", 210),
            (2022, AMERICA, "M", CHINA, "720810", 690),
        ],
    )
    found = drafted(file, tmp_path)
    assert (found.exports, found.imports) == pytest.approx((0.21, 0.063))


def test_a_side_without_imports_is_taken_from_the_other_s_exports(tmp_path: Path) -> None:
    """US files alone: what the Union buys elsewhere is twice what it buys of the US."""
    folder = tmp_path / "census"
    folder.mkdir()
    head = "Commodity,Country,Time"
    dated(
        folder / "imports.csv",
        f"{head},Customs Value (Gen) ($US)\n"
        '720810 Flat-rolled,Germany,2022,"300,000,000"\n'
        '720810 Flat-rolled,Japan,2022,"700,000,000"\n',
    )
    dated(
        folder / "exports.csv",
        f"{head},Total Exports Value ($US)\n"
        '720810 Flat-rolled,Germany,2022,"90,000,000"\n'
        '720810 Flat-rolled,Japan,2022,"40,000,000"\n',
    )
    found = drafted(folder, tmp_path)
    assert (found.exports, found.imports) == pytest.approx((0.3, 0.09))
    case = load_case(found.folder)
    market = case.markets["goods-eu"]
    assert isinstance(market, CesSpec)
    # Three times 90 million at the central duty of 3 percent, over the 3 tenths bought abroad.
    assert case.central(market.expenditure) == pytest.approx(3 * 0.09 * 1.03 / 0.3, rel=1e-7)
    assert "import_share_eu_from_usa" not in {f.key for f in case.figures}
    assert "from the other side's exports only" in (found.folder / "README.md").read_text()


def test_a_year_that_lacks_months_is_left_out(tmp_path: Path) -> None:
    rows = [
        (AMERICA, "M", GERMANY, 300),
        (AMERICA, "M", CHINA, 700),
        (GERMANY, "M", AMERICA, 90),
        (GERMANY, "M", CHINA, 210),
    ]
    lines = [
        f"{year},{month},{year}{month:02d},{r},{f},{p},H6,720810,{v * 1e6 / 12:.0f}"
        for r, f, p, v in rows
        for year, last in ((2022, 12), (2023, 5))
        for month in range(1, last + 1)
    ]
    head = (
        "refYear,refMonth,period,reporterCode,flowCode,partnerCode,classificationCode,"
        "cmdCode,primaryValue"
    )
    file = dated(tmp_path / "monthly.csv", "\n".join([head, *lines]) + "\n")
    found = drafted(file, tmp_path)
    assert found.year == 2022
    assert found.exports == pytest.approx(0.3)
    assert any(note.startswith("2023") for note in found.notes)


WITS = """\
Reporter,Partner,Product,Tariff Year,DutyType,Simple Average
918,000,720810,2021,MFN,4
918,000,721049,2021,MFN,6
918,842,721049,2021,PRF,2
918,000,720219,2021,BND,50
918,000,720219,2021,MFN,
842,000,720810,2021,MFN,0
842,000,721049,2021,MFN,0
842,000,722530,2021,MFN,0
"""


def test_duties_are_weighted_by_imports(tmp_path: Path) -> None:
    """The Union: 4 percent on 80 and the lower 2 on 120, nothing known on 50; the US: none."""
    tariffs = dated(tmp_path / "wits.csv", WITS)
    found = drafted(baci(tmp_path / "baci"), tmp_path, tariffs=tariffs)
    case = load_case(found.folder)
    duty = case.figure("duty_eu")
    assert (duty.value, duty.unit, duty.period) == (pytest.approx(2.8), "percent", "2021")
    assert duty.source == "tariffs"
    assert "1 of them without an ad valorem rate" in duty.note
    assert case.figure("duty_usa").value == 0.0
    assert [level.id for level in case.issues["relief"].levels] == ["none", "half", "free"]
    half = case.issues["relief"].levels[1].effects[0].amount
    assert case.central(half) == pytest.approx(0.014)
    assert len(case.issues["opening"].levels[2].effects) == 1


def test_the_us_tariff_file_gives_one_side(tmp_path: Path) -> None:
    """The lines in effect at the end of the year count; the Union's duty stays an assumption."""
    tariffs = dated(
        tmp_path / "tariff_data_2022.csv",
        "hts8,mfn_text_rate,mfn_ad_val_rate,mfn_specific_rate,mfn_other_rate,"
        "begin_effect_date,end_effective_date\n"
        "72081000,5%,0.05,0,0,01/01/2020,06/30/2022\n"
        "72081000,4%,0.04,0,0,07/01/2022,12/31/2049\n"
        "72104900,1%,0.01,0,0,01/01/2020,12/31/2049\n"
        "72253000,Free,0,0,0,01/01/2020,12/31/2049\n",
    )
    case = load_case(drafted(baci(tmp_path / "baci"), tmp_path, tariffs=tariffs).folder)
    # 4 percent on 200, 1 on 400, 0 on 100.
    assert case.figure("duty_usa").value == pytest.approx(100 * 12 / 700, rel=1e-3)
    assert case.assumptions["duty_eu"].why.startswith("TO FILL IN")
    assert [e.kind for e in case.issues["opening"].levels[2].effects] == ["barrier-cut", "duty"]
    assert "relief" not in case.issues


@pytest.mark.parametrize(
    ("code", "divisions"),
    [
        ("C24", {24}),
        ("C24A", {24}),
        ("C302T309", {30}),
        ("C10T12", {10, 11, 12}),
        ("A01_02", {1, 2}),
        ("01T02", {1, 2}),
        ("29", {29}),
        ("c12", set()),
        ("T", set()),
    ],
)
def test_codes_of_industries_hold_divisions(code: str, divisions: set[int]) -> None:
    """As the OECD's releases of 2021, 2023 and 2025 write them; WIOD's c12 is no division 12."""
    assert divisions_of(code) == divisions


def icio(path: Path) -> Path:
    """Three countries, two industries; uses of basic metals are known, the rest balances."""
    names = [f"{c}_{s}" for c in ("DEU", "FRA", "USA") for s in ("C24", "C29")]
    uses = np.full((6, 6), 1.0)
    final = np.zeros((6, 3))
    metals = np.array([[30.0, 5.0, 4.0], [6.0, 20.0, 3.0], [2.0, 3.0, 50.0]])
    final[::2] = metals - 2.0
    final[1::2] = 40.0
    output = uses.sum(1) + final.sum(1)
    below = np.array([0.0 * output, output - uses.sum(0), output])
    cells = np.block([[uses, final, output[:, None]], [below, np.zeros((3, 4))]])
    columns = [*names, *(f"{c}_HFCE" for c in ("DEU", "FRA", "USA")), "OUT"]
    frame = pl.DataFrame(cells, schema=columns, orient="row")
    frame.insert_column(0, pl.Series("V1", [*names, "TLS", "VA", "OUT"])).write_csv(path)
    return dated(path, path.read_text())


def test_home_share_is_that_of_the_table(tmp_path: Path) -> None:
    """Of metals the Union uses 30 + 5 + 6 + 20 of its own and 2 + 3 of the US; the US 50 of 57."""
    table = icio(tmp_path / "2020_SML.csv")
    found = drafted(baci(tmp_path / "baci"), tmp_path, io=table)
    case = load_case(found.folder)
    assert case.figure("sector_home_share_eu").value == pytest.approx(100 * 61 / 66, rel=1e-3)
    assert case.figure("sector_home_share_usa").value == pytest.approx(100 * 50 / 57, rel=1e-3)
    assert case.figure("sector_home_share_eu").period == "2020"
    assert case.assumptions["home_share_usa"].value == pytest.approx(50 / 57, rel=1e-7)
    assert "C24" in case.assumptions["home_share_usa"].why


def test_a_table_without_a_party_is_refused(tmp_path: Path) -> None:
    table = icio(tmp_path / "2020_SML.csv")
    file = comtrade(
        tmp_path / "comtrade.csv",
        [(2022, AMERICA, "M", CHINA, "720810", 90), (2022, CHINA, "M", AMERICA, "720810", 50)],
    )
    with pytest.raises(InputError, match="no country of China"):
        draft("steel", ("CHN", "USA"), ("72",), file, io=table, out=tmp_path)
    assert not (tmp_path / "steel").exists()
