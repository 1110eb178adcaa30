"""Who is meant: names, titles, descriptions and pronouns resolved to a party with a code.

A noun phrase is read by its head. A name in the tables gives its own code; a word for an office or
a trade (`minister`, `growers`) takes the country named beside it, or else the story's own: that of
its dateline or letterhead. `The official`, `she`, `it` and `they` look back to the nearest party
that fits. What is neither a name nor a role is nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tradetalks.dossier._actors import ActorTable, Mention, Role, read_actors, roles
from tradetalks.dossier._grammar import noun_phrase
from tradetalks.dossier._language_model import LanguageModel, ParsedSentence, parse
from tradetalks.dossier._story import RECALL, WE, Met, Party, Story, government
from tradetalks.dossier._text import Document
from tradetalks.dossier._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

__all__ = ["party_of", "read_story"]

SHE = word_set("he she him her his hers himself herself")
IT = word_set("it its itself")
THEY = word_set("they them their theirs themselves")
RELATIVE = word_set("who which that whom")
BOTH = word_set("both two side government country party leader minister president")
MEMBERS = word_set("member one some many dozen score part side number")
ARTICLES = word_set("a an the this that these those some")
DEPUTY = word_set("vice deputy former assistant")
STATES = word_set("country adjective capital")
FIRMS = word_set("company association")
PRIVY = word_set("familiar briefed close knowledge")
HEADS = word_set("nsubj nsubjpass dobj pobj poss conj attr appos dative agent ROOT nmod")


def read_story(
    document: Document, actors: ActorTable | None = None, model: LanguageModel | None = None
) -> Story:
    """Prepare a document for the reading of quotes, commitments and events.

    Parameters
    ----------
    document
        The text.
    actors
        Names to find; the shipped tables if none are given.
    model
        A language model; without one only direct quotes can be read.
    """
    parsed = parse(document, model) if model else None
    story = Story(document, actors or read_actors(), parsed)
    return replace(story, met={met.at: met for met in _meet(story)})


def party_of(
    story: Story, sentence: ParsedSentence, word: Token, voice: Party | None = None
) -> Party | None:
    """The party that a word names, or that a pronoun looks back to.

    Parameters
    ----------
    story, sentence
        Where the word stands.
    word
        Head of a noun phrase, or a pronoun.
    voice
        Whoever speaks there: the meaning of ``I`` and ``we``.
    """
    low = word.lower_
    at = sentence.start + word.idx
    if low in RELATIVE and word.head.dep_ == "relcl":
        return party_of(story, sentence, word.head.head, voice)
    if low in WE:
        return voice or _author(story, sentence)
    if low in SHE | IT | THEY:
        return _antecedent(story, at, low)
    met = story.met.get(at)
    return met.party if met else None


def _meet(story: Story) -> Iterator[Met]:
    """Every noun phrase that names a party, in order; pronouns are left for later."""
    earlier: list[Met] = []
    for sentence in story.parsed.sentences if story.parsed else ():
        for word in sentence.words:
            if word.pos_ not in ("NOUN", "PROPN", "NUM", "ADJ") or word.dep_ not in HEADS:
                continue
            first, last = noun_phrase(word)
            party = _described(story, sentence, word, first, last, earlier[-RECALL:])
            if party:
                words = frozenset(w.lower_ for w in word.doc[first.i : last.i + 1])
                titles = frozenset(w.lower_ for w in word.doc[first.i : word.i + 1] if _role(w))
                subject = word.dep_ in ("nsubj", "nsubjpass", "agent")
                earlier.append(Met(sentence.start + word.idx, party, words, titles, subject))
                yield earlier[-1]


def _described(
    story: Story,
    sentence: ParsedSentence,
    head: Token,
    first: Token,
    last: Token,
    earlier: Sequence[Met],
) -> Party | None:
    start, end = sentence.offsets(first, last)
    names = story.within(start, end)
    at = sentence.start + head.idx
    exact = next((m for m in names if m.start <= at < m.end), None)
    role = _role(head)
    people = head.dep_ in ("pobj", "nsubj", "dobj") and first.lower_ == "the"
    unfit = {"dateline"} if people else {"adjective", "dateline"}
    if exact and exact.actor.kind not in unfit and not _is_modifier(head):
        return _listed(story, exact)
    title = head.doc[first.i : last.i + 1]
    if head.pos_ == "PROPN" and (known := _by_surname(head, earlier)):
        return known
    if head.lemma_ in ("person", "people") and any(w.lower_ in PRIVY for w in head.subtree):
        name = _without_article(head.doc[first.i : head.right_edge.i + 1].text)
        return Party(name, None, "anonymous", head.tag_ == "NNS", person=True)
    if head.ent_type_ == "PERSON" or (head.pos_ == "PROPN" and _titled(title, head)):
        return _person(story, title, head, names)
    if _is_both(head, title):
        home = story.government_at_home
        return Party("both sides", home.code, "collective", plural=True) if home else None
    if role:
        return _definite(head, title, role, earlier) or _by_role(story, head, names, role, earlier)
    if head.lemma_.lower() in MEMBERS:
        return _member(story, head, names, earlier)
    if head.ent_type_ == "ORG" and head.pos_ == "PROPN" and _acts(head):
        inner = next((r for w in title if (r := roles().get(w.lower_))), None)
        name = _without_article(title.text)
        return Party(name, _code(story, names, inner, home=False) if inner else None, "institution")
    return None


def _listed(story: Story, mention: Mention) -> Party:
    actor = mention.actor
    if actor.kind in STATES:
        return Party(
            f"Government of {story.table.country(actor.code)}",
            government(actor.code),
            "institution",
        )
    if actor.kind == "person":
        return Party(actor.name, actor.code, "named", person=True)
    return Party(actor.name, actor.code, "institution")


def _person(
    story: Story,
    title: Span,
    head: Token,
    names: Sequence[Mention],
) -> Party:
    """A person who is in no table, known from the title before the name."""
    name = [w for w in title if w.i <= head.i]
    while len(name) > 1 and (not _is_name(name[0]) or roles().get(name[0].lower_)):
        name = name[1:]
    for place, word in enumerate(name[:-1]):
        if roles().get(word.lower_):
            name = name[place + 1 :]
            break
    full = head.doc[name[0].i : head.i + 1].text
    role = next((r for w in title if w.i < head.i and (r := roles().get(w.lower_))), None)
    role = role or _apposed_role(head)
    code = _code(story, names, role, home=True) if role else None
    return Party(full, code, "named", person=True)


def _by_surname(head: Token, earlier: Sequence[Met]) -> Party | None:
    """A person named before by whom a surname alone is meant."""
    if any(c.dep_ == "compound" and not _role(c) for c in head.children):
        return None
    people = (m.party for m in reversed(earlier) if m.party.attribution == "named")
    return next((p for p in people if p.person and p.name.split()[-1] == head.text), None)


def _apposed_role(head: Token) -> Role | None:
    for child in head.children:
        if child.dep_ == "appos" and (role := _role(child)):
            return role
    return None


def _by_role(
    story: Story,
    head: Token,
    names: Sequence[Mention],
    role: Role,
    earlier: Sequence[Met],
) -> Party | None:
    plural = head.tag_ in ("NNS", "NNPS")
    inner = next((o for p in head.children for o in p.children if o.dep_ == "pobj"), None)
    branch = _role(inner) if inner is not None and role.attribution != "institution" else None
    owner = _owner(head, earlier)
    if owner:
        code = _branch(owner, branch or role)
    else:
        code = _code(story, names, branch or role, home=True)
    attribution = role.attribution
    if attribution == "named":
        words = [c.lower_ for w in (head, inner) if w is not None for c in w.children]
        vague = "a" in words or "an" in words or head.lower_.startswith("spokes")
        attribution = "collective" if plural else "anonymous" if vague else "named"
    if head.lower_ == "government" and not plural and code:
        name = f"Government of {story.table.country(code)}"
    else:
        name = _name(head, names)
    return Party(name, code, attribution, plural, attribution in ("named", "anonymous"))


def _member(
    story: Story,
    head: Token,
    names: Sequence[Mention],
    earlier: Sequence[Met],
) -> Party | None:
    """`Members of Congress`, `one of his aides`, `both sides`."""
    inner = next(
        (o for p in head.children if p.lower_ == "of" for o in p.children if o.dep_ == "pobj"), None
    )
    if inner is None:
        return None
    role = _role(inner)
    whose = next((c for c in inner.children if c.dep_ == "poss"), None)
    if role and whose is not None and whose.lower_ in SHE:
        boss = next((m.party for m in reversed(earlier) if m.party.person), None)
        if boss:
            return Party(f"{inner.lemma_} to {boss.name}", boss.code, "anonymous", person=True)
    owner = next((m for m in names if m.actor.kind not in STATES), None)
    if owner:
        name = _name(head, ())
        return Party(name, owner.actor.code, "collective", plural=True)
    if role:
        return _by_role(story, inner, names, role, earlier)
    return None


def _definite(head: Token, title: Span, role: Role, earlier: Sequence[Met]) -> Party | None:
    """The party met before that `the official` or `the group` means, if any."""
    if title[0].lower_ != "the":
        return None
    words = {w.lower_ for w in title if w.lower_ not in ARTICLES}
    if role.attribution != "institution":
        known = (
            m
            for m in reversed(earlier)
            if head.lower_ in m.titles and words <= m.words and not (DEPUTY & m.words) - words
        )
        return next((m.party for m in known if m.party.attribution != "institution"), None)
    if role.branch == "BUS" and len(words) == 1:
        firms = (m.party for m in reversed(earlier) if (m.party.code or "").endswith("BUS"))
        return next((p for p in firms if p.attribution == "institution"), None)
    return None


def _antecedent(story: Story, at: int, pronoun: str) -> Party | None:
    """The nearest party before a place that a pronoun may mean; subjects go first."""
    fallback: Party | None = None
    for met in story.before(at):
        if _fits(met.party, pronoun):
            if met.subject:
                return met.party
            fallback = fallback or met.party
    return fallback


def _fits(party: Party, pronoun: str) -> bool:
    if pronoun in SHE:
        return party.person
    if pronoun in THEY:
        return party.plural or party.attribution in ("collective", "institution")
    return party.attribution == "institution"


def _author(story: Story, sentence: ParsedSentence) -> Party | None:
    """Whoever writes or speaks a text in the first person: the story's own government."""
    home = story.government_at_home
    if home and sentence.label:
        return Party(sentence.label.capitalize(), home.code, "named", person=True)
    return home


