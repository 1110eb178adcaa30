"""Lines around a story that are none of it: advertisements, share buttons, by-lines, copyright.

Reads one paragraph at a time and compares its words with short tables. Leaves alone every
paragraph longer than a line, and captions, datelines and headings, which may hold facts.
"""

from __future__ import annotations

import re

__all__ = ["is_boilerplate"]

LONGEST = 160
"""Characters; a longer paragraph is text."""

WHOLE_LINES = """
advertisement; advertising; ad; share; share this; share this article; share this story;
tweet; email; e-mail; print; save; comment; comments; reprints; facebook; twitter; linkedin;
whatsapp; copy link; copy link url copied!; read more; more; more stories; related; related
articles; related stories; related coverage; most read; most popular; trending; recommended;
sign up; subscribe; subscribe now; log in; sign in; newsletter; back to top; skip to
content; skip to main content; menu; search; home; close; loading; loading...; continue
reading; story continues below advertisement; article continues below advertisement; listen
to this article; for immediate release; staff writer; times staff writer; times staff
writers; from a staff writer; ###; # # #; -30-; end; ends; view comments; show comments;
follow us; contact us; about us; privacy policy; terms of use; terms of service; cookie
policy; accept cookies; accept all cookies; reject all
"""
WHOLE = frozenset(" ".join(line.split()) for line in WHOLE_LINES.split(";"))

OPENINGS = (
    "advertisement ",
    "all rights reserved",
    "copyright ",
    "©",
    "click here",
    "follow us on",
    "our standards:",
    "photo credit",
    "photograph by",
    "read also",
    "read more",
    "read next",
    "reporting by ",
    "see also:",
    "share on ",
    "share this",
    "sign up for",
    "subscribe to",
    "this material may not be published",
    "we use cookies",
    "writing by ",
    "editing by ",
    "(reporting by",
)

INSIDE = ("all rights reserved", "©", "press contact:", "media contact:", "for more information,")

CAPITALS = re.compile(r"[A-Z][A-Z.'-]*(?: [A-Z][A-Z.'-]*){1,4}")
BY_NAME = re.compile(r"By(?: [A-Z][\w.'-]*){2,5}(?: and(?: [A-Z][\w.'-]*){2,4})?")
CONTACT = re.compile(r"(?:tel|telephone|phone|fax|e-?mail|web|website)\b\.?\s*:", re.IGNORECASE)
WRITER = ("STAFF WRITER", "CORRESPONDENT", "STAFF REPORTER", "SPECIAL TO THE")


def is_boilerplate(paragraph: str) -> bool:
    """Whether a paragraph, its quotes and dashes made plain, is none of the story."""
    line = " ".join(paragraph.split())
    if not line:
        return True
    if len(line) > LONGEST:
        return False
    low = line.lower().rstrip(" :|>»")
    return (
        low in WHOLE
        or low.startswith(OPENINGS)
        or any(words in low for words in INSIDE)
        or bool(BY_NAME.fullmatch(line) or CONTACT.match(line))
        or bool(CAPITALS.fullmatch(line) and line.startswith(WRITER))
        or bool(CAPITALS.fullmatch(line) and line.endswith(WRITER))
    )
