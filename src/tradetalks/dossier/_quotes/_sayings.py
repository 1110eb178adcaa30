"""Who is said to have said what in a sentence: by verbs, by nouns, and by the order of words."""

from __future__ import annotations

from collections.abc import Iterator

from tradetalks.dossier._grammar._language_model import ParsedSentence
from tradetalks.dossier._parties._story import Party, Story
from tradetalks.dossier._quotes._attribution import Attribution, Before, attribute
from tradetalks.dossier._quotes._nouns_of_saying import by_noun
from tradetalks.dossier._quotes._patterns import spoken_beside
from tradetalks.dossier._quotes._verbs_of_saying import by_verb

__all__ = ["attributions"]

SAID = ("said", "says", "told")
"""Forms that are verbs of saying whatever the parse takes them for."""


def attributions(
    story: Story, sentence: ParsedSentence, before: Before | None = None
) -> tuple[Attribution, ...]:
    """Every attribution in a sentence, in order.

    Parameters
    ----------
    story, sentence
        Where to look.
    before
        Who was told of before it, for its pronouns.
    """
    found = {one.at: one for one in _in_grammar(story, sentence, before or Before())}
    for one in spoken_beside(story, sentence):
        made = attribute(sentence, one.word, one.party, one.told, reports=bool(one.told))
        known = found.get(made.at)
        if known is None or (one.is_sure and _is_another(known.party, made.party)):
            found[made.at] = made
    return tuple(found[at] for at in sorted(found))


def _in_grammar(story: Story, sentence: ParsedSentence, before: Before) -> Iterator[Attribution]:
    for word in sentence.words:
        if word.pos_ in ("VERB", "AUX") or word.lower_ in SAID:
            yield from by_verb(story, sentence, word, before)
        yield from by_noun(story, sentence, word)


def _is_another(one: Party, other: Party) -> bool:
    return one.code != other.code or one.person != other.person
