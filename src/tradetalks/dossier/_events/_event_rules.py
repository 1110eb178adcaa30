"""Which words tell of which kind of event.

Four tables are read. `verbs_of_events.csv` holds verbs, nouns and adjectives of trade politics by
the kind that they tell and the class of what they govern (`lift` a measure, `resume` talks, any
object if none is named; words of part `theme` have it as their subject: a duty `takes effect`).
The kind `none` keeps phrases that tell nothing (`take_part`). `verbs_objects.csv` sorts the nouns
that are governed; a noun may be of several classes. `nouns_of_deeds.csv` leads nouns back to their
verbs. `kinds_of_events.csv` gives each kind its code in CAMEO (Gerner, Schrodt, Yilmaz and
Abu-Jabr 2002) and in PLOVER (Open Event Data Alliance 2018), and how sure such a reading is.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = [
    "Rule",
    "classes",
    "classes_of",
    "forms_of",
    "judgement",
    "kinds",
    "nominals",
    "rule_for",
    "rules",
]

PARTICLES = word_set(
    "up back off out down for on upon over in into through away against aside to before at with of "
    "from behind beside by"
)
PARTS = word_set(
    "number series set range provision part term aspect rest kind sort type package block system "
    "level lot batch raft course form question amount value formation establishment creation "
    "adoption imposition application release introduction tonne ton bag kilo kilogram load head "
    "signature signing conclusion negotiation box truckload container shipload cargo consignment "
    "pound bushel litre liter"
)
POSITIVE = word_set(
    "balanced fair welcome good great constructive historic positive encouraging sensible "
    "breakthrough victory win important useful generous helpful excellent reasonable"
)
NEGATIVE = word_set(
    "disappointing unfair illegal unlawful protectionist wrong unacceptable unjustified violation "
    "unreasonable deplorable regrettable outrageous absurd harmful reckless bullying blackmail "
    "mistake insult theft disaster betrayal breach disgraceful scandalous discriminatory arbitrary "
    "inconsistent contrary unjust shameful hypocritical disproportionate excessive punitive "
    "unwarranted baseless groundless unjustifiable provocative protectionism burden sham farce "
    "dishonest cynical heavy-handed disguised incompatible restriction abuse cynicism ransom "
    "hypocrisy folly nonsense outrage scandal disgrace violates breaches contravenes unreasonably "
    "unfairly wrongly illegally unlawfully untrue false flawed biased one-sided distorted damaging "
    "misguided shortsighted short-sighted counterproductive selfish bad-faith betrayed void "
    "reconciled unwise intolerable inexcusable indefensible pretext excuse dumped subsidised "
    "subsidized insufficient inadequate derisory"
)

PHRASES = ("effect", "into_force", "into_effect", "in_kind")
NAMING = word_set("call describe brand label dub term")
JUDGING = NAMING | word_set("consider find regard view see deem judge think")
SAYING = word_set("say tell argue submit hold maintain declare state write insist add")
PREDICATES = word_set("acomp attr oprd")


@dataclass(frozen=True)
class Rule:
    """A kind of event, and the class of what the word that tells it has to govern."""

    governs: str
    kind: str
    cameo: str
    plover: str | None
    confidence: float


@cache
def rules() -> Mapping[tuple[str, str], Sequence[Rule]]:
    """Rules by word and part of speech; those that ask for an object go first."""
    codes = {row["kind"]: row for row in _table("kinds_of_events.csv")}
    found: dict[tuple[str, str], list[Rule]] = {}
    for row in _table("verbs_of_events.csv"):
        code = codes[row["kind"]]
        rule = Rule(
            row["governs"],
            row["kind"],
            code["cameo"],
            code["plover"] or None,
            float(code["confidence"]),
        )
        for word in row["words"].split():
            found.setdefault((word, row["part"]), []).append(rule)
    for options in found.values():
        options.sort(key=lambda rule: not rule.governs)
    return found


@cache
def kinds() -> Mapping[str, Rule]:
    """A rule for each kind, without what it governs."""
    return {
        row["kind"]: Rule(
            "", row["kind"], row["cameo"], row["plover"] or None, float(row["confidence"])
        )
        for row in _table("kinds_of_events.csv")
    }


@cache
def classes() -> Mapping[str, frozenset[str]]:
    """Of which kinds of things a noun is."""
    found: dict[str, set[str]] = {}
    for row in _table("verbs_objects.csv"):
        for noun in row["words"].split():
            found.setdefault(noun, set()).add(row["class"])
    return {noun: frozenset(named) for noun, named in found.items()}


def classes_of(nouns: Iterable[Token]) -> frozenset[str]:
    """Classes of some nouns, each read through `a number of` and, if unknown, by its compounds."""
    found: set[str] = set()
    for noun in nouns:
        named = _named(noun)
        lemma = named.lemma_.lower()
        inner = [c for c in named.children if c.dep_ in ("compound", "amod", "nmod")]
        forms = [*(f"{c.lower_}_{lemma}" for c in inner), lemma, named.lower_]
        forms += [c.lemma_.lower() for c in inner]
        found |= next((known for form in forms if (known := classes().get(form))), frozenset())
    return frozenset(found)


def rule_for(
    forms: Iterable[str],
    part: str,
    governed: Set[str],
    loose: Set[str] = frozenset(),
) -> Rule | None:
    """The rule for a word in one of its forms, given the classes of what it governs.

    `governed` stands right under the word, `loose` behind a preposition.
    """
    for form in forms:
        options = rules().get((form, part), ())
        for held in (governed, loose, {""}):
            for rule in options:
                if rule.governs in held:
                    return None if rule.kind == "none" else rule
    return None


@cache
def nominals() -> Mapping[str, str]:
    """Nouns that tell what a verb tells: `lifting`, `imposition`."""
    return {row["noun"]: row["verb"] for row in _table("nouns_of_deeds.csv")}


def judgement(verb: Token) -> Rule | None:
    """Praise or criticism in `called it unfair`, `said that the duty was illegal`."""
    if verb.lemma_ in ("reconcile", "square", "justify") and any(
        c.dep_ == "neg" or c.lower_ == "can" for c in verb.children
    ):
        return kinds()["criticism"]
    if verb.lemma_ in SAYING:
        clauses = [c for c in verb.children if c.dep_ == "ccomp" and c.lemma_ in ("be", "violate")]
        clauses = [c for c in clauses if not any(d.dep_ == "neg" for d in c.children)]
        words = {w.lower_ for clause in clauses for w in clause.children if w.dep_ in PREDICATES}
        words |= {w.lower_ for c in clauses for d in c.children if d.i > c.i for w in _phrase(d)}
        words |= {c.lower_ for c in clauses if c.lemma_ == "violate"}
        return kinds()["criticism"] if words & NEGATIVE else None
    if verb.lemma_ not in JUDGING:
        return None
    words = {w.lower_ for w in verb.subtree if w.i > verb.i}
    if words & NEGATIVE or ("one" in words and "way" in words):
        return kinds()["accusation" if verb.lemma_ in ("consider", "find") else "criticism"]
    good = words & POSITIVE and verb.lemma_ in NAMING
    return kinds()["praise"] if good else None


def _phrase(word: Token) -> list[Token]:
    """Words of a phrase, without the clauses in it."""
    found: list[Token] = []
    waiting = [word]
    while waiting:
        one = waiting.pop()
        if one.dep_ not in ("advcl", "relcl", "ccomp", "conj"):
            found.append(one)
            waiting += one.children
    return found


def forms_of(word: Token) -> Iterator[str]:
    """A verb with each of its particles, then alone."""
    for lemma in _lemmas(word):
        yield from _with_particles(word, lemma)


def _lemmas(word: Token) -> Iterator[str]:
    """The model's lemma and those that the form allows: `spared` is no sparring."""
    low = word.lower_
    if word.tag_ in ("VBD", "VBN") and low.endswith("ed"):
        doubled = len(low) > 4 and low[-3] == low[-4]
        stems = (low[:-1], low[:-2], low[:-3] if doubled else low[:-2], word.lemma_.lower())
        yield from dict.fromkeys(stems)
    elif word.tag_ == "VBG" and low.endswith("ing"):
        yield from dict.fromkeys((low[:-3] + "e", word.lemma_.lower()))
    else:
        yield word.lemma_.lower()


