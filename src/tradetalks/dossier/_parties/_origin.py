"""Which country a document comes from: a cable's address, a dateline, its money, its own.

A cable is written for the capital that it goes to. A place of writing opens a line. A text in the
first person counts in its country's currency and calls that country's workers and courts its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from tradetalks.dossier._names._actors import Mention
from tradetalks.dossier._names._codes import country_of
from tradetalks.dossier._parties._leaves import STATES, WE, Page, top_of
from tradetalks.dossier._text._text import Sentence
from tradetalks.dossier._text._tokens import word_set

__all__ = [
    "ABOUT",
    "CABLE",
    "cable_to",
    "first_signatory",
    "money_of",
    "place_of",
    "shared_name",
    "spoken_for",
    "written_at",
]

PLACES = word_set("capital dateline")
ABOUT = word_set("with to from against on over between in into toward towards at versus vs and")
CABLE = re.compile(
    r"(?im)^fm\b|\b(?:cable|telegram|telno|dispatch|despatch|"
    r"from (?:the )?(?:high commission|embassy|mission|consulate|delegation|legation))\b"
)
ADDRESS = re.compile(r"(?m)(?:^|[\s:])(?:TO|To|to):? +(?:the )?(?=[A-Z])")
CURRENCIES = (
    (r"A\$|AU\$|\bAUD\b|\$A\d", "AUS"),
    (r"C\$|CA?N?\$|\bCAD\b|\$Can", "CAN"),
    (r"NZ\$|\bNZD\b|\$NZ", "NZL"),
    (r"R\$|\bBRL\b|\breais\b|\breal\b(?= \d)", "BRA"),
    (r"£|\bGBP\b|\bsterling\b|\bpence\b", "GBR"),
    (r"₹|\bRs\.? ?\d|\brupees\b|\bcrore\b|\blakh\b|\bINR\b", "IND"),
    (r"\bTk\.? ?\d|\btaka\b|\bBDT\b", "BGD"),
    (r"\bCHF\b|\bSwiss francs\b|\bFr\. ?\d", "CHE"),
    (r"\byen\b|\bJPY\b", "JPN"),
    (r"\byuan\b|\bRMB\b|\bCNY\b|\brenminbi\b", "CHN"),
    (r"\d(?: \w+)? won\b|\bKRW\b|₩", "KOR"),
    (r"\bNOK\b|\bNorwegian kroner\b", "NOR"),
    (r"\bSEK\b|\bkronor\b", "SWE"),
    (r"\bDKK\b", "DNK"),
    (r"\brand\b|\bZAR\b", "ZAF"),
    (r"\brupiah\b|\bIDR\b|\bRp\.? ?\d", "IDN"),
    (r"\bbaht\b|\bTHB\b", "THA"),
    (r"\bringgit\b|\bRM ?\d", "MYS"),
    (r"\blira\b|\bTRY\b", "TUR"),
    (r"\broubles?\b|\brubles?\b|\bRUB\b", "RUS"),
    (r"\bzlotys?\b|\bPLN\b", "POL"),
    (r"\bnaira\b|₦", "NGA"),
    (r"\bNT\$|\bTWD\b", "TWN"),
    (r"\bS\$|\bSGD\b", "SGP"),
    (r"\bMXN\b|\bMexican pesos\b", "MEX"),
    (r"\bARS\b|\bArgentine pesos\b", "ARG"),
    (r"\bPHP\b|₱", "PHL"),
    (r"€|\bEUR\b|\beuros?\b|\bECU\b", "EUR"),
)
"""Signs and names of money, with the country that counts in it."""
OWN = word_set(
    "worker farmer grower producer exporter consumer family job court taxpayer firm company "
    "business people law parliament industry soil town rancher fisherman manufacturer economy "
    "household citizen miner mill community sovereignty interest law shore"
)
DATED = re.compile(
    r"[A-ZÀ-Þ][\w.'À-ž-]*(?:[ /](?:[A-ZÀ-Þ][\w.'À-ž-]*|and|of|de))*"
    r"(?:, (?:the )?[A-Z][\w.]*(?: [A-Z][\w.]*)?,?)?"
    r"(?:(?<=[A-Z]{4}): |,? ?(?:\(|(?:dated )?\d|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|--|—|- |- ?$))"
)
"""A dateline: a city, perhaps its country, then a date, an agency or a dash."""


def cable_to(page: Page) -> str | None:
    """The capital that a cable or a dispatch goes to."""
    top = top_of(page)
    if not CABLE.search(top):
        return None
    plain = page.document.plain
    end = max((s.span.end for s in page.head()), default=0)
    places = [m for m in page.within(0, end) if m.actor.kind in ("capital", "institution")]
    for address in ADDRESS.finditer(plain, 0, end):
        found = next((m for m in places if 0 <= m.start - address.end() <= 4), None)
        if found:
            return country_of(found.actor.code)
    missions = re.compile(r"(?i)\b(?:amembassy|usmission|secstate)\b")
    return "USA" if missions.search(top) else None


def written_at(page: Page) -> str | None:
    """The country of the place of writing: the city that opens a line at the top."""
    lines = [*page.head(), page.first_prose()]
    for sentence in (s for s in lines if s is not None):
        found = place_of(page, sentence)
        if found:
            return found
    return None


def place_of(page: Page, sentence: Sentence) -> str | None:
    """Country of a city that a sentence or a line opens with, as a dateline does."""
    start = sentence.span.start
    plain = page.document.plain[start : sentence.span.end]
    whole = [
        m for m in page.within(start, start + 1) if m.end - m.start >= len(plain.rstrip(" .,"))
    ]
    if whole and (code := page.place(start, sentence.span.end)):
        return country_of(code)
    for found in DATED.finditer(plain) if sentence.is_heading else [DATED.match(plain)]:
        code = page.place(start + found.start(), start + found.end()) if found else None
        if code:
            return country_of(code)
    return None


def money_of(page: Page) -> str | None:
    """The country whose money a text counts in."""
    plain = page.document.plain
    found = Counter({code: len(re.findall(sign, plain)) for sign, code in CURRENCIES})
    code, count = found.most_common(1)[0]
    return code if count else None


def spoken_for(page: Page) -> str | None:
    """The country whose workers, courts and consumers a text speaks for."""
    votes: Counter[str] = Counter()
    for sentence in page.parsed.sentences if page.parsed else ():
        if '"' in sentence.words.text:
            continue
        for word in sentence.words:
            at = sentence.at(word)
            name = next((m for m in page.names if m.start <= at < m.end), None)
            if name is None or name.actor.kind not in STATES:
                continue
            code = name.actor.code[:3]
            ours = {w.lower_ for w in sentence.words if w.text != "US"} & WE
            if ours and name.actor.kind == "adjective" and word.head.lemma_.lower() in OWN:
                votes[code] += 2
            elif word.dep_ == "nsubj" or (word.dep_ == "pobj" and word.head.lower_ in ABOUT):
                votes[code] -= 1
    best = max(votes, key=lambda code: votes[code], default=None)
    return best if best and votes[best] > 0 else None


def first_signatory(page: Page) -> str | None:
    """The first party that the text of a joint statement names."""
    told = page.first_prose()
    if told is None:
        return None
    names = page.within(told.span.start, told.span.end)
    kinds = STATES | {"body"}
    return next((country_of(m.actor.code) for m in names if m.actor.kind in kinds), None)


def shared_name(page: Page, names: Sequence[Mention]) -> str | None:
    """The country of a name at the top that several share, if the text names one of them.

    `Congress` and `Senate` alone are those that come to mind first.
    """
    end = max((s.span.end for s in page.head()), default=0)
    named = Counter(m.actor.code[:3] for m in page.names if m.actor.kind in STATES)
    for mention in (m for m in names if m.others and m.start < end):
        codes = [a.code[:3] for a in (mention.actor, *mention.others)]
        clues = (code for code in (money_of(page), spoken_for(page)) if code in codes)
        money = next(clues, None)
        best = money or max(codes, key=lambda code: named[code])
        if best and (named[best] or best == money):
            return best
    plain = page.document.plain
    legislatures = (m for m in names if plain[m.start : m.end] in ("Congress", "Senate"))
    return next((country_of(m.actor.code) for m in legislatures if m.others), None)
