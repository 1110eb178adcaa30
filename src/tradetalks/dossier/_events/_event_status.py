"""Whether an event happened, is planned, possible, conditional, denied or only told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tradetalks.dossier._events._event_rules import forms_of
from tradetalks.dossier._text._tokens import word_set

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = [
    "denied_above",
    "governors",
    "is_background",
    "is_conditional",
    "is_denied",
    "is_future",
    "is_light",
    "status_of",
]

NO = word_set("no nothing none never neither zero nobody")
IF = word_set("if unless once until provided should")
LIGHT_WORDS = {
    "actual": """begin start continue keep help proceed use manage have move force compel choose
        decide_against get resolve let allow permit cause result lead lead_to""",
    "possible": """try attempt seem appear allow could able option right free discretion
        talk_about entitle likely position mood hurry authorise authorize empower entitled
        possibility prospect power suggest want wish tempt""",
    "planned": """plan intend prepare decide announce go expect schedule determine order instruct
        mandate direct hope aim aspire look due set bound decision plan intention intent move
        effort announcement step order determination ready be mean programme program arrange
        remain proposal resolve about""",
    "negated": """hold_back refrain refrain_from stop avoid avert fail forgo resist unable failure
        reluctant reluctance unwilling unlikely prevent neglect inability desist abstain""",
}
LIGHT = {word: status for status, words in LIGHT_WORDS.items() for word in words.split()}
"""Words that govern another and what they make of its status."""

MODALS = {
    "may": "possible",
    "might": "possible",
    "could": "possible",
    "can": "possible",
    "should": "possible",
    "ought": "possible",
    "will": "planned",
    "'ll": "planned",
    "wo": "planned",
    "shall": "planned",
    "would": "planned",
}
FUTURE = word_set("will 'll wo shall would")
STRONGEST = ("negated", "conditional", "possible", "planned", "actual")
TO_DO = word_set("relcl acl advcl")
THROUGH = word_set(
    "advmod xcomp ccomp pcomp pobj dobj prep acl acomp attr oprd nsubjpass advcl agent"
)


def status_of(word: Token) -> str:
    """The status of an event, from the word that tells it and what governs that."""
    found: set[str] = set()
    for one in (word, *governors(word)):
        if one.i != word.i and not is_light(one):
            break
        if is_denied(one):
            found.add("negated")
        if is_conditional(one):
            found.add("conditional")
        for child in one.children:
            if child.dep_ == "aux":
                found.add(MODALS.get(child.lower_, "actual"))
        if one.i != word.i or one.lemma_ in ("refrain", "abstain"):
            found.add(next((LIGHT[form] for form in forms_of(one) if form in LIGHT), "actual"))
    if found <= {"actual"} and _is_hearsay(word):
        return "reported"
    return next((status for status in STRONGEST if status in found), "actual")


def is_light(word: Token) -> bool:
    """Whether a word tells no deed of its own but governs one."""
    return any(form in LIGHT for form in forms_of(word))


def governors(word: Token) -> Iterator[Token]:
    """Words of meaning that govern a word, from the nearest up to the top of its clause."""
    at = word
    for _ in range(len(word.doc)):
        if at.head.i == at.i:
            return
        if at.dep_ == "conj":
            if any(
                c.dep_ in ("nsubj", "nsubjpass", "aux") for c in at.children
            ) and at.tag_ not in (
                "VB",
                "VBG",
            ):
                return
            at = at.head
            continue
        due = at.dep_ in TO_DO and any(c.dep_ == "aux" and c.lower_ == "to" for c in at.children)
        due = due or (at.dep_ == "acl" and any(c.lower_ == "that" for c in at.children))
        if not due and (at.dep_ not in THROUGH or (at.dep_ == "acl" and at.tag_ in ("VBN", "VBG"))):
            return
        if at.dep_ == "advcl" and at.tag_ != "VB" and not due:
            return
        if at.dep_ == "ccomp" and at.i < at.head.i:
            return
        at = at.head
        if at.pos_ not in ("ADP", "ADV", "SCONJ", "PART"):
            yield at


def is_denied(word: Token) -> bool:
    """Whether a word, its object or its subject is denied."""
    return any(
        (c.dep_ == "neg" and not _is_not_only(c) and not _is_number(c))
        or (c.lower_ == "longer" and any(d.lower_ == "no" for d in c.children))
        or (c.dep_ in ("dobj", "nsubjpass", "attr", "nsubj") and _is_no(c))
        or (c.dep_ == "aux" and c.lower_ in ("wo", "cannot"))
        or (c.lower_ == "yet" and word.lemma_ == "have")
        for c in word.children
    ) or (word.pos_ == "NOUN" and _is_no(word))


def denied_above(word: Token) -> Token | None:
    """The light word that denies a deed: `was unable to accept`, `did not plan to lift`."""
    for one in governors(word):
        if not is_light(one):
            return None
        if is_denied(one) or any(LIGHT.get(form) == "negated" for form in forms_of(one)):
            return one
    return None


def is_future(verb: Token) -> bool:
    """Whether a verb, or the one that it is joined to, looks ahead: `will`, `shall`, `would`."""
    while not any(c.dep_ == "aux" and c.lower_ in FUTURE for c in verb.children):
        own = any(c.dep_ in ("nsubj", "nsubjpass", "aux") for c in verb.children)
        if verb.dep_ != "conj" or verb.tag_ not in ("VB", "VBN") or own:
            return False
        verb = verb.head
    return True


def is_background(verb: Token) -> bool:
    """Whether a verb tells what others must do, what is open, or under which condition."""
    for child in verb.children:
        if child.dep_ == "aux" and child.lower_ == "must":
            return True
        if child.dep_ == "mark" and child.lower_ == "as" and verb.tag_ == "VBN":
            return not any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)
        if child.dep_ == "mark" and child.lower_ in ("unless", "whether"):
            return True
    return False


def is_conditional(verb: Token) -> bool:
    for child in verb.children:
        if child.dep_ in ("mark", "advmod", "aux") and child.lower_ in IF:
            if child.lower_ == "should" and child.i > verb.left_edge.i:
                continue
            return True
        if child.dep_ == "advcl" and any(
            (c.dep_ in ("mark", "advmod") and c.lower_ in IF)
            or (c.lower_ in ("had", "should") and c.i == child.left_edge.i)
            for c in child.children
        ):
            return True
        if child.dep_ == "advmod" and child.lower_ == "otherwise":
            return True
    return any(c.lower_ == "would" for c in verb.children) and any(
        c.lower_ == "have" and c.dep_ == "aux" for c in verb.children
    )


def _is_no(noun: Token) -> bool:
    return any(w.lower_ in NO and not _is_number(w) for w in (noun, *noun.children))


def _is_number(word: Token) -> bool:
    """`No. 388` denies nothing."""
    following = [w.text for w in word.doc[word.i + 1 : word.i + 3]]
    return word.text in ("No", "No.") and any(w.isdigit() for w in following)


def _is_not_only(word: Token) -> bool:
    after = word.nbor(1) if word.i + 1 < len(word.doc) else None
    return after is not None and after.lower_ in ("only", "just", "merely")


def _is_hearsay(verb: Token) -> bool:
    """Whether somebody is only said to have done it."""
    told = verb.dep_ == "xcomp" and verb.head.lemma_ in ("say", "report", "believe", "understand")
    return told and any(c.dep_ == "auxpass" for c in verb.head.children)
