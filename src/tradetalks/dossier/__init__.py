"""Documents read into evidence: figures, dates, quotes, commitments and events with their place."""

from tradetalks.dossier._actors import Actor, ActorTable, read_actors
from tradetalks.dossier._check import Check
from tradetalks.dossier._commitments import commitments
from tradetalks.dossier._deadlines import deadlines
from tradetalks.dossier._dossier import Dossier
from tradetalks.dossier._endpoint import Endpoint, Proposal
from tradetalks.dossier._events import events
from tradetalks.dossier._figures import figures
from tradetalks.dossier._from_file import read_document
from tradetalks.dossier._items import Claim, Commitment, Deadline, Event, FigureItem, Quote, Span
from tradetalks.dossier._language_model import (
    MODEL,
    LanguageModel,
    is_installed,
    load_language_model,
)
from tradetalks.dossier._patch import accept_patch
from tradetalks.dossier._quotes import quotes
from tradetalks.dossier._speakers import read_story
from tradetalks.dossier._story import Story
from tradetalks.dossier._text import Document, Sentence, read_text
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
