"""What a verb of saying governs: the clause that was said, and where it ends.

The clause is the one that depends on the verb, or what stands before `, X said` in its sentence,
or what follows a colon. It ends before a new deed of the speaker (`and agreed to publish`), before
`adding that`, and before another's saying.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tradetalks.dossier._grammar._grammar import noun_phrase
from tradetalks.dossier._grammar._language_model import ParsedSentence
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

__all__ = [
    "SUBORDINATE",
    "Clauses",
    "clauses_of",
    "is_asked",
    "is_clause",
    "is_owned",
    "is_unsaid",
    "rest_of",
    "split_at_that",
    "told_by",
]

CONTENT = word_set("ccomp advcl acl parataxis")
SUBJECTS = word_set("nsubj nsubjpass expl csubj csubjpass")
UNSAYING = word_set("""
able afraid agree aim allow ask authorise authorize avoid be bind choose compel decide decline dare
due eager expect fail forbear force forget free have hesitate hope instruct intend invite learn like
likely love mean need neglect oblige omit order permit plan prepare press promise push ready refuse
reluctant require set stop threaten try undertake unable unwilling urge want willing wish
""")
"""Words before `to say` after which nothing has been said."""
DOUBTFUL = word_set("may might could can cannot can't would should must shall ca")
SUBORDINATE = word_set("when after as while since once before until although though because if")
ASKING = word_set("whether if what when where why how who which")
DEEDS = word_set("""
accept accuse add agree announce apologise apologize appeal ask assure block break call cancel
caution claim close commit complain condemn criticise criticize cut declare decline delay demand
denounce deny describe dismiss drop end express extend file give grant hail halt impose insist
invite launch leave lift lower make offer open order pledge postpone praise press promise propose
protest publish put question raise recall refuse reject renew repeat reserve rule say seek send set
sign slam suggest summon suspend tell thank threaten undertake urge vow walk warn welcome withdraw
withhold
""")
DOERS = word_set("""
government ministry side country party minister president commission administration union company
official leader delegation negotiator congress parliament industry firm bloc partner
""")
SPEAKING = word_set("ask urge call add warn say tell request invite propose thank express accuse")
OCCASIONS = word_set("""
briefing call committee conference debate dinner event forum gathering hearing interview lunch
meeting parliament rally reception reporter seminar session speech summit visit
""")
COMMENTS = word_set("""
accusation allegation assertion assessment blow charge claim comment complaint contention criticism
denial figure move position prospect reference remark step suggestion threat view warning
""")
JOINING = word_set("and but or nor")
COLON_REACH = 6
THAT_REACH = 12
FEWEST_WORDS = 3
PRONOUNS = word_set("he she it they we i who")
CLOSING = frozenset(",;:.-—!?")


Clauses = tuple[tuple[int, int], ...]
"""Offsets of clauses that are said, in order."""


def told_by(
    sentence: ParsedSentence, verb: Token, subject: Token | None, phrase: Token | None = None
) -> Clauses:
    """Offsets of what is said: several clauses where each has its own `that`, none if none is.

    Parameters
    ----------
    sentence
        Where the verb stands.
    verb, subject
        Of saying, and its subject.
    phrase
        Last word of `make it clear` or `express concern`, if the verb is part of one.
    """
    following = _after_that(verb) if phrase is None else None
    if following is None:
        following = _following(verb, phrase)
    if following is not None and (phrase is not None or _is_close(verb, following)):
        return _clauses(sentence, following)
    if phrase is not None:
        return ()
    if any(w.text == ":" for w in sentence.words[verb.i + 1 : verb.i + COLON_REACH]):
        return _after_colon(sentence, verb)
    if subject is not None and _is_fronted(verb, subject):
        fronted = rest_of(sentence, verb, subject)
        if fronted:
            return (fronted,)
    if following is not None:
        return _clauses(sentence, following)
    return _after_colon(sentence, verb)


def rest_of(sentence: ParsedSentence, cue: Token, subject: Token) -> tuple[int, int] | None:
    """What a sentence says beside the words that attribute it: before them, after, or around."""
    words = sentence.words
    edge = min(cue.i, noun_phrase(subject)[0].i)
    start = next((w.i + 1 for w in reversed(words[:edge]) if w.text in (";", ":")), 0)
    while edge > start and words[edge - 1].text in CLOSING:
        edge -= 1
    while edge > start and words[start].lower_ in ("but", "and", "yet", "still", ","):
        start += 1
    comma = next((w.i for w in words[max(cue.i, subject.right_edge.i) :] if w.text == ","), None)
    after = next((w.i for w in words[max(cue.i, subject.right_edge.i) :] if w.text == ";"), None)
    last = _last(words[-1] if after is None else words[after])
    whole = edge - start >= FEWEST_WORDS and is_clause(words[start:edge])
    if edge > start and (whole or (comma is None and is_clause(words[start:edge]))):
        return sentence.offsets(words[start], words[edge - 1])
    if comma is None or comma >= last.i:
        return None
    around = edge > start and words[start].lower_ not in SUBORDINATE
    return sentence.offsets(words[start if around else comma + 1], last)


def is_unsaid(verb: Token) -> bool:
    """Whether the saying did not happen: negated, declined, or only possible."""
    governors = _governors(verb)
    if any(g.lemma_.lower() in UNSAYING for g in governors):
        return True
    for word in (verb, *governors):
        if any(c.dep_ == "neg" or c.lower_ in ("never", "nobody") for c in word.children):
            return True
    modal = any(c.dep_ == "aux" and c.lower_ in DOUBTFUL for c in verb.children)
    return modal and not any(c.lower_ == "only" for c in verb.children)


def is_asked(sentence: ParsedSentence, told: tuple[int, int]) -> bool:
    """Whether a clause is a question put into other words."""
    first = next((w for w in sentence.words if sentence.at(w) >= told[0]), None)
    return first is not None and first.lower_ in ASKING


def _governors(verb: Token) -> list[Token]:
    found: list[Token] = []
    while verb.dep_ == "xcomp" and verb.head.i != verb.i:
        verb = verb.head
        found.append(verb)
    return found


def _after_that(verb: Token) -> Token | None:
    """The verb of a clause that begins with `that` soon after, wherever the parse puts it."""
    for word in verb.doc[verb.i + 1 : verb.i + THAT_REACH]:
        finite = word.tag_ in ("VB", "VBD", "VBZ", "VBP", "MD")
        if finite or (word.text in CLOSING and word.text != "-"):
            return None
        if word.lower_ == "that" and word.head.i > word.i and _begins_a_clause(word):
            head = word.head.head if word.head.dep_ == "aux" else word.head
            return None if is_owned(word, verb) else head
    return None


def _begins_a_clause(that: Token) -> bool:
    """Whether `that` begins what is said, not what is told of a noun: `at a briefing that`."""
    occasion = that.nbor(-1).lemma_.lower() in OCCASIONS
    owned = any(c.dep_ in SUBJECTS and c.i != that.i for c in that.head.children)
    return that.dep_ == "mark" or (occasion and owned)


def is_owned(that: Token, cue: Token) -> bool:
    """Whether `that` belongs to a noun with an owner before it: `of your assurance that`."""
    noun = that.nbor(-1)
    return noun.i != cue.i and any(c.dep_ == "poss" for c in noun.children)


def _following(verb: Token, phrase: Token | None) -> Token | None:
    """The clause after a verb that tells what was said."""
    governors = [verb] if phrase is None else [phrase, verb]
    for governor in governors:
        for child in governor.children:
            if child.dep_ not in CONTENT or child.i < verb.i or not _is_told(child):
                continue
            edge = _edge(child)
            if edge.lower_ != "that" or not is_owned(edge, phrase or verb):
                return child
    return None


def _is_close(verb: Token, clause: Token) -> bool:
    """Whether a clause follows its verb at once, or is marked by `that`."""
    edge = _edge(clause)
    if edge.lower_ == "that" or (edge.i > 0 and edge.nbor(-1).lower_ == "that"):
        return True
    return not any(w.text in (",", ";", "—", "-") for w in verb.doc[verb.i : edge.i])


def _is_fronted(verb: Token, subject: Token) -> bool:
    """Whether `, X said` stands after something that is said, or `said X` does."""
    if verb.dep_ in ("relcl", "acl") or any(c.dep_ == "xcomp" for c in verb.children):
        return False
    edge = min(verb.i, noun_phrase(subject)[0].i)
    return edge > 0 and verb.doc[edge - 1].text in (",", '"', "-", "—")


def is_clause(words: Span) -> bool:
    """Whether some words hold a verb with its subject."""
    if words[0].lower_ in SUBORDINATE and not any(w.text == "," for w in words):
        return False
    finite = any(w.pos_ in ("VERB", "AUX") and w.tag_ not in ("VBG", "VB") for w in words)
    return finite and any(w.dep_ in SUBJECTS for w in words)


def clauses_of(sentence: ParsedSentence, noun: Token) -> Clauses:
    """What a noun of saying governs: `his promise that he will ask`."""
    head = _after_that(noun)
    return _clauses(sentence, head) if head is not None and noun.nbor(1).text != "," else ()


def _after_colon(sentence: ParsedSentence, verb: Token) -> Clauses:
    words = sentence.words
    colon = next((w.i for w in words[verb.i :] if w.text == ":"), None)
    if colon is None or colon + 1 >= len(words):
        return ()
    return (sentence.offsets(words[colon + 1], _last(words[-1])),)


def _last(word: Token) -> Token:
    while word.i > 0 and word.text in CLOSING:
        word = word.nbor(-1)
    return word


def _is_told(child: Token) -> bool:
    """Whether a clause after a verb is what was said: `that` it was, or it has its own subject."""
    marked = any(c.lower_ == "that" and c.i < child.i for c in child.lefts)
    if child.dep_ in ("advcl", "acl"):
        return marked
    return marked or any(c.dep_ in SUBJECTS for c in child.children)


def _edge(head: Token) -> Token:
    """First word of a clause, its own `that` or what follows."""
    mark = next((c for c in head.lefts if c.dep_ == "mark" and c.lower_ == "that"), None)
    return mark or head.left_edge


def _clauses(sentence: ParsedSentence, head: Token) -> Clauses:
    """A clause and those after it with their own `that`."""
    stop = min((c.i for c in _breaks(head)), default=None)
    last = head.right_edge if stop is None else head.doc[max(stop - 1, head.i)]
    first = _edge(head)
    if first.dep_ == "mark" and first.nbor(1).text == ",":
        first = first.nbor(1)
    while first.i < head.i and (
        first.lower_ in ("that", "only") or (first.is_punct and first.text != '"')
    ):
        first = first.nbor(1)
    if stop is None:
        last = _with_later(last)
    return split_at_that(sentence, first, last)


def split_at_that(sentence: ParsedSentence, first: Token, last: Token) -> Clauses:
    """Offsets of the clauses between two words, each after `and that` apart."""
    words = sentence.words
    cuts = [
        w.i
        for w in words[first.i + 1 : last.i]
        if w.lower_ == "that" and w.tag_ == "IN" and _is_joined(w)
    ]
    edges = zip([first.i, *(c + 1 for c in cuts)], [*(c - 1 for c in cuts), last.i], strict=True)
    return tuple(
        sentence.offsets(words[start], _trimmed(words[end], start)) for start, end in edges
    )


def _is_joined(that: Token) -> bool:
    """Whether a `that` begins a further clause: after `and`, or in a list that ends in one."""
    if that.nbor(-1).lower_ in JOINING:
        return True
    rest = [w.lower_ for w in that.doc[that.i + 1 :]]
    lists = any(a == "and" and b == "that" for a, b in pairwise(rest))
    return that.nbor(-1).text == "," and lists


def _trimmed(last: Token, start: int) -> Token:
    """The last word of a clause without the marks and `and` that lead on."""
    while last.i > start and (
        last.text in CLOSING or last.lower_ in JOINING or last.lower_ == "while" or last.is_space
    ):
        last = last.nbor(-1)
    return last


def _with_later(last: Token) -> Token:
    """The end of later clauses with their own `that`: `and that it would`."""
    for _ in range(len(last.doc)):
        near = [w for w in last.doc[last.i + 1 : last.i + 4] if w.text not in (",", '"')]
        that = next((w for w in near[:2] if w.lower_ == "that" and w.dep_ == "mark"), None)
        if that is None or not _is_joined(that):
            return last
        last = that.head.right_edge
    return last


def _breaks(head: Token) -> list[Token]:
    """First words of what belongs to a clause in the tree and is no part of what was said."""
    found: list[Token] = []
    for word in _joined(head):
        for child in word.children:
            if child.i < word.i:
                continue
            comma = child.left_edge.i > 0 and child.left_edge.nbor(-1).text == ","
            aside = child.dep_ == "advcl" and comma and _is_aside(word, child)
            if aside or (child.dep_ == "conj" and _is_new_deed(word, child)):
                found.append(child.left_edge)
    found += [w for w in head.subtree if w.i > head.i and _is_comment(w)]
    return found


def _is_comment(word: Token) -> bool:
    """Whether a word opens what is said of the saying: `according to`, `, a claim that`."""
    if word.lower_ == "according":
        return True
    noun = word.head
    opens = word.dep_ == "det" and word.nbor(-1).text == ","
    return opens and noun.dep_ in ("appos", "npadvmod") and noun.lemma_ in COMMENTS


def _is_aside(head: Token, clause: Token) -> bool:
    """Whether a loose clause tells what the speaker did, or what else went on."""
    if clause.tag_ == "VBG":
        return clause.lemma_ in DEEDS
    own = any(c.dep_ == "nsubj" for c in clause.children)
    if clause.left_edge.lower_ in ("while", "as") and own and clause.lemma_ in SPEAKING:
        return True
    later = any(c.lower_ == "would" for c in head.children if c.dep_ == "aux")
    meanwhile = clause.left_edge.lower_ in ("as", "while", "even", "hours", "days", "weeks")
    return later and meanwhile and clause.tag_ == "VBD"


def _joined(head: Token) -> list[Token]:
    """A verb and those that are joined to it."""
    found = [head]
    for word in found:
        found += [c for c in word.children if c.dep_ == "conj" and c.i > word.i]
    return found


def _is_new_deed(head: Token, verb: Token) -> bool:
    """Whether a verb joined by `and` tells what the speaker did next, not what was said."""
    own = next((c for c in verb.children if c.dep_ in SUBJECTS), None)
    lemma = verb.lemma_.lower()
    if own is not None:
        finite = verb.tag_ in ("VBD", "VBZ", "VBP")
        doer = next((c for c in head.children if c.dep_ in SUBJECTS), None)
        things = doer is not None and doer.pos_ == "NOUN" and doer.lemma_.lower() not in DOERS
        if own.lower_ in PRONOUNS:
            return finite and things and lemma in DEEDS | SPEAKING
        return finite and lemma in SPEAKING
    auxiliaries = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    if auxiliaries or verb.tag_ not in ("VBD", "VBN", "VBZ", "VBP") or lemma not in DEEDS:
        return False
    shared = {c.lower_ for c in head.children if c.dep_ in ("aux", "auxpass")}
    doer = next((c for c in head.children if c.dep_ in SUBJECTS), None)
    things = doer is not None and doer.pos_ == "NOUN" and doer.lemma_.lower() not in DOERS
    if things and lemma in SPEAKING:
        return True
    if verb.tag_ in ("VBN", "VBD") and shared & {"had", "has", "have", "'d", "been"}:
        return False
    if head.tag_ == "VBD" and head.pos_ == "VERB" and lemma not in ("say", "add", "call", "urge"):
        return things
    return True
