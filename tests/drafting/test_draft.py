"""A drafted case says what the files say, and runs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from steel_files import baci, drafted

from tradetalks.briefing import analyse, assemble, render_html
from tradetalks.case import Case, CesSpec, load_case
from tradetalks.drafting import Draft
from tradetalks.stakes import central
from tradetalks.stakes._build import build


@pytest.fixture(scope="module")
def case(steel: Draft) -> Case:
    """Loading it checks all files against each other."""
    return load_case(steel.folder)


def test_parties_sources_and_dates_are_those_of_the_files(case: Case) -> None:
    assert {p: spec.role for p, spec in case.parties.items()} == {
        "EU": "demander",
        "USA": "target",
        "ROW": "third",
    }
    source = case.sources["trade"]
    assert source.publisher == "CEPII"
    assert source.date == "2024-01"
    assert "BACI_HS17_Y2022_V202401b.csv" in source.title
    assert case.as_of == date(2024, 3, 9)
    assert {f.known_from for f in case.figures} == {date(2024, 3, 9)}
    assert case.currency_year == 2022


def test_balance_is_that_of_the_files(case: Case) -> None:
    """Exports of the Union less its imports, USD million: 300 - 100, then 700 - 250."""
    rows = {f.period: (f.value, f.unit) for f in case.known("balance_eu_usa")}
    assert rows == {"2021": (0.2, "USD bn"), "2022": (0.45, "USD bn")}


def test_shares_are_those_of_the_files(case: Case) -> None:
    """Of the Union's imports 100 of 400 and 250 of 1000, of the other's 300 of 1200, 700 of 2000.

    Trade inside the Union is in neither.
    """
    union = {f.period: f.value for f in case.known("import_share_eu_from_usa")}
    states = {f.period: f.value for f in case.known("import_share_usa_from_eu")}
    assert union == {"2021": 25.0, "2022": 25.0}
    assert states == {"2021": 25.0, "2022": 35.0}


def test_calibrated_markets_give_back_the_imports(case: Case) -> None:
    """Imports of 2022 at border prices by origin and heading, and home sales of 7 in 10."""
    recorded = {
        "goods-eu": {
            "usa-7210": 0.12,
            "usa-7208": 0.08,
            "usa-7202": 0.05,
            "rest-of-world": 0.75,
        },
        "goods-usa": {"eu-7210": 0.4, "eu-7208": 0.2, "eu-7225": 0.1, "rest-of-world": 1.3},
    }
    for name, built in build(case, central(case)).items():
        market, spec = built[0].market, case.markets[name]
        assert isinstance(spec, CesSpec)
        base = market.equilibrium()
        value = dict(zip(spec.products, base.border_prices * base.quantities, strict=True))
        home = value.pop("home")
        # Shares in the files have eight significant digits.
        assert value == pytest.approx(recorded[name], rel=1e-7)
        assert home / (base.prices * base.quantities).sum() == pytest.approx(0.7, rel=1e-9)


def test_partner_s_sales_stand_whatever_the_home_share(case: Case) -> None:
    """The home share is drawn against the rest of the world, of which some is always left."""
    for spec in case.markets.values():
        assert isinstance(spec, CesSpec)
        fixed = [p.share for k, p in spec.products.items() if k not in ("home", "rest-of-world")]
        assert all(case.assumptions[r.assumption].drawn is False for r in fixed)  # type: ignore[union-attr,index]
        home = case.assumptions[spec.products["home"].share.assumption]  # type: ignore[union-attr,index]
        assert home.low < home.value < home.high
        assert home.high + sum(case.central(r) for r in fixed) < 1.0  # type: ignore[arg-type]


def test_lists_cover_about_half_and_about_the_same(steel: Draft, case: Case) -> None:
    """One at most half of 250 million: 7202 and 7208 make 130, so that it is 7210 with 120.

    The answer at most those 120, which 7225 alone does with 100.
    """
    assert steel.threat == ("7210",)
    assert steel.threat_value == pytest.approx(0.12)
    assert steel.retaliation == ("7225",)
    assert steel.retaliation_value == pytest.approx(0.1)
    assert {m.role for m in case.measures.values()} == {"threat", "retaliation"}
    assert case.measures["threat"].products.products == ("usa-7210",)
    assert case.measures["retaliation"].target == "EU"


def test_no_bare_number(steel: Draft) -> None:
    """What models read are references; numbers stand in figures and assumptions alone."""

    def numbers(entry: Any) -> list[Any]:
        if isinstance(entry, dict):
            return [n for value in entry.values() for n in numbers(value)]
        if isinstance(entry, list):
            return [n for value in entry for n in numbers(value)]
        return [entry] if type(entry) in (int, float) else []

    for file in ("markets", "measures", "issues", "talks"):
        text = (steel.folder / f"{file}.yaml").read_text("utf-8")
        assert numbers(yaml.safe_load(text)) == [], file


def test_what_is_to_fill_in_is_marked_and_wide(case: Case) -> None:
    """Every drawn entry that is a guess has a range of at least a tenth of its value."""
    guesses = [a for a in case.assumptions.values() if a.why.startswith("TO FILL IN") and a.drawn]
    assert len(guesses) > 20
    assert all(a.high - a.low >= 0.1 * abs(a.value) for a in guesses)


def test_the_same_files_give_the_same_bytes(steel: Draft, tmp_path: Path) -> None:
    again = drafted(baci(tmp_path / "baci"), tmp_path)
    assert {f.name for f in again.folder.iterdir()} == set(steel.files)
    for file in steel.files:
        assert (again.folder / file).read_bytes() == (steel.folder / file).read_bytes(), file


def test_readme_says_what_came_from_where_and_what_is_next(steel: Draft) -> None:
    text = (steel.folder / "README.md").read_text("utf-8")
    assert "BACI_HS17_Y2021_V202401b.csv to BACI_HS17_Y2022_V202401b.csv" in text
    assert "EU: 0.9 USD bn of trade among members" in text
    assert "7210" in text
    assert "TO FILL IN" in text


def test_it_briefs(case: Case) -> None:
    """The page has the balance, both lists by name, and a forecast that is a chance."""
    found = analyse(case, draws=4, seed=1)
    assert np.isfinite(found.stakes.flows).all()
    buyers = found.stakes.values[
        found.stakes.index("threat"),
        found.stakes.parties.index("EU"),
        found.stakes.groups.index("buyers"),
    ]
    assert (buyers < 0.0).all()
    assert (found.stakes.value("threat", "USA") < 0.0).all()
    assert (found.stakes.value("retaliation", "EU") < 0.0).all()
    assert (found.stakes.value("opening/full", "EU") > 0.0).all()
    page = render_html(assemble(found, outcome=None, generated=datetime(2024, 3, 9, tzinfo=UTC)))
    assert "0.45" in page
    assert "A duty on heading 7210 from the United States" in page


def test_summary_names_lists_and_folder(steel: Draft) -> None:
    text = steel.summary()
    assert "EU sold USA 0.7 USD bn in 2022 and bought 0.25" in text
    assert "threat on 7210: 0.12 USD bn" in text
    assert str(steel.folder) in text
