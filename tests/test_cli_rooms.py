"""The commands beside `brief`, as a stranger types them; faults are one line and exit code 2."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tradetalks.cli import app

RUN = CliRunner()


def test_check_tells_promises_and_writes_a_calendar(tmp_path: Path) -> None:
    calendar = tmp_path / "due.ics"
    line = ["check", "us-japan-autos-1995", "--days", "30", "--ics", str(calendar)]
    result = RUN.invoke(app, line)
    assert result.exit_code == 0, result.output
    assert "US parts bought by Japanese makers" in result.output
    assert calendar.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_schedule_tells_the_rate_before_and_after_the_agreement() -> None:
    line = ["schedule", "us-japan-autos-2025", "--code", "8703", "--on"]
    # 2.5 + 25 percent by Proclamation 10908, and 15 in all from 16 September 2025, 90 FR 44638.
    assert "USA on all, 8703, 2025-09-15: 27.5%" in RUN.invoke(app, [*line, "2025-09-15"]).output
    assert "USA on JPN, 8703, 2025-09-16: 15%" in RUN.invoke(app, [*line, "2025-09-16"]).output


def test_read_writes_a_dossier_and_without_a_date_asks_for_it(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("WASHINGTON, March 15 - Japan bought parts worth $19 billion by March 31.\n")
    line = ["read", str(story), "--out", str(tmp_path / "out")]
    result = RUN.invoke(app, [*line, "--date", "1995-03-17"])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "dossier.json").is_file()
    asked = RUN.invoke(app, line)
    assert asked.exit_code == 2
    assert "--date" in asked.output


def test_data_list_names_the_sources() -> None:
    result = RUN.invoke(app, ["data", "list"])
    assert result.exit_code == 0
    assert "BACI" in result.output
    assert "https://" in result.output


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (["data", "get"], "tradetalks data list"),
        (["schedule", "us-japan-autos-1995", "--on", "1995-05-16"], "no schedule.csv"),
        (["schedule", "us-japan-autos-2025", "--on", "tomorrow"], "--on 'tomorrow' is not a date"),
        (["check", "us-japan-autos-1996"], "us-japan-autos-1996"),
        (["read", "nowhere.txt", "--date", "1995-03-17"], "nowhere.txt"),
        (["accept", "us-japan-autos-1995", "nowhere"], "nowhere"),
        (
            ["new", "x", "--parties", "EU,USA", "--products", "72", "--trade", "nowhere.csv"],
            "nowhere.csv",
        ),
    ],
)
def test_faults_are_one_line_and_exit_code_2(line: list[str], words: str) -> None:
    result = RUN.invoke(app, line)
    assert result.exit_code == 2, result.output
    assert words in result.output
    assert result.output.count("\n") == 1
    assert result.output.startswith("tradetalks: ")
