"""Which company a release is of: by its first sentence, its heading, or `About` it."""

from __future__ import annotations

import re

from tradetalks.dossier._grammar._language_model import ParsedSentence
from tradetalks.dossier._names._actors import Role, role_of
from tradetalks.dossier._names._bodies import COMPANY, body_branch
from tradetalks.dossier._names._codes import country_of
from tradetalks.dossier._parties._leaves import Author, Page, branch_key, is_first_person
from tradetalks.dossier._parties._origin import money_of, written_at
from tradetalks.dossier._text._tokens import word_set

__all__ = ["company_of"]

ABOUT_US = re.compile(r"(?m)^(?:About|ABOUT) ([A-Z][\w&.'-]*(?: [A-Z][\w&.'-]*){0,4})")
STATEMENT = re.compile(
    r"(?:Statement|STATEMENT|Message|Letter|Remarks|Release|MESSAGE|RELEASE) "
    r"(?:of|by|from|OF|BY|FROM) "
    r"((?:[A-Z][\w&.'-]*)(?: (?:[A-Z][\w&.'-]*|&|of)){0,4})(?:$| (?i:on|to|about|regarding|in)\b)"
)
FIRM = re.compile(r"([A-Z][\w&.'-]*(?: [A-Z&][\w&.'-]*){1,4})(?=:|,| - | -- |\n|$| \()")
ISSUED = re.compile(
    r"(?:[^\n]{0,40} - )?((?:[A-Z][\w&.'-]*|of|and|for)(?: (?:[A-Z][\w&.'-]*|of|and|for|the))*?)"
    r"(?: \([A-Z-]+\))?,? (?:President|Chairman|Chairwoman|Chair|CEO|Chief Executive|Director)\b"
    r".{0,120}\b(?:issued|released|made|gave) (?:the following|a|this) statement"
)
DIRECTOR = re.compile(
    r"(?i)\b(?:managing director|chief executive|ceo|chairman|chairwoman|president and|founder)\b"
)
NAMED_FIRM = re.compile(
    r"\b((?:[A-ZÀ-Þ][\wÀ-ž&'-]* ){1,4}"
    r"(?:Inc|Corp|Ltd|Limited|plc|GmbH|AG|SE|SA|NV|BV|SpA|AB|ASA|Oyj|KK|Co|Pty|Bhd|LLC))\b"
)
TELLING = word_set(
    "announce say respond confirm report welcome note state regret inform acknowledge condemn "
    "call urge oppose express"
)
EXCHANGES = (
    ("ASX", "AUS"),
    ("NYSE", "USA"),
    ("NASDAQ|Nasdaq", "USA"),
    ("LSE|RNS", "GBR"),
    ("TSX", "CAN"),
    ("NZX", "NZL"),
    ("JSE", "ZAF"),
    ("HKEX|SEHK", "HKG"),
    ("KRX|KOSPI", "KOR"),
    ("BSE|NSE", "IND"),
    ("Oslo Børs", "NOR"),
)
EXCHANGE_REACH = 400


def company_of(page: Page) -> Author | None:
    """The company whose release it is."""
    plain = page.document.plain
    told = page.first_prose()
    grammar = page.grammar(told) if told else None
    about = ABOUT_US.search(plain)
    name = about.group(1) if about else None
    if name is None and grammar is not None:
        name = (
            _announcing(page, grammar)
            or _speaking(page)
            or _signed(page)
            or _stating(page)
            or _titled(page)
        )
    if name is None:
        return None
    listed = next((m.actor for m in page.names if m.actor.name == name), None)
    if listed is not None:
        code = listed.code
        return Author(country_of(code), branch_key(code), name)
    words = name.split()
    role = next((r for w in words if (r := role_of(w))), Role("BUS", "institution"))
    branch = body_branch(words, role)
    adjectives = (m.actor.code for m in page.names if m.actor.kind == "adjective")
    named = next((c for c in adjectives if plain.find(name) >= 0 and c), None)
    country = written_at(page) or _exchange(plain) or money_of(page) or named
    return Author(country, branch if branch in ("AGR", "LAB") else "BUS", name)


def _exchange(plain: str) -> str | None:
    """The country of the exchange that a company reports to."""
    head = plain[:EXCHANGE_REACH]
    return next((code for name, code in EXCHANGES if re.search(rf"\b{name}\b", head)), None)


def _announcing(page: Page, grammar: ParsedSentence) -> str | None:
    """The company that its first sentence lets announce something: `Helvara AG today said`."""
    for word in grammar.words:
        if word.dep_ != "nsubj" or word.head.lemma_.lower() not in TELLING:
            continue
        first = min((c.i for c in word.lefts if c.dep_ in ("compound", "nmod")), default=word.i)
        start, end = grammar.offsets(grammar.words[first], word)
        text = page.document.plain[start:end]
        today = any(w.lower_ == "today" for w in grammar.words)
        if COMPANY.search(text) and today:
            return text
    return None


def _speaking(page: Page) -> str | None:
    """A body whose president gives a statement: `The Alliance's President issued the following`."""
    for sentence in (*page.head(), page.first_prose()):
        span = sentence.span if sentence else None
        found = ISSUED.match(page.document.plain, span.start, span.end) if span else None
        if found:
            roles = [role for w in found.group(1).split() if (role := role_of(w))]
            if all(role.branch not in ("GOV", "LEG") for role in roles):
                return found.group(1)
    return None


def _signed(page: Page) -> str | None:
    """A company whose director signs a text in the first person."""
    for sentence in page.tail():
        text = page.document.plain[sentence.span.start : sentence.span.end]
        if DIRECTOR.search(text) and not any(page.within(sentence.span.start, sentence.span.end)):
            found = NAMED_FIRM.search(page.document.plain)
            return found.group(1) if found else None
    return None


def _stating(page: Page) -> str | None:
    """A body whose statement it is by the heading, if it is no office: `Statement of Helvara`."""
    for sentence in page.head():
        found = STATEMENT.match(page.document.plain, sentence.span.start, sentence.span.end)
        if found:
            name = found.group(1)
            known = page.within(found.start(1), found.end(1))
            if not known and not any(role_of(w) for w in name.split()[:2]):
                return name if COMPANY.search(name) or is_first_person(page.parsed) else None
    return None


def _titled(page: Page) -> str | None:
    """A company whose name, with its form, opens a line at the top: `Helvara AG: results`."""
    for sentence in page.head():
        found = FIRM.match(page.document.plain, sentence.span.start, sentence.span.end)
        if found and COMPANY.search(found.group(1)):
            return found.group(1)
    return None
