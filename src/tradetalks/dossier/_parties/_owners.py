"""Whose an office or a trade is: the code of `its ministry`, `growers in Iowa`, `our envoy`.

A country owns what its phrase names (`Canada's`, `of India`, `from Iowa`, not `to Japan`); else its
pronoun does, else the place that the sentence is set in, else the story's own country.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tradetalks.dossier._grammar._grammar import noun_phrase, verb_above
from tradetalks.dossier._grammar._language_model import ParsedSentence
from tradetalks.dossier._names._actors import Mention, Role
from tradetalks.dossier._names._bodies import body_branch
from tradetalks.dossier._names._codes import branch_of, country_of, government
from tradetalks.dossier._parties._story import Met, Story
from tradetalks.dossier._parties._titles import DEPUTY, IT, SHE, STATES, THEY, fits, role_word
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = [
    "FIRMS",
    "SOON",
    "body_code",
    "code_of",
    "office_in",
    "opposite_code",
    "owned_code",
    "owner_code",
    "with_branch",
]

FIRMS = word_set("company association")
GENERIC = word_set("""
president head leader chairman chairwoman chair director executive manager chief spokesman
spokeswoman spokesperson representative rep official officials secretary-general director-general
lawyer lawyers member negotiator negotiators adviser advisers vice-president boss owner founder ceo
secretary general delegate delegates economist analyst lobbyist
""")
"""Offices that any body may have."""
ENVOYS = word_set("ambassador embassy consul consulate chargé high-commissioner")
"""Those whom a country has in another."""
ELSEWHERE = word_set("to with on against about over towards toward versus")
"""Before a country, in a phrase for an office, these tell that it is not its own."""
FAR = 12
SOON = 4
"""Parties before a word among which its body or counterpart is looked for."""


def office_in(words: Sequence[Token]) -> Role | None:
    """The role in a title: of a body that is no government's, else of its last word."""
    known = [(w, r) for w in words if w.lower_ not in DEPUTY and (r := role_word(w))]
    if not known:
        return None
    word, role = known[-1]
    text = [w.text for w in words]
    if "director general" in " ".join(text).lower():
        return Role("GOV", "named")
    if word.lower_ not in GENERIC:
        return role
    for body, kind in known:
        if kind.attribution in ("institution", "collective") and body is not word:
            branch = body_branch(text[: words.index(body) + 1], kind)
            if branch not in ("GOV", "JUD"):
                return Role(branch, role.attribution)
    return role


def owned_code(
    story: Story,
    sentence: ParsedSentence,
    head: Token,
    names: Sequence[Mention],
    role: Role,
    earlier: Sequence[Met],
) -> str | None:
    """Code of a description: the branch of its words, the country of its owner."""
    first, _ = noun_phrase(head)
    if role.attribution in ("institution", "collective"):
        words = [w.text for w in head.doc[first.i : head.i + 1] if not w.is_stop]
        role = Role(body_branch(words, role), role.attribution)
    inner = next(
        (
            o
            for p in head.children
            if p.lower_ in ("of", "for", "at")
            for o in p.children
            if o.dep_ == "pobj"
        ),
        None,
    )
    of_body = role_word(inner) if inner is not None and role.attribution != "institution" else None
    if of_body and inner is not None:
        edge, _ = noun_phrase(inner)
        words = [w.text for w in head.doc[edge.i : inner.i + 1]]
        of_body = Role(body_branch(words, of_body), of_body.attribution)
    before = [w for w in head.doc[first.i : head.i] if w.lower_ not in DEPUTY]
    generic = head.lower_ in GENERIC and before
    role = of_body or (office_in([*before, head]) if generic else None) or role
    owner = owner_code(head, earlier) or (owner_code(inner, earlier) if inner is not None else None)
    if head.lower_ in ("administration", "government", "cabinet") and not names:
        called = (
            c.text for c in head.children if c.dep_ in ("compound", "nmod") and c.text.istitle()
        )
        led = next((code for c in called if (code := _led_by(story, c, earlier))), None)
        if led:
            return led
    if head.lemma_.lower() == "counterpart":
        return opposite_code(story, names, owner)
    body = body_code(story, sentence, head, names, earlier)
    if body:
        return body
    if not owner and not names and _is_accredited(story, head):
        return story.across(story.home)
    if owner and head.lower_ in GENERIC:
        return owner
    return with_branch(owner, role) if owner else code_of(story, sentence, names, role, head)


def _is_accredited(story: Story, head: Token) -> bool:
    """Whether `the ambassador` of no country is meant: the other side's, except to its own."""
    bare = all(c.dep_ in ("det", "appos", "punct", "relcl", "cc", "conj") for c in head.children)
    called = any(c.lower_ == "the" for c in head.children)
    return head.lower_ in ENVOYS and bare and called and not story.written_by.cable


def _led_by(story: Story, surname: str, earlier: Sequence[Met]) -> str | None:
    """Code of the government of a leader: one met before, else one of the tables."""
    people = (m.party for m in reversed(earlier) if m.party.person and m.party.code)
    known = next((p.code for p in people if p.name.split()[-1] == surname), None)
    return known or story.table.led_by(surname)


