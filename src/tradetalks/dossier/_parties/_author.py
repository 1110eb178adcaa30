"""Whose voice a document is: letterhead, signature, address of a cable, place, and its own words.

The clues are asked in order of how much they tell. A letterhead is a line at the top, or at the
end, that names an office or a body and tells nothing (no verb): `Swiss Federal Council`, `Statement
by the Minister of Finance of Canada`. A country that a line only speaks about (`trade with Korea`)
is none of its authors. A cable is written for the capital that it goes to. The release of a company
is told by its first sentence, by `Statement of` or by `About` it. After these come the place of
writing, the currency in which a text in the first person counts, and whose workers and courts it
calls its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from tradetalks.dossier._grammar._language_model import Parsed
from tradetalks.dossier._names._actors import Mention, Role, role_of
from tradetalks.dossier._names._bodies import body_branch
from tradetalks.dossier._names._codes import country_of
from tradetalks.dossier._parties._leaves import (
    STATES,
    Author,
    Page,
    branch_key,
    is_first_person,
    top_of,
)
from tradetalks.dossier._parties._origin import (
    ABOUT,
    CABLE,
    cable_to,
    first_signatory,
    money_of,
    shared_name,
    spoken_for,
    written_at,
)
from tradetalks.dossier._parties._publisher import company_of
from tradetalks.dossier._text._text import Document, Sentence
from tradetalks.dossier._text._tokens import word_set

__all__ = ["author_of"]

LONGEST_LINE = 30
MEMBER = re.compile(
    r"(?i)\b(?:senator|congress(?:man|woman)|representative [A-Z]\w+ [A-Z]|member (?:of parliament|"
    r"for [A-Z])|MP\b|MEP\b|rep\. [A-Z])"
)
ENTITLED = re.compile(r"(?i)\bminister|\bsecretary (?:of|for) |\bcommissioner\b|\bpresident of\b")
AGREED = re.compile(
    r"(?i)\bagreed (?:minutes|conclusions|record)|"
    r"\b(?:agreement|treaty|protocol|memorandum of understanding|arrangement) between\b|"
    r"\bexchange of (?:letters|notes)\b|"
    r"\bjoint (?:\w+ )?(?:statement|communiqu|declaration|press|media|announcement)"
)
NAMES = re.compile(r" [—-]+ |[:,|;]|\bPRESS\b|\bPress (?=[Rr]elease|[Ss]tatement)")
MEMBERSHIP = re.compile(r"\b[Oo]ur members\b|\b[Tt]he (?:union|association|federation) \w+s\b")
"""A text of a body that speaks for a trade, which may be named by its members alone."""
ORGANISED = frozenset({"BUS", "AGR", "LAB"})
TRADING = re.compile(
    r"(?i)\bour (?:\w+ ){0,2}(?:customers|sales|products|engineers|employees|shareholders|orders|"
    r"plants?|tools|outlook|results|suppliers|stores|warehouses?|factory|factories|dealers|investors)\b"
)
"""What a company calls its own."""
SIGNING = word_set("by of from the for office us u.s united states")
SALUTATION = re.compile(
    r"(?i)(?:mr|madam|mister|dear|my dear|honou?rable|your|sir|excellenc)[^\n]*,?$"
)
STATEHOOD = word_set("republic kingdom commonwealth government embassy mission confederation state")
CROWDS = word_set("pm industry leader lobby sector executive head director chair plant giant bank")


def author_of(document: Document, names: Sequence[Mention], parsed: Parsed | None) -> Author:
    """Whose voice a document is.

    Parameters
    ----------
    document
        The text.
    names
        Names that it holds; those that may name several are left to what the others tell.
    parsed
        Its grammar, or None.
    """
    page = Page(document, [m for m in names if not m.others], parsed)
    company = company_of(page)
    office = company or _office(page)
    country = cable_to(page) or office.country
    clues: tuple[Callable[[Page], str | None], ...] = (written_at, _signature)
    for clue in clues:
        country = country or clue(page)
    if office.joint:
        country = first_signatory(page) or country
    if country is None and (office.branch or is_first_person(parsed)):
        country = shared_name(page, names) or money_of(page) or spoken_for(page)
    elif country is None and money_of(page) != "EUR":
        country = money_of(page)
    branch = office.branch
    trading = len(TRADING.findall(document.plain)) > 1 and is_first_person(parsed)
    branch = "BUS" if branch is None and trading else branch
    cable = CABLE.search(top_of(page)) is not None
    letter = page.is_letter
    branch = "GOV" if branch is None and cable else branch
    return Author(country, branch, office.name, office.joint, letter, cable)


def _office(page: Page) -> Author:
    """The office or body that a letterhead or a signature names."""
    known = list(_named_by(page, page.head()))
    if any(author.joint for author in known) or AGREED.search(top_of(page)):
        country = next((a.country for a in known if a.country), None)
        return Author(country, "GOV", None, joint=True)
    branches = [author.branch for author in known if author.branch]
    top = top_of(page)
    branch = next(iter(branches), None)
    if branch == "LEG" and not MEMBER.search(top):
        branch = "GOV"
    elif branch in ("GOV", "LEG") and MEMBER.search(top) and not ENTITLED.search(top):
        branch = "LEG"
    country = next((a.country for a in known if a.country), None)
    name = next((a.name for a in known if a.name), None)
    return Author(country, branch, name)


def _named_by(page: Page, lines: Iterable[Sentence]) -> Iterator[Author]:
    """What lines of a letterhead or a signature name."""
    for sentence in lines:
        if not page.tells(sentence) and len(sentence.span.text.split()) <= LONGEST_LINE:
            author = _of_line(page, sentence)
            if author is not None:
                yield author


def _signature(page: Page) -> str | None:
    """The country of the office that signs; a letter ends with the office that it is sent to."""
    if page.is_letter:
        return None
    return next((a.country for a in _named_by(page, page.tail()) if a.country), None)


def _of_line(page: Page, sentence: Sentence) -> Author | None:
    """What one line of a letterhead names."""
    span = sentence.span
    line = page.document.plain[span.start : span.end]
    names = [
        m for m in page.within(span.start, span.end) if not _is_subject_matter(page, m, span.start)
    ]
    if SALUTATION.match(line):
        return None
    bodies = (m for m in names if m.actor.kind in ("institution", "body", "person"))
    body = next((m for m in bodies if _heads(line, m.start - span.start)), None)
    if body is not None:
        code = body.actor.code
        return Author(country_of(code), branch_key(code), body.actor.name)
    house = next((m for m in page.within(span.start, span.end) if m.actor.code[3:] == "LEG"), None)
    whole = house is not None and house.end - house.start > len("House")
    if house is not None and whole and house.actor.kind == "institution":
        return Author(country_of(house.actor.code), "GOV", None)
    words = re.findall(r"[\w'-]+", line)
    offices = [w for w in words if w.lower() not in ("deputy", "vice") and role_of(w)]
    roles = [role for w in offices if (role := role_of(w)) and _signs(w, role)]
    if not roles and MEMBERSHIP.search(page.document.plain):
        roles = [role for w in offices if (role := role_of(w)) and role.branch in ORGANISED]
    if not roles and set(w.lower() for w in words) & STATEHOOD:
        roles = [Role("GOV", "institution")]
    if not roles:
        return None
    states = list(dict.fromkeys(m.actor.code for m in names if m.actor.kind in STATES))
    joint = len(states) > 1 and any(w.lower() in ("joint", "governments") for w in words)
    plain = roles[0].attribution == "named"
    branch = roles[0].branch if plain else body_branch(words, roles[0])
    parts = [part.strip() for part in NAMES.split(line)]
    named = next((p for p in reversed(parts) if offices and offices[-1] in p), line.strip())
    name = named if branch in ("BUS", "AGR", "LAB") else None
    return Author(states[0] if states else None, branch, name, joint)


def _signs(word: str, role: Role) -> bool:
    """Whether a word in a letterhead names who signs: an office or a body, no trade or crowd."""
    named = role.attribution in ("named", "institution") and role.branch != "MED"
    return named and word.lower() not in CROWDS


def _heads(line: str, at: int) -> bool:
    """Whether a name opens a line or follows `by`, `of` and the like, as that of an author does."""
    before = re.findall(r"[\w']+", line[:at].lower())
    return (
        not before or before[-1] in SIGNING or line[:at].rstrip()[-1:] in (",", ":", "-", "|", ".")
    )


def _is_subject_matter(page: Page, name: Mention, start: int) -> bool:
    """Whether a line only speaks about a country: `trade with Korea`, `duties on Chinese steel`."""
    before = page.document.plain[start : name.start].lower().split()[-2:]
    after = page.document.plain[name.end : name.end + 2]
    return bool(set(before) & ABOUT) or (name.actor.kind == "country" and after[:1] == "-")
