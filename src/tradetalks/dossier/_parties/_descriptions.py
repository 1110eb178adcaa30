"""What a noun phrase names: an actor of the tables, a person with a title, a body, a trade.

A name in the tables gives its own code. A word for an office or a trade (`minister`, `growers`)
takes the country that owns it in its phrase (`Canada's`, `of India`, `from Iowa`, not `to Japan`),
else that of its pronoun, else the story's own. `The ministry` and `the official` are those met
before. A firm is known by its form (`AG`), by its trade (`the drugmaker Helvara`), or by having
been told of before. What is neither a name nor a role is nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tradetalks.dossier._grammar._grammar import noun_phrase
from tradetalks.dossier._grammar._language_model import ParsedSentence
from tradetalks.dossier._names._actors import Mention, Role
from tradetalks.dossier._names._bodies import COMPANY
from tradetalks.dossier._names._codes import government
from tradetalks.dossier._parties._known import LANDS, by_name, definite, firm_of, is_both, land
from tradetalks.dossier._parties._owners import (
    FIRMS,
    SOON,
    body_code,
    code_of,
    office_in,
    opposite_code,
    owned_code,
    owner_code,
    with_branch,
)
from tradetalks.dossier._parties._story import WE, Met, Party, Story
from tradetalks.dossier._parties._titles import (
    SHE,
    STATES,
    acts,
    is_honorific,
    is_modifier,
    is_name,
    is_titled,
    role_word,
    short_name,
    without_article,
)
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

__all__ = ["described"]

MEMBERS = word_set("member one some many dozen score part side number")
PRIVY = word_set("familiar briefed close knowledge")
QUARTERS = word_set("north south east west northern southern eastern western mainland")
FEW_SENTENCES = 200
"""Characters within which a name without a title may be that of an office named before."""
NOWHERE = word_set("in near outside at around")


def described(
    story: Story, sentence: ParsedSentence, head: Token, earlier: Sequence[Met]
) -> Party | None:
    """The party that a noun phrase names, or None.

    Parameters
    ----------
    story, sentence
        Where it stands.
    head
        Its head.
    earlier
        Parties met before it.
    """
    first, last = noun_phrase(head)
    names = story.within(*sentence.offsets(first, last))
    title = head.doc[first.i : last.i + 1]
    at = sentence.at(head)
    exact = next((m for m in names if m.start <= at < m.end), None)
    if exact is None and COMPANY.fullmatch(head.text.rstrip(".")):
        exact = next((m for m in names if m.actor.kind in FIRMS), None)
    if exact is None:
        names = [*names, *_after(story, sentence, last), *_inside(story, sentence, head)]
    if exact and not is_modifier(head) and _names_a_party(exact, head, title):
        return _national(sentence, exact, head, title) or _listed(story, exact)
    if head.pos_ == "PROPN" and (known := by_name(story, head, earlier)):
        return known
    if head.lemma_ in ("person", "people") and any(w.lower_ in PRIVY for w in head.subtree):
        name = without_article(head.doc[first.i : head.right_edge.i + 1].text)
        return Party(name, None, "anonymous", head.tag_ == "NNS", person=True)
    if head.pos_ == "PROPN" and (firm := firm_of(story, sentence, head, title, names)):
        return firm
    if head.ent_type_ == "PERSON" or (head.pos_ == "PROPN" and is_titled(title, head)):
        return _person(story, sentence, title, head, names, earlier)
    if is_both(story, head, title):
        home = story.government_at_home
        return Party("both sides", home.code, "collective", plural=True) if home else None
    if role := role_word(head) or _general(head):
        known = definite(story, head, title, role, earlier)
        return known or _by_role(story, sentence, head, names, role, earlier)
    if head.lemma_.lower() in MEMBERS:
        return _member(story, sentence, head, names, earlier)
    if head.lower_ in LANDS | {"bloc"} and title[0].lower_ in ("the", "this"):
        return land(head, earlier)
    if head.ent_type_ == "ORG" and head.pos_ == "PROPN" and acts(head):
        firm = head.dep_ == "nsubj" and story.home is not None and title[0].lower_ != "the"
        code = f"{story.home}BUS" if firm else None
        return Party(without_article(title.text), code, "institution")
    return None


def _inside(story: Story, sentence: ParsedSentence, head: Token) -> Sequence[Mention]:
    """Names of the place that somebody is in: `an official in Delhi`."""
    found: list[Mention] = []
    for prep in head.children:
        if prep.dep_ == "prep" and prep.lower_ == "in":
            for inner in (c for c in prep.children if c.dep_ == "pobj"):
                found += story.within(*sentence.offsets(*noun_phrase(inner)))
    return [m for m in found if m.actor.kind in STATES | {"dateline"}]


def _after(story: Story, sentence: ParsedSentence, last: Token) -> Sequence[Mention]:
    """The country that stands behind a comma: `the Department of Commerce, Sri Lanka`."""
    _, end = sentence.offsets(last, last)
    near = story.within(end, end + 3)
    comma = story.document.plain[end : end + 2] == ", "
    return [m for m in near if comma and m.actor.kind == "country"]


def _general(head: Token) -> Role | None:
    """The role of a `Director General`, a `Directorate General`, an `Attorney General`."""
    if head.lower_ != "general":
        return None
    compounds = (role_word(c) for c in head.children if c.dep_ == "compound")
    role = next((role for role in compounds if role), None)
    return Role("GOV", role.attribution) if role else None


def _names_a_party(mention: Mention, head: Token, title: Span) -> bool:
    """Whether a name stands for somebody: an adjective only as `the Japanese` or `Canadians`."""
    kind = mention.actor.kind
    if kind == "dateline":
        return False
    if kind == "capital":
        return not (head.dep_ == "pobj" and head.head.lower_ in NOWHERE)
    if kind == "adjective":
        if head.dep_ == "poss":
            return True
        whole = head.dep_ in ("pobj", "nsubj", "dobj", "conj", "nsubjpass")
        plural = head.text.endswith("s") and head.text not in ("Swiss",)
        return whole and (title[0].lower_ == "the" or plural or head.dep_ == "nsubj")
    return True


def _national(sentence: ParsedSentence, mention: Mention, head: Token, title: Span) -> Party | None:
    """A body that is called after its country: `Pipfruit New Zealand`."""
    before = [w for w in title if sentence.at(w) < mention.start]
    if (
        mention.actor.kind != "country"
        or not before
        or role_word(before[-1])
        or head.dep_ == "pobj"
    ):
        return None
    named = before[-1].pos_ == "PROPN" and before[-1].lower_ not in QUARTERS
    if not named or before[-1].ent_type_ in ("GPE", "DATE", "NORP"):
        return None
    return Party(without_article(title.text), mention.actor.code[:3] + "BUS", "institution")


def _listed(story: Story, mention: Mention) -> Party:
    actor = mention.actor
    if actor.kind in STATES:
        name = f"Government of {story.table.country(actor.code)}"
        return Party(name, government(actor.code), "institution")
    if actor.kind == "person":
        return Party(actor.name, actor.code, "named", person=True)
    return Party(actor.name, actor.code, "institution")


def _person(
    story: Story,
    sentence: ParsedSentence,
    title: Span,
    head: Token,
    names: Sequence[Mention],
    earlier: Sequence[Met],
) -> Party:
    """A person who is in no table, known from the title before the name or in apposition."""
    name = [w for w in title if w.i <= head.i]
    while len(name) > 1 and (not is_name(name[0]) or role_word(name[0]) or is_honorific(name[0])):
        name = name[1:]
    titles = [
        k
        for k, word in enumerate(name[:-1])
        if role_word(word) or is_honorific(word) or word.head.dep_ == "prep" or word.dep_ == "prep"
    ]
    name = name[titles[-1] + 1 :] if titles else name
    full = head.doc[name[0].i : head.i + 1].text
    role, around = office_in([w for w in title if w.i < name[0].i]), names
    if role is None and (known := _counterpart(earlier)):
        return Party(full, known, "named", person=True)
    if role is None:
        apposed = next((c for c in head.children if c.dep_ == "appos"), None)
        if apposed is not None:
            first, last = noun_phrase(apposed)
            role = office_in(list(head.doc[first.i : last.i + 1]))
            around = story.within(*sentence.offsets(first, last))
            owner = owner_code(apposed, earlier)
            if apposed.lemma_.lower() == "counterpart":
                known = opposite_code(story, around, owner)
                return Party(full, known, "named", person=True)
            if role and (body := body_code(story, sentence, apposed, around, earlier)):
                return Party(full, body, "named", person=True)
            if role and owner:
                return Party(full, with_branch(owner, role), "named", person=True)
    if role is None and head.dep_ == "appos" and role_word(head.head):
        at = sentence.at(head.head)
        office = next((m.party.code for m in reversed(earlier) if m.at == at), None)
        return Party(full, office, "named", person=True)
    mister = is_honorific(title[0])
    if role is None and mister and (office := _unnamed(sentence, earlier)):
        return Party(full, office, "named", person=True)
    if role is None and (body := _of_body(story, sentence, head, earlier)):
        return Party(full, body, "named", person=True)
    code = code_of(story, sentence, around, role, home=story.host) if role else None
    if role and title[0].lower_ in ("secretary-general", "director-general") and not names:
        unions = (m.party.code for m in reversed(earlier) if (m.party.code or "")[:3] == "IGO")
        code = next(unions, code)
    return Party(full, code, "named", person=True)


def _unnamed(sentence: ParsedSentence, earlier: Sequence[Met]) -> str | None:
    """Code of an office told of just before without a name: `the trade minister`, `Mr Rey`."""
    last = next((m for m in reversed(earlier) if m.party.person), None)
    if last is None or last.party.attribution != "named" or last.party.name.istitle():
        return None
    near = sentence.sentence.span.start - last.at
    return last.party.code if 0 < near < FEW_SENTENCES else None


def _of_body(
    story: Story, sentence: ParsedSentence, head: Token, earlier: Sequence[Met]
) -> str | None:
    """Code of the body that a name without a title belongs to: `Jan Berg of the Bakers' Union`."""
    for prep in head.children:
        if prep.lower_ in ("of", "from", "at") and prep.i > head.i:
            for inner in (c for c in prep.children if c.dep_ == "pobj"):
                body = described(story, sentence, inner, earlier)
                if body and body.attribution == "institution":
                    return body.code
    return None


def _counterpart(earlier: Sequence[Met]) -> str | None:
    """Code of the counterpart who was met just before a name without a title, or None."""
    near = (m.party.code for m in earlier[-SOON:] if m.words & {"counterpart", "counterparts"})
    return next(near, None)


def _by_role(
    story: Story,
    sentence: ParsedSentence,
    head: Token,
    names: Sequence[Mention],
    role: Role,
    earlier: Sequence[Met],
) -> Party | None:
    apposed = next((c for c in head.children if c.dep_ == "appos"), None)
    if apposed is not None and apposed.ent_type_ == "PERSON" and role.attribution == "named":
        person = described(story, sentence, apposed, earlier)
        if person and person.code:
            return person
        name = head.doc[noun_phrase(apposed)[0].i : apposed.i + 1].text
        return Party(
            name, owned_code(story, sentence, head, names, role, earlier), "named", person=True
        )
    plural = head.tag_ in ("NNS", "NNPS")
    inner = next((o for p in head.children for o in p.children if o.dep_ == "pobj"), None)
    code = owned_code(story, sentence, head, names, role, earlier)
    attribution = role.attribution
    if attribution == "named":
        words = [c.lower_ for w in (head, inner) if w is not None for c in w.children]
        vague = "a" in words or "an" in words or head.lower_.startswith("spokes")
        attribution = "collective" if plural else "anonymous" if vague else "named"
    if head.lower_ == "government" and not plural and code:
        name = f"Government of {story.table.country(code)}"
    else:
        name = short_name(head, names)
    return Party(name, code, attribution, plural, attribution in ("named", "anonymous"))


def _is_of_trade(party: Party) -> bool:
    return (party.code or "")[3:] in ("BUS", "AGR", "LAB")


def _member(
    story: Story,
    sentence: ParsedSentence,
    head: Token,
    names: Sequence[Mention],
    earlier: Sequence[Met],
) -> Party | None:
    """`Members of Congress`, `one of his aides`, `the American side`."""
    whose = next((c for c in head.children if c.dep_ == "poss"), None)
    if head.lower_ == "members" and whose is not None:
        code = owner_code(head, earlier)
        code = story.author.code if code is None and whose.lower_ in WE and story.author else code
        return Party("members", code, "collective", plural=True) if code else None
    author = story.author
    if head.lower_ == "members" and not names and author and _is_of_trade(author):
        return Party("members", author.code, "collective", plural=True)
    if head.lower_ in ("side", "part"):
        state = next((m.actor.code for m in names if m.actor.kind in STATES), None)
        if state:
            name = f"Government of {story.table.country(state)}"
            return Party(name, government(state), "institution")
    inner = next(
        (o for p in head.children if p.lower_ == "of" for o in p.children if o.dep_ == "pobj"), None
    )
    if inner is None:
        return None
    role = role_word(inner)
    whose = next((c for c in inner.children if c.dep_ == "poss"), None)
    if role and whose is not None and whose.lower_ in SHE:
        boss = next((m.party for m in reversed(earlier) if m.party.person), None)
        if boss:
            return Party(f"{inner.lemma_} to {boss.name}", boss.code, "anonymous", person=True)
    owner = next((m for m in names if m.actor.kind not in STATES | {"dateline"}), None)
    if owner:
        return Party(short_name(head, ()), owner.actor.code, "collective", plural=True)
    if role:
        return _by_role(story, sentence, inner, names, role, earlier)
    return None
