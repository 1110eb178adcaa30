"""Small files of trade between the European Union and the United States, with known numbers."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from tradetalks.drafting import Draft, draft

GERMANY, FRANCE, AMERICA, JAPAN, CHINA = 276, 251, 842, 392, 156
"""Numbers of BACI and Comtrade."""

DAY = 1_710_000_000
"""9 March 2024, as a file's time."""

Row = tuple[int, int, str, float]
"""Exporter, importer, product, USD million."""

STEEL: dict[int, tuple[Row, ...]] = {
    2021: (
        (GERMANY, AMERICA, "720810", 300.0),
        (JAPAN, AMERICA, "720810", 900.0),
        (AMERICA, FRANCE, "720810", 100.0),
        (CHINA, FRANCE, "720810", 300.0),
    ),
    2022: (
        (GERMANY, AMERICA, "720810", 200.0),
        (FRANCE, AMERICA, "722530", 100.0),
        (GERMANY, AMERICA, "721049", 400.0),
        (JAPAN, AMERICA, "720810", 700.0),
        (JAPAN, AMERICA, "721049", 600.0),
        (AMERICA, GERMANY, "720810", 80.0),
        (AMERICA, FRANCE, "721049", 120.0),
        (AMERICA, FRANCE, "720219", 50.0),
        (CHINA, GERMANY, "720810", 500.0),
        (CHINA, FRANCE, "721049", 250.0),
        (GERMANY, FRANCE, "720810", 900.0),
        (JAPAN, CHINA, "720810", 4000.0),
    ),
}
"""Steel in two years, with trade inside the Union, and trade that is none of theirs."""


def baci(folder: Path, trade: dict[int, tuple[Row, ...]] = STEEL) -> Path:
    """A folder in the layout of BACI: thousand dollars, a file a year."""
    folder.mkdir()
    for year, rows in trade.items():
        lines = [f"{year},{i},{j},{k},{v * 1000:.3f},NA" for i, j, k, v in rows]
        text = "\n".join(["t,i,j,k,v,q", *lines]) + "\n"
        dated(folder / f"BACI_HS17_Y{year}_V202401b.csv", text)
    return folder


def comtrade(path: Path, rows: Iterable[tuple[int, int, str, int, str, float]]) -> Path:
    """A file of Comtrade: year, reporter, flow, partner, product, USD million."""
    lines = ["refYear,reporterCode,flowCode,partnerCode,classificationCode,cmdCode,primaryValue"]
    lines += [f"{t},{r},{f},{p},H6,{k},{v * 1e6:.0f}" for t, r, f, p, k, v in rows]
    return dated(path, "\n".join(lines) + "\n")


def dated(path: Path, text: str) -> Path:
    """Write a file of a known day."""
    path.write_text(text)
    os.utime(path, (DAY, DAY))
    return path


def drafted(trade: Path, out: Path, products: Sequence[str] = ("72",), **more: object) -> Draft:
    return draft("steel-eu-usa", ("EU", "USA"), products, trade, out=out, **more)  # pyright: ignore[reportArgumentType]