def opposite_code(story: Story, names: Sequence[Mention], owner: str | None) -> str | None:
    """Whose `her Brazilian counterpart` or `my counterpart` is: a government, the other side's."""
    state = next((m.actor.code for m in names if m.actor.kind in STATES), None)
    if state:
        return government(state)
    return story.across(owner or (story.home and government(story.home)))


def body_code(
    story: Story,
    sentence: ParsedSentence,
    head: Token,
    names: Sequence[Mention],
    earlier: Sequence[Met],
) -> str | None:
    """The body that an office belongs to: `the Council, whose president`; `Kuroda, director`."""
    if head.lower_ not in GENERIC or names:
        return None
    if any(c.lower_ == "whose" for c in head.children):
        clause = verb_above(head)
        at = sentence.at(clause.head)
        owners = (m.party.code for m in reversed(earlier) if m.at == at)
        return next(owners, None) if clause.dep_ == "relcl" else None
    author = story.author
    own = (author.code or "")[3:] in ("BUS", "AGR", "LAB") if author else False
    own = own or story.written_by.branch == "IGO"
    if author and own and _is_ours(head):
        return author.code
    bare = not any(c.dep_ in ("compound", "poss", "prep", "amod") for c in head.children)
    if head.lower_ in ("secretary-general", "director-general") and bare:
        unions = (m.party.code for m in reversed(earlier) if (m.party.code or "")[:3] == "IGO")
        return next(unions, None)
    if head.lower_ in ("director", "head", "chief") and bare:
        near = (m.party for m in reversed(earlier[-FAR:]) if m.party.attribution == "institution")
        bodies = (p.code for p in near if not p.name.startswith("Government of"))
        return next(bodies, None)
    return None


def _is_ours(head: Token) -> bool:
    """Whether an office is named without a body, and so is one of the author's own."""
    return not any(c.dep_ in ("poss", "prep", "nmod") for c in head.children)


def code_of(
    story: Story,
    sentence: ParsedSentence,
    names: Sequence[Mention],
    role: Role,
    head: Token | None = None,
    home: str | None = None,
) -> str | None:
    """Code of a description: an institution's own, or its country and branch."""
    own = [m for m in names if not _is_elsewhere(sentence, m, role, head)]
    for mention in own:
        actor = mention.actor
        fits = role.branch == "GOV" or actor.kind != "person" or actor.code.endswith(role.branch)
        if fits and actor.kind in ("institution", "body", "person", *FIRMS):
            return actor.code
    states = [m.actor.code for m in own if m.actor.kind in STATES]
    cities = [m.actor.code for m in own if m.actor.kind == "dateline"]
    country = next(iter([*states, *cities]), None) or _nearby(story, sentence, role)
    country = country or home or story.home
    return with_branch(country, role) if country else None


def _nearby(story: Story, sentence: ParsedSentence, role: Role) -> str | None:
    """The country that a sentence sets itself in (`In Bonn,`), or that a counterpart implies."""
    span = sentence.sentence.span
    if role.branch not in ("GOV", "LEG"):
        return None
    plain = story.document.plain
    for mention in story.within(span.start, span.end):
        before = plain[span.start : mention.start].strip()
        if before in ("In", "At", "From") and mention.actor.kind in ("capital", "dateline"):
            return mention.actor.code
        if plain[mention.end :].lstrip().startswith("counterpart"):
            return story.across(mention.actor.code)
    return None


def _is_elsewhere(
    sentence: ParsedSentence, mention: Mention, role: Role, head: Token | None
) -> bool:
    """Whether a country is not the owner: `ambassador to Japan`, `importers of Chinese steel`."""
    word = next((w for w in sentence.words if sentence.at(w) >= mention.start), None)
    while word is not None and word.dep_ in ("compound", "amod", "poss", "nmod"):
        if head is not None and word.i == head.i:
            return False
        goods = word.dep_ != "poss" and role.branch in ("BUS", "AGR") and not role_word(word.head)
        inside = word.head.dep_ == "pobj" and word.head.head.lower_ == "of"
        if goods and inside and mention.actor.kind == "adjective":
            return True
        word = word.head
    own = word is None or (head is not None and word.i == head.i)
    return not own and word is not None and word.dep_ == "pobj" and word.head.lower_ in ELSEWHERE


def with_branch(country: str, role: Role) -> str:
    return branch_of(country_of(country), role.branch)


def owner_code(head: Token, earlier: Sequence[Met]) -> str | None:
    """Code of whoever `its mills` or `his office` belongs to."""
    own = any(c.dep_ in ("amod", "compound", "poss") for c in head.children)
    if not own and any(c.lower_ == "there" and c.i > head.i for c in head.children):
        bodies = (m.party.code for m in reversed(earlier) if m.party.attribution == "institution")
        return next(bodies, None)
    for child in head.children:
        if child.dep_ == "poss" and child.lower_ in SHE | IT | THEY:
            known = [m for m in earlier if fits(m.party, child.lower_) and m.party.code]
            subjects = [m for m in known if m.subject]
            return (subjects or known)[-1].party.code if known else None
    return None
