"""A small made-up case with duties in force and threatened, written to a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

FILES = {
    "case.yaml": """\
name: tiles
title: Tile talks
question: Will they agree on tiles?
as_of: 2020-06-01
currency_year: 2019
price_index: cpi
parties:
  AAA: {name: Aland, role: demander, adjective: Alandish}
  BBB: {name: Bland, role: target, adjective: Blandish}
  CCC: {name: Cland, role: third, adjective: Clandish}
groups:
  buyers: Buyers
  consumers: Consumers
  makers: Makers
  dealers: Dealers
  treasury: Treasury
""",
    "markets.yaml": """\
tiles:
  kind: ces
  title: Tiles in Aland
  buyer: AAA
  buyers: buyers
  producers: makers
  expenditure: {assumption: spent}
  elasticity: {assumption: sigma}
  outer_elasticity: {assumption: outer}
  products:
    home: {title: Home, origin: AAA, owner: AAA, share: rest}
    bland:
      title: From Bland
      origin: BBB
      owner: BBB
      share: {assumption: share_b}
      duty: {figure: old_duty}
    cland: {title: From Cland, origin: CCC, owner: BBB, share: {assumption: share_c}}
bricks:
  kind: ces
  title: Bricks in Bland
  buyer: BBB
  buyers: buyers
  producers: makers
  expenditure: {assumption: spent}
  elasticity: {assumption: sigma}
  outer_elasticity: {assumption: outer}
  products:
    home: {title: Home, origin: BBB, owner: BBB, share: rest}
    aland: {title: From Aland, origin: AAA, owner: AAA, share: {assumption: share_b}}
    cland: {title: From Cland, origin: CCC, owner: CCC, share: {assumption: share_c}}
vans:
  kind: nested-logit
  title: Vans in Aland
  buyer: AAA
  producers: makers
  units: {assumption: vans}
  outside_share: {assumption: half}
  elasticity: {assumption: own}
  nesting: {assumption: half}
  margin: {assumption: margin}
  products:
    home:
      title: Home
      nest: home
      origin: AAA
      owner: AAA
      units: rest
      price: {assumption: price_low}
    small:
      title: Small vans from Bland
      nest: foreign
      origin: BBB
      owner: BBB
      units: {assumption: some_vans}
      price: {assumption: price_low}
      makers: {assumption: two}
      duty: {figure: old_duty}
    large:
      title: Large vans from Bland
      nest: foreign
      origin: BBB
      owner: AAA
      units: {assumption: some_vans}
      price: {assumption: price_high}
      duty: {figure: old_duty}
""",
    "measures.yaml": """\
threat:
  title: A duty on tiles
  imposer: AAA
  target: BBB
  market: tiles
  kind: tariff
  rate: {figure: new_duty}
  products: {origin: BBB}
  duration: {assumption: years}
  known_from: 2020-01-01
answer:
  title: A duty on bricks
  imposer: BBB
  target: AAA
  market: bricks
  kind: tariff
  role: retaliation
  rate: {figure: new_duty}
  products: {origin: AAA}
  duration: {assumption: years}
  known_from: 2020-01-01
on-vans:
  title: A duty on vans
  imposer: AAA
  target: BBB
  market: vans
  kind: tariff
  role: comparison
  rate: {figure: new_duty}
  products: {origin: BBB, products: [large]}
  duration: {assumption: years}
  known_from: 2020-01-01
dear-vans:
  title: A duty on dear vans
  imposer: AAA
  target: BBB
  market: vans
  kind: tariff
  role: comparison
  rate: {figure: new_duty}
  products: {origin: BBB, price_above: {assumption: cut}}
  duration: {assumption: years}
  known_from: 2020-01-01
standing:
  title: A duty on tiles and nothing else
  imposer: AAA
  target: BBB
  market: tiles
  kind: tariff
  role: in-force
  rate: {figure: new_duty}
  products: {origin: BBB}
  known_from: 2020-03-01
""",
    "issues.yaml": """\