def _with_particles(word: Token, lemma: str) -> Iterator[str]:
    near = [c for c in word.children if c.dep_ in ("prt", "advmod", "prep", "agent", "dative")]
    if word.i + 1 < len(word.doc):
        near.append(word.nbor(1))
    parts = [c.lower_ for c in near if c.i > word.i and c.lower_ in PARTICLES]
    following = "_".join(w.lower_ for w in word.doc[word.i + 1 : word.i + 3])
    for phrase in PHRASES:
        if following == phrase or (following.startswith("effect") and phrase == "effect"):
            yield f"{lemma}_{phrase}"
    if any(p.lower_ == "on" and _holds(p, ("ice", "hold")) for p in word.children):
        yield f"{lemma}_on_ice"
    for one in parts:
        for other in parts:
            if one != other:
                yield f"{lemma}_{one}_{other}"
    for one in dict.fromkeys(parts):
        yield f"{lemma}_{one}"
    yield lemma


def _holds(preposition: Token, words: Iterable[str]) -> bool:
    return any(c.lower_ in words for c in preposition.children)


def _named(noun: Token) -> Token:
    """The thing itself in `a series of duties`."""
    if noun.lemma_ in PARTS:
        inner = (c for p in noun.children if p.lower_ == "of" for c in p.children)
        return next((c for c in inner if c.dep_ == "pobj"), noun)
    return noun


def _table(name: str) -> Iterator[dict[str, str]]:
    text = (files("tradetalks.dossier._events") / name).read_text(encoding="utf-8")
    return iter(csv.DictReader(text.splitlines()))
