"""Which branch a body belongs to: by its kind and what stands before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tradetalks.dossier._names._actors import Role, role_of
from tradetalks.dossier._text._tokens import word_set

__all__ = ["COMPANY", "body_branch"]

COMPANY = re.compile(
    r"\b(?:Inc|Corp|Corporation|Ltd|Limited|plc|PLC|GmbH|AG|SE|S\.A|SA|NV|N\.V|BV|B\.V|SpA|"
    r"S\.p\.A|AB|ASA|AS|Oy|A/S|Oyj|KK|K\.K|Co|Company|Holdings|Group|Pty|Bhd|Tbk|LLC|Motors|Foods|"
    r"Technologies|Pharma|Pharmaceuticals|Semiconductors?|Electronics|Airlines|Industries|Mills)\b"
)
BODIES = word_set(
    "association federation council chamber institute alliance union board coalition confederation "
    "guild lobby group bureau society forum committee"
)
STATE_BODIES = word_set(
    "federal state european national-security ministerial privy general security economic cabinet "
    "governing executive supreme foreign tariff trade commission customs central monetary select"
)
FARMING = word_set(
    "farm farmers farmer growers grower farming agricultural ranchers cattlemen graziers breeders "
    "peasants dairymen"
)
RAISING = word_set("producer producers breeder raiser association council federation")
RAISED = word_set("""
hog pork cattle beef veal dairy milk sugar sugarcane beet rice wheat corn maize soybean soy cotton
tobacco fruit apple pear citrus orange lemon banana tomato onion potato garlic egg poultry chicken
broiler sheep lamb wool goat grain barley oat rye oilseed canola rapeseed sunflower coffee cocoa tea
honey grape nut almond walnut pecan pistachio avocado berry blueberry flower vegetable pulse lentil
""")
MINISTRIES = word_set("ministry department government")
HOUSES = word_set("house senate parliamentary select congressional finance ways bundestag diet lok")
LABOUR = word_set(
    "workers trade labour labor steelworkers autoworkers dockers miners teachers employees trades"
)


def body_branch(words: Sequence[str], role: Role) -> str:
    """Branch of a body by what stands before its kind: `farmers' union`, `steel council`."""
    low = [
        w.lower().rstrip("'s") if w.lower() not in FARMING | LABOUR else w.lower() for w in words
    ]
    plain = set(low) | {w.lower() for w in words}
    if plain & MINISTRIES:
        return "GOV"
    if plain & FARMING:
        return "AGR"
    if role.branch == "BUS" and words and low[-1] in RAISING and plain & RAISED:
        return "AGR"
    kind = next((w for w in reversed(low) if w in BODIES), None)
    if kind == "union":
        return "LAB" if len(words) < 2 or plain & LABOUR else "BUS"
    if kind in ("committee", "subcommittee"):
        return "LEG" if plain & HOUSES else "GOV"
    if kind in ("council", "board", "bureau") and len(words) > 1:
        before = [w for w in low if w != kind]
        named = any(role_of(w) is None and w not in STATE_BODIES for w in before[-1:])
        return "BUS" if named else role.branch
    return role.branch
