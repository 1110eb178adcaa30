"""A small made-up case, written to a folder, for tests to break."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

FILES = {
    "case.yaml": """\
name: lamps
title: Lamp talks
question: Will they agree on lamps?
as_of: 2001-03-01
currency_year: 2000
price_index: cpi
parties:
  AAA: {name: Aland, role: demander, adjective: Alandish}
  BBB: {name: Bland, role: target, adjective: Blandish}
groups:
  consumers: Consumers
  makers: Lamp makers
where:
  balance: [balance]
  shares: [lamp_share]
""",
    "markets.yaml": """\
lamps-aaa:
  kind: industry
  title: Lamps in Aland
  buyer: AAA
  industries: [lamps-2000]
  industry_choice: {assumption: which}
  origins: {A: AAA, B: BBB}
  producers: makers
  customs_share: {assumption: customs_share}
  duty: {figure: duty}
  imported_above: {assumption: cutoff}
lamps-bbb:
  kind: nested-logit
  title: Lamps in Bland
  buyer: BBB
  producers: makers
  units: {assumption: units}
  outside_share: {assumption: outside}
  elasticity: {assumption: own}
  nesting: {assumption: outside}
  products:
    own: {title: Own, nest: own, origin: BBB, owner: BBB, units: rest, price: {assumption: cutoff}}
    other:
      title: Other
      nest: other
      origin: AAA
      owner: AAA
      units: {figure: sold, period: "2000"}
      price: {assumption: cutoff}
      access: {assumption: outside}
  margin: {assumption: outside}
bulbs-bbb:
  kind: ces
  title: Bulbs in Bland
  buyer: BBB
  buyers: consumers
  producers: makers
  expenditure: {assumption: spent}
  elasticity: {assumption: sigma}
  outer_elasticity: {assumption: outside}
  products:
    own: {title: Own, origin: BBB, owner: BBB, share: rest}
    other:
      title: Other
      origin: AAA
      owner: AAA
      share: {assumption: bulb_share}
      barrier: {assumption: which}
""",
    "measures.yaml": """\
duty-on-lamps:
  title: A duty on lamps
  imposer: AAA
  target: BBB
  market: lamps-aaa
  kind: tariff
  rate: {figure: threatened}
  products: {origin: B, price_above: {assumption: cutoff}}
  duration: {assumption: years}
  known_from: 2001-04-01
""",
    "issues.yaml": """\
issues:
  bulbs:
    title: Opening the market for bulbs
    levels:
      - {id: none, title: No change, effects: []}
      - id: open
        title: Open
        effects:
          - {market: bulbs-bbb, kind: barrier-cut, products: [other], amount: {assumption: outside}}
politics:
  - {id: shame, title: Shame, party: AAA, when: {event: back-down}, amount: {assumption: shame}}
weights:
  AAA: {consumers: {assumption: which}}
""",
    "talks.yaml": """\
demander: AAA
target: BBB
period: {assumption: days}
deal_years: {assumption: years}
discount_rate: {assumption: outside}
precision_demander: {assumption: sigma}
precision_target: {assumption: sigma}
threat_chance: {assumption: outside}
deadlines:
  - id: june
    title: End of June
    date: 2001-06-30
    known_from: 2001-01-01
    kind: announced
    binding: true
    set_by: Aland
    source: gazette
""",
    "assumptions.yaml": """\
which: {title: Which, value: 0.5, low: 0, high: 1, unit: "1", group: demand, why: none}
customs_share: {title: Customs, value: 0.8, low: 0.7, high: 0.9, unit: "1", group: data, why: none}
cutoff: {title: Price, value: 20, low: 18, high: 24, unit: USD thousand, group: data, why: none}
units: {title: Units, value: 500, low: 400, high: 600, unit: thousand units, group: data, why: none}
outside: {title: Outside, value: 0.5, low: 0.4, high: 0.6, unit: 1, group: demand, why: none}
own: {title: Own elasticity, value: -4, low: -6, high: -3, unit: "1", group: demand, why: none}
spent: {title: Spent, value: 25, low: 20, high: 30, unit: USD bn, group: data, why: none}
sigma: {title: Sigma, value: 4, low: 2, high: 6, unit: "1", group: demand, why: none}
bulb_share: {title: Bulbs, value: 0.2, low: 0.1, high: 0.3, unit: "1", group: data, why: none}
years: {title: Years, value: 2, low: 1, high: 3, unit: years, group: horizon, why: none}
days: {title: Days, value: 14, low: 14, high: 14, unit: days, group: horizon, why: x, drawn: false}
shame: {title: Shame, value: -1, low: -2, high: 0, unit: USD bn, group: resolve, why: none}
""",
    "figures.csv": """\
key,value,unit,period,base,known_from,source,used,why,note
cpi,100,index,2000,,2001-01-15,gazette,true,,
balance,-5,USD bn,1999,goods,2000-02-01,gazette,true,,
balance,-6,USD bn,2000,goods,2001-02-01,gazette,true,,
lamp_share,20,percent,2000,makes,2001-02-01,gazette,true,the later count,
lamp_share,22,percent,2000,makes,2001-02-01,gazette,false,,
duty,2.5,percent,2000,,2000-01-01,gazette,true,,
sold,90,thousand units,2000,,2001-01-20,gazette,true,,
threatened,100,percent,2001,,2001-04-01,gazette,true,,
""",
    "sources.csv": """\
id,title,publisher,date,url
gazette,The Gazette,Gazette,2001-02,https://example.org/gazette
""",
    "timeline.csv": """\
date,known_from,party,actor,target,action,kind,publicity,signal,source,note
2001-04-01,2001-04-01,AAA,Minister,BBB,Threatens a duty,threat,public,true,gazette,
2001-02-10,2001-02-10,BBB,Envoy,AAA,"Says no, politely",refusal,reported,true,gazette,
""",
    "outcome.yaml": """\
- {date: 2001-06-29, question: "A deal?", answer: "yes", source: gazette}
""",
}

Build = Callable[..., Path]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Writes the case with some text replaced, and returns its folder."""

    def write(*changes: tuple[str, str, str]) -> Path:
        folder = tmp_path / "lamps"
        folder.mkdir()
        content = dict(FILES)
        for file, old, new in changes:
            assert old in content[file], f"{old!r} is not in {file}"
            content[file] = content[file].replace(old, new)
        for file, text in content.items():
            (folder / file).write_text(text, encoding="utf-8")
        return folder

    return write
