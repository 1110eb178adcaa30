"""Words of a noun phrase: titles, forms of address, offices, and the name that is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tradetalks.dossier._grammar._grammar import noun_phrase
from tradetalks.dossier._names._actors import Mention, Role, role_of, roles
from tradetalks.dossier._parties._story import Party
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

__all__ = [
    "ARTICLES",
    "DEPUTY",
    "HONORIFICS",
    "IT",
    "SHE",
    "STATES",
    "THEY",
    "acts",
    "fits",
    "is_honorific",
    "is_modifier",
    "is_name",
    "is_titled",
    "role_word",
    "short_name",
    "without_article",
]

SHE = word_set("he she him her his hers himself herself")
IT = word_set("it its itself")
THEY = word_set("they them their theirs themselves")
ARTICLES = word_set("a an the this that these those some whose")
DEPUTY = word_set("vice deputy former assistant acting")
HONORIFICS = word_set("mr mrs ms miss dr sir lord dame prof shri smt madame herr señor senhor")
STATES = word_set("country adjective capital")


def fits(party: Party, pronoun: str) -> bool:
    """Whether a pronoun of the third person may mean a party."""
    if pronoun in SHE:
        return party.person
    if pronoun in THEY:
        return party.plural or party.attribution in ("collective", "institution")
    return party.attribution == "institution"


def titles_of(head: Token) -> frozenset[str]:
    """Words for offices that belong to a name, before it or in apposition."""
    first, _ = noun_phrase(head)
    near = [*head.doc[first.i : head.i + 1]]
    near += [w for a in head.children if a.dep_ == "appos" for w in a.subtree]
    return frozenset(w.lower_ for w in near if role_word(w))


def short_name(head: Token, names: Sequence[Mention]) -> str:
    """A description as a name: no article, the short form of a long institution."""
    for mention in names:
        short = next((a for a in mention.actor.aliases if a.isupper() and a.isalpha()), None)
        if mention.actor.kind == "institution" and short and mention.end - mention.start > 20:
            return f"{short} {head.text}"
    first, last = noun_phrase(head)
    return without_article(head.doc[first.i : last.i + 1].text)


def without_article(text: str) -> str:
    first, _, rest = text.partition(" ")
    text = rest if rest and first.lower() in ARTICLES else text
    return text.removesuffix("'s").removesuffix("'").strip()


def role_word(word: Token) -> Role | None:
    return role_of(word.lower_) or roles().get(word.lemma_.lower())


def is_titled(title: Span, head: Token) -> bool:
    """Whether an office or a form of address stands before a name: `Vice-Minister Li`, `Mr Rey`."""
    return not role_word(head) and any(
        w.i < head.i
        and (
            is_honorific(w)
            or (w.pos_ == "PROPN" and (r := role_word(w)) is not None and r.attribution == "named")
        )
        for w in title
    )


def is_honorific(word: Token) -> bool:
    return word.lower_.rstrip(".") in HONORIFICS


def is_name(word: Token) -> bool:
    return (
        word.text[:1].isupper() and word.dep_ in ("compound", "nmod", "amod")
    ) or word.pos_ == "PROPN"


def acts(head: Token) -> bool:
    """Whether an unknown body does or says something, or is told it."""
    return head.dep_ in ("nsubj", "nsubjpass", "dobj") or head.head.lower_ in ("by", "to", "with")


def is_modifier(head: Token) -> bool:
    return head.dep_ in ("compound", "amod")


def words_of(head: Token) -> Iterator[str]:
    """Words of a noun phrase and of what stands in apposition to it, in small letters."""
    first, last = noun_phrase(head)
    yield from (w.lower_ for w in head.doc[first.i : last.i + 1])
    for apposed in (c for c in head.children if c.dep_ == "appos"):
        yield from (w.lower_ for w in apposed.subtree)