issues:
  duty:
    title: The duty on tiles
    levels:
      - {id: stays, title: Stays, effects: []}
      - id: same
        title: Set to what it is
        effects: [{market: tiles, kind: duty, products: [bland], amount: {figure: both_duties}}]
      - id: lifted
        title: As before
        effects: [{market: tiles, kind: duty, products: [bland], amount: {figure: old_duty}}]
  vans:
    title: The duty on vans
    levels:
      - {id: stays, title: Stays, effects: []}
      - id: free
        title: Free of duty
        effects: [{market: vans, kind: duty, products: [small, large], amount: {assumption: none}}]
  fund:
    title: A fund
    levels:
      - {id: none, title: No fund, effects: []}
      - id: even
        title: A gift
        effects:
          - kind: transfer
            payer: BBB
            payer_group: treasury
            receiver: AAA
            receiver_group: makers
            amount: {assumption: gift}
      - id: uneven
        title: A loan
        effects:
          - kind: transfer
            payer: BBB
            payer_group: treasury
            receiver: AAA
            receiver_group: makers
            amount: {assumption: gift}
            worth: {assumption: worth}
politics: []
weights: {}
""",
    "talks.yaml": """\
demander: AAA
target: BBB
period: {assumption: days}
deal_years: {assumption: years}
discount_rate: {assumption: rate}
precision_demander: {assumption: sigma}
precision_target: {assumption: sigma}
threat_chance: {assumption: half}
deadlines:
  - id: end
    title: End of the year
    date: 2020-12-31
    known_from: 2020-01-01
    kind: announced
    binding: true
    set_by: Aland
    source: gazette
""",
    "assumptions.yaml": """\
spent: {title: Spent, value: 40, low: 30, high: 50, unit: USD bn, group: data, why: none}
sigma: {title: Sigma, value: 4, low: 3, high: 6, unit: "1", group: demand, why: none}
outer: {title: Outer, value: 0.5, low: 0.2, high: 0.8, unit: "1", group: demand, why: none}
share_b: {title: Share, value: 0.2, low: 0.1, high: 0.3, unit: "1", group: data, why: none}
share_c: {title: Share, value: 0.15, low: 0.1, high: 0.2, unit: "1", group: data, why: none}
vans: {title: Vans, value: 500, low: 400, high: 600, unit: thousand units, group: data, why: none}
some_vans: {title: Some, value: 90, low: 60, high: 120, unit: thousand units, group: data, why: x}
half: {title: Half, value: 0.5, low: 0.4, high: 0.6, unit: "1", group: demand, why: none}
own: {title: Own elasticity, value: -6, low: -8, high: -5, unit: "1", group: demand, why: none}
margin: {title: Margin, value: 0.2, low: 0.1, high: 0.3, unit: "1", group: data, why: none}
price_low: {title: Price, value: 20, low: 18, high: 22, unit: USD thousand, group: data, why: none}
price_high: {title: Price, value: 40, low: 35, high: 45, unit: USD thousand, group: data, why: none}
cut: {title: Cut, value: 30, low: 29, high: 31, unit: USD thousand, group: data, why: none}
two: {title: Makers, value: 2, low: 2, high: 2, unit: "1", group: demand, why: x, drawn: false}
none: {title: No duty, value: 0, low: 0, high: 0, unit: "1", group: data, why: x, drawn: false}
gift: {title: Gift, value: 2, low: 1, high: 3, unit: USD bn, group: data, why: none}
worth: {title: Worth, value: 0.5, low: 0, high: 2, unit: USD bn, group: data, why: none}
years: {title: Years, value: 2, low: 1, high: 3, unit: years, group: horizon, why: none}
days: {title: Days, value: 30, low: 30, high: 30, unit: days, group: horizon, why: x, drawn: false}
rate: {title: Rate, value: 0.05, low: 0.02, high: 0.08, unit: "1", group: horizon, why: none}
""",
    "figures.csv": """\
key,value,unit,period,base,known_from,source,used,why,note
cpi,100,index,2019,,2020-01-01,gazette,true,,
old_duty,5,percent,2019,,2019-01-01,gazette,true,,
new_duty,20,percent,2020,,2020-01-01,gazette,true,,
both_duties,25,percent,2020,,2020-01-01,gazette,true,,
""",
    "sources.csv": """\
id,title,publisher,date,url
gazette,The Gazette,Gazette,2020-01,https://example.org/gazette
""",
}

Build = Callable[..., Path]


@pytest.fixture(scope="session")
def tiles(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Writes the case with some text replaced, and returns its folder."""

    def write(*changes: tuple[str, str, str]) -> Path:
        folder = tmp_path_factory.mktemp("tiles")
        content = dict(FILES)
        for file, old, new in changes:
            assert old in content[file], f"{old!r} is not in {file}"
            content[file] = content[file].replace(old, new)
        for file, text in content.items():
            (folder / file).write_text(text, encoding="utf-8")
        return folder

    return write
