"""Time and memory to take one pair and sector out of a year of BACI, beside pandas.

``python benchmarks/readers.py`` writes a year of ten million rows into a temporary folder and
reads it in a process of its own for each reader, whose largest memory the system reports. It is
written in another: on Linux a process reports the largest memory of its parent if that is more.
``--rows`` gives another number. pandas is measured where it is installed: it reads the whole file
with types given, as its users do, and then filters.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import polars as pl
from measuring import row, target, title

from tradetalks.statistics._baci import read_baci
from tradetalks.statistics._countries import countries

NAME = "BACI_HS92_Y2022_V202401b.csv"
GIGABYTE = 1e9
SECONDS = 10.0


def written(path: Path, rows: int, seed: int = 0) -> None:
    """A year of trade between all countries, in the layout and the order of BACI."""
    draw = np.random.default_rng(seed)
    known = countries().filter(pl.col("kind") == "country").drop_nulls("baci")
    numbers = np.sort(known["baci"].cast(pl.Int64).to_numpy())
    products = np.unique(draw.integers(10110, 970600, 5300))
    cells = numbers.size**2 * products.size
    keys = np.unique(draw.integers(0, cells, int(1.1 * rows)))
    keys = np.sort(draw.permutation(keys)[:rows])
    pairs, product = np.divmod(keys, products.size)
    seller, buyer = np.divmod(pairs, numbers.size)
    tonnes = pl.Series(draw.lognormal(2.0, 2.0, rows).round(3)).cast(pl.String)
    pl.DataFrame(
        {
            "t": np.full(rows, 2022),
            "i": numbers[seller],
            "j": numbers[buyer],
            "k": products[product],
            "v": draw.lognormal(3.0, 2.0, rows).round(3),
            "q": tonnes.set(pl.Series(draw.random(rows) < 0.03), "           NA"),
        }
    ).write_csv(path)


def by_tradetalks(path: Path) -> float:
    """Dollars of vehicles sold by Japan to the United States."""
    chosen = read_baci(path, exporters=["JPN"], importers=["USA"], products=["87"])
    return float(chosen.collect()["value"].sum())


def all_by_tradetalks(path: Path) -> float:
    """Dollars of all trade, every row checked."""
    value = read_baci(path).rows.select(pl.col("value").sum())
    return float(value.collect(engine="streaming").item())


def by_pandas(path: Path) -> float:
    """The same with pandas."""
    import pandas  # pyright: ignore[reportMissingImports]

    kinds = {"t": "int16", "i": "int16", "j": "int16", "k": "string", "v": "float64", "q": "string"}
    table = pandas.read_csv(path, dtype=kinds)
    chosen = table[(table.i == 392) & (table.j == 842) & table.k.str.zfill(6).str.startswith("87")]
    return float(1e3 * chosen.v.sum())


READERS: dict[str, Callable[[Path], float]] = {
    "tradetalks": by_tradetalks,
    "tradetalks-all": all_by_tradetalks,
    "pandas": by_pandas,
}


def measured(reader: str, path: Path) -> tuple[float, float, float, float]:
    """Value, seconds, processor seconds and bytes of a process that does nothing else."""
    command = [sys.executable, "-W", "ignore", __file__, "--only", reader, "--file", str(path)]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    value, wall, cpu, memory = (float(word) for word in out.split())
    return value, wall, cpu, memory


def alone(reader: str, path: Path) -> None:
    """Read once and print the numbers."""
    wall, cpu = time.perf_counter(), time.process_time()
    value = READERS[reader](path)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    unit = 1 if sys.platform == "darwin" else 1024
    print(value, wall, cpu, unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def main() -> None:
    """Write, read, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--only", choices=["written", *READERS])
    parser.add_argument("--file", type=Path)
    asked = parser.parse_args()
    if asked.only == "written":
        written(asked.file, asked.rows)
        return
    if asked.only:
        alone(asked.only, asked.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        making = ["--only", "written", "--file", str(path), "--rows", str(asked.rows)]
        subprocess.run([sys.executable, __file__, *making], check=True)
        size = path.stat().st_size / 1e6
        title(f"A year of BACI: {asked.rows:,} rows, {size:.0f} MB; {os.cpu_count()} cores")
        value, wall, cpu, memory = measured("tradetalks", path)
        row("one pair and chapter, checked", f"{wall:.2f} s", f"{cpu:.1f} s of processor")
        target("seconds", wall, f"below {SECONDS:.0f}", wall < SECONDS)
        target("gigabytes", memory / GIGABYTE, "below 1", memory < GIGABYTE)
        _, wall, cpu, memory = measured("tradetalks-all", path)
        said = f"{cpu:.1f} s of processor, {memory / GIGABYTE:.2f} GB"
        row("every row checked and summed", f"{wall:.2f} s", said)
        if find_spec("pandas") is None:
            row("pandas", "", "not installed")
            return
        other, wall, cpu, memory = measured("pandas", path)
        said = f"{cpu:.1f} s of processor, {memory / GIGABYTE:.2f} GB"
        row("pandas.read_csv, then the filter", f"{wall:.2f} s", said)
        row("relative difference of the sums", f"{abs(value / other - 1.0):.1e}")


if __name__ == "__main__":
    main()
