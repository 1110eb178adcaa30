"""Documents read into evidence: figures, dates, quotes, commitments and events with their place."""

from tradetalks.dossier._dates._deadlines import deadlines
from tradetalks.dossier._dossier import Dossier
from tradetalks.dossier._endpoint import Endpoint, Proposal
from tradetalks.dossier._events._events import events
from tradetalks.dossier._evidence._check import Check
from tradetalks.dossier._evidence._patch import accept_patch
from tradetalks.dossier._figures._figures import figures
from tradetalks.dossier._from_file import read_document
from tradetalks.dossier._grammar._language_model import (
    MODEL,
    LanguageModel,
    is_installed,
    load_language_model,
)
from tradetalks.dossier._names._actors import Actor, ActorTable, read_actors
from tradetalks.dossier._parties._speakers import read_story
from tradetalks.dossier._parties._story import Story
from tradetalks.dossier._promises._commitments import commitments
from tradetalks.dossier._quotes._quotes import quotes
from tradetalks.dossier._text._items import (
    Claim,
    Commitment,
    Deadline,
    Event,
    FigureItem,
    Quote,
    Span,
)
from tradetalks.dossier._text._text import Document, Sentence, read_text
from tradetalks.dossier._write import read_into, write_dossier

__all__ = [
    "MODEL",
    "Actor",
    "ActorTable",
    "Check",
    "Claim",
    "Commitment",
    "Deadline",
    "Document",
    "Dossier",
    "Endpoint",
    "Event",
    "FigureItem",
    "LanguageModel",
    "Proposal",
    "Quote",
    "Sentence",
    "Span",
    "Story",
    "accept_patch",
    "commitments",
    "deadlines",
    "events",
    "figures",
    "is_installed",
    "load_language_model",
    "quotes",
    "read_actors",
    "read_document",
    "read_into",
    "read_story",
    "read_text",
    "write_dossier",
]
