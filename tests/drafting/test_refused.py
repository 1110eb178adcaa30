"""What cannot be drafted is said in one line, and nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from steel_files import AMERICA, GERMANY, JAPAN, STEEL, baci, dated

from tradetalks.case import CesSpec, load_case
from tradetalks.drafting import draft
from tradetalks.errors import InputError


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return baci(tmp_path_factory.mktemp("refused") / "baci")


@pytest.mark.parametrize(
    ("parties", "products", "more", "said"),
    [
        (("EU", "Untied States"), ("72",), {}, r"'Untied States' is unknown; did you mean USA"),
        (("EU",), ("72",), {}, "parties are EU; give two"),
        (("USA", "United States"), ("72",), {}, "are the same"),
        (("EU", "World"), ("72",), {}, "'WLD' is no country"),
        (("EU", "USA"), ("72", "8703"), {}, "products 8703 match no trade"),
        (("EU", "USA"), ("7",), {}, "not 2 to 10 digits"),
        (("EU", "USA"), (), {}, "products is empty"),
        (("EU", "USA"), ("7202",), {}, "no trade in these products from European Union to United"),
        (("USA", "CAN"), ("72",), {}, "from Canada to United States"),
        (("EU", "USA"), ("72",), {"year": 2030}, "no year 2030 with trade .* it has 2021 to 2022"),
        (("EU", "USA"), ("72",), {"as_of": date(2024, 1, 1)}, "2024-01-01 is before 2024-03-09"),
    ],
)
def test_what_is_asked(
    files: Path,
    tmp_path: Path,
    parties: Sequence[str],
    products: Sequence[str],
    more: dict[str, object],
    said: str,
) -> None:
    with pytest.raises(InputError, match=said):
        draft("steel-eu-usa", parties, products, files, out=tmp_path, **more)  # type: ignore[arg-type]
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["Steel", "steel/eu", "", "steel_eu", ".."])
def test_names_that_are_no_folder(files: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="is no name of a case"):
        draft(name, ("EU", "USA"), ("72",), files, out=tmp_path)


def test_a_folder_that_exists_is_left_alone(files: Path, tmp_path: Path) -> None:
    (tmp_path / "steel").mkdir()
    (tmp_path / "steel" / "case.yaml").write_text("mine")
    with pytest.raises(InputError, match="exists already"):
        draft("steel", ("EU", "USA"), ("72",), files, out=tmp_path)
    assert (tmp_path / "steel" / "case.yaml").read_text() == "mine"
    assert len(list((tmp_path / "steel").iterdir())) == 1


def test_files_that_are_no_trade(files: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    baci(folder, {2022: STEEL[2022]})
    header = "reporterCode,flowCode,partnerCode,classificationCode,cmdCode,primaryValue,refYear"
    dated(folder / "comtrade.csv", f"{header}\n{AMERICA},M,{GERMANY},H6,720810,1,2022\n")
    (tmp_path / "empty").mkdir()
    gravity = dated(tmp_path / "gravity.csv", "iso3_o,iso3_d,year,dist\nUSA,DEU,2020,1\n")
    for path, said in (
        (tmp_path / "absent", "does not exist"),
        (tmp_path / "empty", "has no file of trade"),
        (folder, "mixes sources"),
        (gravity, "is no file of trade; readable are BACI, Comtrade"),
    ):
        with pytest.raises(InputError, match=said):
            draft("steel", ("EU", "USA"), ("72",), path, out=tmp_path)
    with pytest.raises(InputError, match="is no file of tariffs"):
        draft("steel", ("EU", "USA"), ("72",), files, tariffs=files, out=tmp_path)


def test_us_statistics_without_the_us(tmp_path: Path) -> None:
    file = dated(
        tmp_path / "census.csv",
        "Commodity,Country,Time,Customs Value (Gen) ($US)\n720810 Steel,Germany,2022,5\n",
    )
    with pytest.raises(InputError, match="United States' own statistics"):
        draft("steel", ("EU", "JPN"), ("72",), file, out=tmp_path)


def test_faults_of_a_file_are_those_of_its_reader(tmp_path: Path) -> None:
    folder = baci(tmp_path / "baci", {2022: ((GERMANY, AMERICA, "720810", -5.0),)})
    with pytest.raises(InputError, match=r"line 2, column v: '-5000.000' is negative"):
        draft("steel", ("EU", "USA"), ("72",), folder, out=tmp_path)


def test_a_union_without_a_country_that_is_a_party_itself(tmp_path: Path) -> None:
    """Germany and the Union: Germany's trade is its own, France's the Union's."""
    france = 251
    folder = baci(
        tmp_path / "baci",
        {
            2022: (
                (GERMANY, france, "720810", 30.0),
                (france, GERMANY, "720810", 20.0),
                (JAPAN, GERMANY, "720810", 40.0),
                (JAPAN, france, "720810", 60.0),
            )
        },
    )
    found = draft("steel", ("DEU", "EU"), ("72",), folder, out=tmp_path)
    assert (found.exports, found.imports) == pytest.approx((0.03, 0.02))


def test_two_sides_that_buy_nowhere_else(tmp_path: Path) -> None:
    """With no rest of the world there is nothing to draw the home share against."""
    folder = baci(
        tmp_path / "baci",
        {2022: ((GERMANY, AMERICA, "720810", 30.0), (AMERICA, GERMANY, "721049", 20.0))},
    )
    case = load_case(draft("steel", ("EU", "USA"), ("7208", "7210"), folder, out=tmp_path).folder)
    market = case.markets["goods-usa"]
    assert isinstance(market, CesSpec)
    assert list(market.products) == ["home", "eu-720810"]
    assert market.products["home"].share == "rest"
    assert "home_share_usa" not in case.assumptions
