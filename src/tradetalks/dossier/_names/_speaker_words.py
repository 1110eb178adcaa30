"""Words for those who speak: documents, findings, people, trades, firms, offices."""

from __future__ import annotations

import re

from tradetalks.dossier._text._tokens import word_set

__all__ = [
    "ASIDE",
    "DOCUMENTS",
    "FINDINGS",
    "FIRM",
    "FIRMS",
    "GIVING",
    "HIDDEN",
    "LONGEST_NAME",
    "LOOKS_BACK",
    "NAMELESS",
    "OFFICES",
    "OWNING",
    "PARLIAMENT",
    "PEOPLE",
    "PLACES",
    "RELATIVE",
    "SOME",
    "STATES",
    "THINGS",
    "TIMES",
    "TRADES",
    "VAGUE",
]

DOCUMENTS = word_set("""
account ad advertisement answer appeal article bill book brief briefing bulletin cable
communication communique communiqué complaint declaration demarche dispatch draft editorial email
essay filing interview leaflet letter mail memo memorandum message motion note notice notification
op-ed paper petition post posting readout record release reply report resolution response script
sheet speech statement submission summary telegram testimony text transcript tweet video words
""")
FINDINGS = word_set("""
act agreement annex article bill chapter clause code data directive estimate evidence experience
figure graph history law logic number paragraph poll protocol provision record regulation research
result rule section statistic study survey table tradition treaty
""")
PEOPLE = word_set("""
aide boss captain chief crew executive fellow guy head hand insider man member minister
neighbour neighbor official old-timer owner participant partner people person resident shopper
skipper somebody someone source staff staffer student unionist veteran voice widow witness woman
everyone everybody anyone colleague counterpart opponent critic guest rival envoy one
""")
RELATIVE = word_set("who which that")
PARLIAMENT = word_set("lord friend member gentleman lady baroness")
HIDDEN = word_set("""
delegate expert insider observer participant person resident source staffer witness
""")
OFFICES = word_set("counterpart predecessor successor superior deputy host")
STATES = word_set("country adjective capital dateline")
FIRMS = word_set("""
airline broadcaster buyer carrier competitor distributor forwarder haulier importer insurer lender
lessor licensee operator publisher retailer rival shipowner shipper studio supplier tenderer
wholesaler
""")
ASIDE = word_set("speak ask cite quote declare insist demand request talk refer")
LONGEST_NAME = 7
LOOKS_BACK = 2
SOME = word_set("some others many several few most those")
VAGUE = word_set("one another some any certain")
GIVING = word_set("""
begin close come conclude deliver end file finish give greet have issue make meet offer open
publish repeat reply return send start submit sum use welcome
""")
THINGS = word_set("""
answer border center centre chapter character computer container counter danger error factor
indicator letter matter monitor motor number offer order paper power quarter river sector summer
tender tractor transfer water weather winter
""")
TRADES = (
    "er",
    "or",
    "ist",
    "ian",
    "man",
    "woman",
    "person",
    "eer",
    "yst",
    "ant",
    "monger",
    "smith",
)
PLACES = word_set("in at with from of for to near on close familiar behind inside")
TIMES = word_set("DATE TIME")
OWNING = word_set("of by from")
NAMELESS = re.compile(
    r"anonym|unnamed|unidentified|(?:not|nor|without) (?:to )?(?:be(?:ing)? )?(?:named|identified|"
    r"quoted by name)|on background|declined to (?:be|give)"
)
FIRM = (
    r"(?:Co|Corp|Inc|Ltd|Limited|PLC|plc|AG|SE|SA|S\.A|NV|BV|GmbH|SpA|AB|Company|Group|Holdings)\b"
)
