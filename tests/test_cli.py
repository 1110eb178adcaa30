"""The command line as a stranger types it."""

import json
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tradetalks.cli import app

ROOT = Path(__file__).resolve().parents[1]
RUN = CliRunner()


@pytest.fixture(scope="module")
def briefed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    out = tmp_path_factory.mktemp("out")
    line = [
        "brief",
        "us-japan-autos-1995",
        "--draws",
        "4",
        "--replay",
        "--reveal",
        "--out",
        str(out),
    ]
    result = RUN.invoke(app, line)
    assert result.exit_code == 0, result.output
    return out / "us-japan-autos-1995", result.output


def test_the_screen_answers(briefed: tuple[Path, str]) -> None:
    screen = re.sub(r"\s+", " ", briefed[1])
    for words in ("no specific threat has been made", "chance of a deal", "base rates", "too few"):
        assert words in screen


def test_the_page_has_every_section(briefed: tuple[Path, str]) -> None:
    page = (briefed[0] / "briefing.html").read_text()
    facts = ("stands", "promises", "signals", "law", "claims", "outcome")
    results = ("answer", "worth", "deal", "outlook", "change", "replay")
    for section in facts + results:
        assert f'id="{section}"' in page, section
    assert page.count("<svg") >= 8
    assert not re.search(r'(?:src|href)="https?://[^"]*\.(?:js|css|woff2?)"', page)
    assert "thousandfold" in page


def test_json_holds_the_numbers_of_the_page(briefed: tuple[Path, str]) -> None:
    data = json.loads((briefed[0] / "briefing.json").read_text())
    numbers = {n["id"]: n for n in data["numbers"]}
    parts = [numbers[f"outlook-{k}"]["value"] for k in ("deal", "imposed", "dropped", "quiet")]
    # Eight significant digits are written, so four of them add up to about 1e-6.
    assert sum(parts) == pytest.approx(100.0, abs=1e-5)
    assert all(n["unit"] and n["origin"] for n in numbers.values())


@pytest.mark.slow
def test_the_default_number_of_draws_ranks_the_assumptions(tmp_path: Path) -> None:
    result = RUN.invoke(app, ["brief", "us-japan-autos-1995", "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert "Three assumptions matter most" in re.sub(r"\s+", " ", result.output)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    texts = []
    for name in ("one", "two"):
        line = ["brief", "us-japan-autos-1995", "--draws", "4", "--out", str(tmp_path / name)]
        assert RUN.invoke(app, line).exit_code == 0
        folder = tmp_path / name / "us-japan-autos-1995"
        data = json.loads((folder / "briefing.json").read_text())
        page = (folder / "briefing.html").read_text().replace(data.pop("generated"), "")
        texts.append((json.dumps(data), page))
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (["brief", "steel-war"], "us-japan-autos-1995"),
        (["brief", "us-japan-autos-1995", "--as-of", "March 1995"], "write it as 1995-03-17"),
        (["brief", "us-japan-autos-1995", "--as-of", "1996-01-01"], "1996-01-01"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_code_2(
    line: list[str], told: str, tmp_path: Path
) -> None:
    result = RUN.invoke(app, [*line, "--out", str(tmp_path)])
    assert result.exit_code == 2, result.output
    assert told in result.output
    assert "Traceback" not in result.output
    assert all(
        x.startswith("tradetalks: ") for x in result.output.strip().splitlines() if x.strip()
    )


def test_an_output_folder_that_cannot_be_written(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("")
    result = RUN.invoke(app, ["brief", "us-japan-autos-1995", "--out", str(taken)])
    assert result.exit_code == 2
    assert "choose another with --out" in result.output


def test_version_and_list_of_cases() -> None:
    assert RUN.invoke(app, ["--version"]).output.strip() == "0.1.0"
    assert "us-japan-autos-1995" in RUN.invoke(app, ["cases"]).output


def _commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    return [line.split("#")[0].strip() for block in blocks for line in block.splitlines() if line]


def test_every_command_in_the_readme_runs(tmp_path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text()
    commands = _commands()
    assert commands, "the README shows no command"
    for command in commands:
        words = shlex.split(command)
        if words[0] == "make":
            assert re.search(rf"^{words[1]}:", makefile, re.MULTILINE), command
            continue
        assert words[0].endswith("tradetalks"), command
        extra = ["--draws", "4", "--out", str(tmp_path)] if words[1] == "brief" else []
        result = RUN.invoke(app, words[1:] + extra)
        assert result.exit_code == 0, f"{command}: {result.output}"


def test_every_python_example_in_the_readme_runs() -> None:
    examples = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert examples, "the README shows no example"
    for example in examples:
        exec(compile(example, "README.md", "exec"), {})