def _code(story: Story, names: Sequence[Mention], role: Role | None, *, home: bool) -> str | None:
    """Code of a description: an institution's own, or its country and branch."""
    if not role:
        return None
    for mention in names:
        if mention.actor.kind in ("institution", "body", "person", *FIRMS):
            same = mention.actor.code.endswith(role.branch) or mention.actor.kind != "person"
            if same or role.branch == "GOV":
                return mention.actor.code
    state = next((m.actor.code for m in names if m.actor.kind in STATES), None)
    country = state or (story.home if home else None)
    return _branch(country, role) if country else None


def _branch(country: str, role: Role) -> str:
    return government(country[:3]) if role.branch == "GOV" else country[:3] + role.branch


def _owner(head: Token, earlier: Sequence[Met]) -> str | None:
    """Code of whoever `its mills` or `his office` belongs to."""
    for child in head.children:
        if child.dep_ == "poss" and child.lower_ in SHE | IT | THEY:
            fits = [m for m in earlier if _fits(m.party, child.lower_) and m.party.code]
            subjects = [m for m in fits if m.subject]
            return (subjects or fits)[-1].party.code if fits else None
    return None


def _name(head: Token, names: Sequence[Mention]) -> str:
    """A description as a name: no article, the short form of a long institution."""
    for mention in names:
        short = next((a for a in mention.actor.aliases if a.isupper() and a.isalpha()), None)
        if mention.actor.kind == "institution" and short and mention.end - mention.start > 20:
            return f"{short} {head.text}"
    first, last = noun_phrase(head)
    return _without_article(head.doc[first.i : last.i + 1].text)


