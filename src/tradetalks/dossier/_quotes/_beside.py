"""Who speaks beside a quotation, read from the words alone, without a grammar.

The words next to it are looked through for a verb of saying and a name or a description: `, said
X`, `, X said`, `X said: `.
"""

from __future__ import annotations

import re

from tradetalks.dossier._names._actors import roles
from tradetalks.dossier._names._speaker_words import NAMELESS
from tradetalks.dossier._parties._story import Party, Story
from tradetalks.dossier._quotes._cues import cues, verb_of
from tradetalks.dossier._text._tokens import word_set

__all__ = ["beside"]

WORD = re.compile(r"[\w'-]+(?:\.[\w'-]+)*")
PRONOUNS = word_set("he she it they we i you who")
PASSIVE = re.compile(r"\b(?:am|is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?$")
REACH = 160
LONGEST_NAME = 10
PASSIVE_REACH = 40


def beside(story: Story, start: int, end: int) -> tuple[Party | None, str] | None:
    """Speaker and cue next to a quotation, read from the words alone; None without a cue."""
    plain = story.document.plain
    first, last = story.document.sentence_at(start).span, story.document.sentence_at(end - 1).span
    after, before = plain[end : last.end], plain[first.start : start]
    found = _after(story, after, end) or _before(story, before, first.start)
    if found is None:
        text = f"{after} {before}"
        words = (w for w in WORD.finditer(text) if _is_cue(w.group()))
        cue = next((w.group() for w in words if not _is_passive(text, w)), None)
        return (None, cue) if cue else None
    if NAMELESS.search(after):
        return Party(found[0].name, found[0].code, "anonymous", person=True), found[1]
    return found


def _after(story: Story, text: str, start: int) -> tuple[Party, str] | None:
    """`, said X` or `, X said` after a quotation."""
    words = list(WORD.finditer(text[:REACH]))
    for place, word in enumerate(words[:12]):
        if not _is_cue(word.group()):
            continue
        if place == 0:
            name = re.split(r'[,;:."](?: |$)|\s(?:after|before|in|on|at)\s', text[word.end() :])[0]
            return _named(story, name, start + word.end(), word.group())
        name = text[words[0].start() : word.start()]
        found = _named(story, name.split(",")[0], start + words[0].start(), word.group())
        if found:
            return found
    return None


def _before(story: Story, text: str, start: int) -> tuple[Party, str] | None:
    """`X said: ` or `X said that` before a quotation."""
    for word in reversed(list(WORD.finditer(text))):
        if _is_cue(word.group()) and not _is_passive(text, word):
            name = re.split(r'[;:"]\s', text[: word.start()])[-1].split(",")[0].strip()
            if not name:
                rest = text[word.end() :]
                return _named(story, rest.split(":")[0], start + word.end(), word.group())
            return _named(story, name, start + word.start() - len(name) - 1, word.group())
    return None


def _is_passive(text: str, word: re.Match[str]) -> bool:
    return bool(PASSIVE.search(text, max(0, word.start() - PASSIVE_REACH), word.start()))


def _is_cue(word: str) -> bool:
    if not (word.islower() or word == "Said"):
        return False
    verb = verb_of(word)
    return verb is not None and verb != word and cues()[verb] != "thinks"


def _named(story: Story, name: str, start: int, cue: str) -> tuple[Party, str] | None:
    """The party that some words name: one of the tables, a name in capitals, or a description."""
    name = re.split(r",? (?:in|is|was|has|had|once|who|which) ", name.strip() + " ")[0].strip()
    mentions = story.within(start, start + len(name) + 1)
    for mention in mentions:
        actor = mention.actor
        if actor.kind == "person":
            return Party(actor.name, actor.code, "named", person=True), cue
        if actor.kind not in ("country", "adjective", "capital") and actor.name == name:
            return Party(actor.name, actor.code, "institution"), cue
    words = name.split()
    role = next((r for w in reversed(words) if (r := roles().get(w.lower()))), None)
    capital = [w for w in words if w[:1].isupper() and w.lower() not in roles()]
    if words and words[0].lower() in ("a", "an", "the"):
        if role is None:
            return None
        vague = words[0].lower() != "the" and role.attribution == "named"
        name, attribution = " ".join(words[1:]), "anonymous" if vague else role.attribution
        return Party(name, None, attribution), cue
    if not capital or len(words) > LONGEST_NAME or words[0].lower() in PRONOUNS:
        return None
    return Party(" ".join(capital[-3:]), None, "named", person=True), cue
