"""Items read from a text held against the annotated ones: matching, precision and recall."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import takewhile
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

CORPUS = Path(__file__).parent / "corpus"
KINDS = ("figures", "deadlines", "quotes", "commitments", "events")
MEASURES = (*KINDS, "direct quotes", "attribution")

Item = Mapping[str, Any]
Agree = Callable[[Item, Item], bool]

# Money, ratios and measured quantities keep their unit; what remains is a count of things,
# and nobody can guess what the annotator called them.
with (files("tradetalks.dossier._quantities") / "currencies.csv").open(encoding="utf-8") as rows:
    CURRENCIES = {row["code"] for row in csv.DictReader(rows)}
QUANTITIES = {
    *("percent", "percentage_point", "times", "tonne", "litre"),
    *("minute", "hour", "day", "week", "month", "year"),
}
UNIT_NAMES = {"ton": "tonne", "liter": "litre", "working_day": "day"}
VALUE_TOLERANCE = 0.005
UNMISTAKABLE = 30
"""Letters of a passage that a menu or a footer will not repeat by chance."""

FILLERS = {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "s", "the", "to", "with"}


@dataclass(frozen=True)
class Annotated:
    """A text with its annotation; `page` is the web page that it was taken from, if any."""

    text: str
    notes: Mapping[str, Any]
    page: Path | None = None

    @property
    def name(self) -> str:
        return str(self.notes["doc"]["id"])

    @property
    def kinds(self) -> Sequence[str]:
        """Kinds that were annotated: all, except in texts that are not in English."""
        return self.notes["doc"].get("annotated", KINDS)


@dataclass(frozen=True)
class Tally:
    """Pairs (annotated, read), annotated items missed, and items read in excess."""

    right: tuple[tuple[Item, Item], ...] = ()
    missed: tuple[Item, ...] = ()
    extra: tuple[Item, ...] = ()

    @property
    def wanted(self) -> int:
        return len(self.right) + len(self.missed)

    @property
    def found(self) -> int:
        return len(self.right) + len(self.extra)

    @property
    def precision(self) -> float | None:
        return len(self.right) / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        return len(self.right) / self.wanted if self.wanted else None

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.missed + other.missed, self.extra + other.extra)


@dataclass(frozen=True)
class Score:
    """One tally a measure, and the items read that fell for a distractor."""

    tallies: Mapping[str, Tally]
    fooled: tuple[Item, ...] = ()


def load(folder: Path) -> list[Annotated]:
    """Annotated texts of a folder, in the order of their names."""
    documents: list[Annotated] = []
    for path in sorted(folder.glob("*.json")):
        notes = json.loads(path.read_text(encoding="utf-8"))
        page = notes["doc"].get("page")
        text = (folder / notes["doc"]["file"]).read_text(encoding="utf-8")
        documents.append(Annotated(text, notes, folder / page if page else None))
    return documents


def misplaced(document: Annotated) -> list[str]:
    """Spans whose text is not `text[start:end]`, said in words; empty if all are right."""
    faults: list[str] = []
    for kind in (*KINDS, "distractors"):
        for item in document.notes[kind]:
            span = item["span"]
            there = document.text[span["start"] : span["end"]]
            if not span["text"] or there != span["text"]:
                faults.append(f"{document.name}: {kind}: {span['text']!r} is not {there!r}")
    return faults


def length(item: Item) -> int:
    return item["span"]["end"] - item["span"]["start"]


def overlap(a: Item, b: Item) -> int:
    """Code points that two spans share."""
    first, second = a["span"], b["span"]
    return max(0, min(first["end"], second["end"]) - max(first["start"], second["start"]))


def amount(item: Item) -> tuple[float, float, str]:
    """Lower end, upper end and unit of a figure; a fraction is told in percent."""
    unit = str(item["unit"])
    unit = UNIT_NAMES.get(unit, unit)
    factor = 1.0
    if unit == "fraction":
        unit, factor = "percent", 100.0
    if unit not in CURRENCIES | QUANTITIES:
        unit = "count"
    low = float(item["value"])
    high = item.get("high")
    return factor * low, factor * (low if high is None else float(high)), unit


def same_figure(wanted: Item, read: Item) -> bool:
    """Spans overlap, the unit agrees, both ends are within half a percent."""
    low, high, unit = amount(wanted)
    read_low, read_high, read_unit = amount(read)
    return (
        overlap(wanted, read) > 0
        and unit == read_unit
        and abs(read_low - low) <= VALUE_TOLERANCE * abs(low)
        and abs(read_high - high) <= VALUE_TOLERANCE * abs(high)
    )


def same_deadline(wanted: Item, read: Item) -> bool:
    """Spans overlap and both ends are the same day, or are both left open."""
    ends = ("start", "end")
    return overlap(wanted, read) > 0 and all(wanted[end] == read[end] for end in ends)


def same_quote(wanted: Item, read: Item) -> bool:
    """More than half of the longer span is shared."""
    return 2 * overlap(wanted, read) > max(length(wanted), length(read))


def same_attribution(wanted: Item, read: Item) -> bool:
    """The same quote, said by the same speaker, with the same kind of attribution."""
    speakers = (wanted["speaker"], *wanted.get("speaker_alt", ()))
    return (
        same_quote(wanted, read)
        and wanted["attribution"] == read["attribution"]
        and any(
            same_speaker(speaker, read["speaker"], wanted["attribution"]) for speaker in speakers
        )
    )


def same_speaker(wanted: str | None, read: str | None, attribution: str) -> bool:
    """A name agrees with a part of it or with title and name; a description by half its words."""
    a, b = words(wanted), words(read)
    if not a or not b:
        return False
    if attribution == "named":
        return a <= b or b <= a
    return 2 * len(a & b) >= len(a | b)


def words(name: str | None) -> set[str]:
    return set(re.findall(r"\w+", (name or "").casefold())) - FILLERS


def same_commitment(wanted: Item, read: Item) -> bool:
    """Spans overlap and the promisor agrees; where both sides promise, either will do."""
    promisors = [wanted["promisor"]]
    if wanted.get("symmetric"):
        promisors.append(wanted["to"])
    return overlap(wanted, read) > 0 and any(
        same_party(promisor, read["promisor"]) for promisor in promisors
    )


def same_event(wanted: Item, read: Item) -> bool:
    """Spans overlap, the CAMEO root is one of those accepted, actor and target agree."""
    roots = {code[:2] for code in (wanted["cameo"], *wanted.get("cameo_alt", ()))}
    return (
        overlap(wanted, read) > 0
        and str(read["cameo"])[:2] in roots
        and same_parties(wanted, read["actor"], read["target"])
    )


def same_parties(wanted: Item, actor: str | None, target: str | None) -> bool:
    actors = (wanted["actor"], *wanted.get("also_actor", ()))
    targets = (wanted["target"], *wanted.get("also_target", ()))
    orders = [(actor, target)]
    if wanted.get("symmetric"):
        orders.append((target, actor))
    return any(
        any(same_party(name, first) for name in actors)
        and any(same_party(name, second) for name in targets)
        for first, second in orders
    )


def same_party(wanted: str | None, read: str | None) -> bool:
    """Equal codes, or a bare country on one side.

    An annotated country (CAN) takes any of its actors; a country read (USA) stands for its
    government only (USAGOV).
    """
    if wanted is None or read is None:
        return wanted == read
    if len(wanted) == 3:
        return read.startswith(wanted)
    return wanted in (read, read + "GOV")


def match(wanted: Sequence[Item], read: Sequence[Item], agree: Agree) -> Tally:
    """As many pairs that agree as can be made, each item in one pair at most."""
    if not wanted or not read:
        return Tally(missed=tuple(wanted), extra=tuple(read))
    agrees = np.array([[agree(a, b) for b in read] for a in wanted])
    partner = maximum_bipartite_matching(csr_array(agrees), perm_type="column").tolist()
    pairs = [(a, b) for a, b in enumerate(partner) if b >= 0]
    taken = {b for _, b in pairs}
    return Tally(
        tuple((wanted[a], read[b]) for a, b in pairs),
        tuple(wanted[a] for a, b in enumerate(partner) if b < 0),
        tuple(item for b, item in enumerate(read) if b not in taken),
    )


def in_marks(items: Iterable[Item]) -> list[Item]:
    """Quotes of words in quotation marks, whole or in part."""
    return [item for item in items if item["form"] != "indirect"]


def due(items: Iterable[Item]) -> list[Item]:
    """Deadlines without the dates that are only referred to."""
    return [item for item in items if item.get("kind") != "reference_date"]


def score(document: Annotated, read: Mapping[str, Sequence[Item]]) -> Score:
    """Items read from one text against its annotation; kinds not annotated are left out."""
    tallies: dict[str, Tally] = {}

    def add(measure: str, kind: str, agree: Agree, keep: Callable[..., list[Item]] = list) -> None:
        if kind in document.kinds:
            tallies[measure] = match(keep(document.notes[kind]), keep(read.get(kind, ())), agree)

    add("figures", "figures", same_figure)
    add("deadlines", "deadlines", same_deadline, due)
    add("quotes", "quotes", same_quote)
    add("direct quotes", "quotes", same_quote, in_marks)
    add("attribution", "quotes", same_attribution)
    add("commitments", "commitments", same_commitment)
    add("events", "events", same_event)

    traps = document.notes["distractors"]
    fooled = tuple(
        item
        for kind in ("figures", "quotes", "commitments", "events")
        for item in (tallies[kind].extra if kind in tallies else ())
        if any(2 * overlap(trap, item) > length(item) for trap in traps)
    )
    return Score(tallies, fooled)


def total(scores: Iterable[Score]) -> Score:
    """Sum over texts: every item weighs the same, whatever its text."""
    tallies = {measure: Tally() for measure in MEASURES}
    fooled: tuple[Item, ...] = ()
    for one in scores:
        fooled += one.fooled
        for measure, tally in one.tallies.items():
            tallies[measure] += tally
    return Score(tallies, fooled)


def table(scores: Mapping[str, Score]) -> str:
    """Counts, precision and recall, a line for each text and measure, then for all texts."""
    heads = "".join(f"{head:>7}" for head in ("wanted", "found", "right", "prec.", "rec."))
    lines = [f"{'text':24}{'measure':16}{heads}"]
    for name, one in {**scores, "all": total(scores.values())}.items():
        for measure, tally in one.tallies.items():
            ratios = "".join(
                f"{'-' if ratio is None else format(ratio, '.2f'):>7}"
                for ratio in (tally.precision, tally.recall)
            )
            counts = f"{tally.wanted:>7}{tally.found:>7}{len(tally.right):>7}"
            lines.append(f"{name:24}{measure:16}{counts}{ratios}")
        lines.append(f"{name:24}distractors taken: {len(one.fooled)}")
    return "\n".join(lines)


def carried(items: Iterable[Item], shown: str, text: str) -> list[Item]:
    """Items of the text shown of a web page, moved onto the annotated text of it.

    Extractors differ in white space and in what they keep around the article, so a span is
    found again by its letters and those before it. One that is not in the annotated text (of
    a menu, a footer) gets an empty span, which matches nothing.
    """
    letters = solid(text)
    places = [at for at, letter in enumerate(text) if not letter.isspace()]
    moved: list[Item] = []
    for item in items:
        span = item["span"]
        sought, before = solid(shown[span["start"] : span["end"]]), solid(shown[: span["start"]])
        at = place(sought, before, letters)
        start, end = (0, 0) if at is None else (places[at], places[at + len(sought) - 1] + 1)
        moved.append({**item, "span": {"start": start, "end": end, "text": text[start:end]}})
    return moved


def solid(text: str) -> str:
    return "".join(text.split())


def place(sought: str, before: str, letters: str) -> int | None:
    """Where `sought` stands in `letters` after most of the same letters, at least eight.

    A long passage that stands there once needs none: an extractor may drop the line before it.
    """
    starts = [found.start() for found in re.finditer(re.escape(sought), letters)] if sought else []
    if len(starts) == 1 and len(sought) >= UNMISTAKABLE:
        return starts[0]

    def shared(at: int) -> int:
        back = zip(reversed(letters[:at]), reversed(before), strict=False)
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], back))

    at = max(starts, key=shared, default=None)
    return at if at is not None and shared(at) >= min(at, 8) else None