def _without_article(text: str) -> str:
    first, _, rest = text.partition(" ")
    text = rest if rest and first.lower() in ARTICLES else text
    return text.removesuffix("'s").removesuffix("'").strip()


def _role(word: Token) -> Role | None:
    return roles().get(word.lower_) or roles().get(word.lemma_.lower())


def _titled(title: Span, head: Token) -> bool:
    """Whether an office stands before a name, as in `Vice-Minister Li`."""
    return any(
        w.i < head.i and w.pos_ == "PROPN" and (r := _role(w)) and r.attribution == "named"
        for w in title
    ) and not _role(head)


def _is_name(word: Token) -> bool:
    return (
        word.text[:1].isupper() and word.dep_ in ("compound", "nmod", "amod")
    ) or word.pos_ == "PROPN"


def _is_both(head: Token, title: Span) -> bool:
    """Whether both sides of the table are meant: `the two Governments`, `both sides`, `the two`."""
    pair = any(w.lower_ in ("two", "both", "each", "either") for w in title)
    return pair and (head.lower_ in BOTH or head.lemma_.lower() in BOTH)


def _acts(head: Token) -> bool:
    """Whether an unknown body does or says something, or is told it."""
    return head.dep_ in ("nsubj", "nsubjpass", "dobj") or head.head.lower_ in ("by", "to", "with")


def _is_modifier(head: Token) -> bool:
    return head.dep_ in ("compound", "amod")
