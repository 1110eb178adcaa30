"""Parties told of before, or known by their form: `the ministry`, `both sides`, `Helvara AG`.

A surname means the person named before, `the official` the one met before; a firm is known by its
form (`AG`), by its trade (`the drugmaker Helvara`), or by having been told of before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tradetalks.dossier._grammar._grammar import noun_phrase
from tradetalks.dossier._grammar._language_model import ParsedSentence
from tradetalks.dossier._names._actors import Mention, Role
from tradetalks.dossier._names._bodies import COMPANY
from tradetalks.dossier._parties._story import Met, Party, Story
from tradetalks.dossier._parties._titles import ARTICLES, DEPUTY, HONORIFICS, STATES, role_word
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

__all__ = ["LANDS", "by_name", "definite", "firm_of", "is_both", "land"]

PAIRS = word_set("both two each either neither")
PAIRED = word_set("""
both two side government country party leader minister president capital nation neighbour neighbor
partner ally republic economy power rival delegation negotiator prime delegation team
""")
SIDES = word_set("parties sides")
LANDS = word_set("country nation kingdom republic island")


def by_name(story: Story, head: Token, earlier: Sequence[Met]) -> Party | None:
    """A person named before by whom a surname is meant, or a firm that was told of before."""
    others = [c for c in head.children if c.dep_ == "compound" and not role_word(c)]
    alone = not [c for c in others if c.lower_.rstrip(".") not in HONORIFICS]
    for party in (m.party for m in reversed(earlier)):
        words = party.name.split()
        called = head.text in (words[-1], words[0]) and party.name[:1].isupper()
        if alone and party.person and party.attribution == "named" and called:
            return party
        firm = (party.code or "").endswith("BUS") and party.attribution == "institution"
        if firm and not others and words[0] == head.text and head.text[:1].isupper():
            return party
    author = story.author
    if author and (author.code or "").endswith(("BUS", "AGR", "LAB")):
        called = [w.text.casefold() for w in (*others, head)]
        words = author.name.casefold().split()
        return author if called[0] == words[0] and set(called) <= set(words) else None
    return None


def firm_of(
    story: Story, sentence: ParsedSentence, head: Token, title: Span, names: Sequence[Mention]
) -> Party | None:
    """A firm that is in no table, by its form or its trade."""
    if head.ent_type_ == "PERSON" or role_word(head):
        return None
    trades = [
        *(w for w in title if w.i < head.i),
        *(c for c in head.children if c.dep_ == "appos"),
    ]
    trade = next(
        (
            w
            for w in trades
            if (r := role_word(w)) and r.branch in ("BUS", "AGR") and _of_trade(w, r)
        ),
        None,
    )
    proper = [w for w in title if w.pos_ == "PROPN" and not role_word(w)]
    name = title.doc[proper[0].i : head.i + 1].text if proper else head.text
    if trade is None and not (COMPANY.search(name) and len(proper) > 1):
        return None
    around = names
    if trade is not None and trade.i > head.i:
        around = story.within(*sentence.offsets(*noun_phrase(trade)))
    country = next((m.actor.code for m in around if m.actor.kind in STATES), None) or story.home
    name = " ".join(w for w in name.split() if w.lower() not in ARTICLES)
    return Party(name, country[:3] + "BUS" if country else None, "institution")


def _of_trade(word: Token, role: Role) -> bool:
    """Whether a word tells what a firm or a body is: `drugmaker`, `pork producers' body`."""
    owned = word.dep_ in ("poss", "compound", "nmod")
    return role.attribution == "institution" or (role.attribution == "collective" and owned)


def definite(
    story: Story, head: Token, title: Span, role: Role, earlier: Sequence[Met]
) -> Party | None:
    """The party met before that `the official`, `the ministry` or `the group` means, if any."""
    if title[0].lower_ != "the":
        return None
    words = {w.lower_ for w in title if w.lower_ not in ARTICLES and w.tag_ != "POS"}
    if role.attribution != "institution":
        known = (
            m
            for m in reversed(earlier)
            if head.lower_ in m.titles and words <= m.words and not (DEPUTY & m.words) - words
        )
        return next((m.party for m in known if m.party.attribution != "institution"), None)
    if len(words) > 1 or head.lower_ == "government":
        return None
    author = story.author
    if role.branch != "GOV" and author and (author.code or "")[3:] in ("BUS", "AGR", "LAB"):
        return author
    same = (m.party for m in reversed(earlier) if head.lower_ in m.words)
    found = next((p for p in same if p.attribution == "institution"), None)
    if found is None and role.branch == "BUS":
        firms = (m.party for m in reversed(earlier) if (m.party.code or "").endswith("BUS"))
        found = next((p for p in firms if p.attribution == "institution"), None)
    return found


def is_both(story: Story, head: Token, title: Span) -> bool:
    """Whether both sides of the table are meant: `the two Governments`, `both sides`, `the two`.

    So are the ministers of a statement that several sign.
    """
    low = head.lemma_.lower()
    pair = any(w.lower_ in PAIRS for w in title)
    if pair and (head.lower_ in PAIRED or low in PAIRED):
        return True
    the = title[0].lower_ == "the" and len(title) == 2
    joint = story.written_by.joint and low in ("minister", "leader", "government", "president")
    return the and (head.lower_ in SIDES or (joint and head.tag_ in ("NNS", "NNPS")))


def land(head: Token, earlier: Sequence[Met]) -> Party | None:
    """The government that `the country` or `the bloc` means: the last that was met."""
    states = (m.party for m in reversed(earlier) if m.party.name.startswith("Government of"))
    if head.lower_ == "bloc":
        states = (p for p in states if p.code == "EUR" or (p.code or "")[:3] == "IGO")
        return next(states, None) or Party("Government of European Union", "EUR", "institution")
    return next(states, None)
