"""The threat game: equilibria against direct best responses and published ones; estimates."""

import numpy as np
import polars as pl
import pytest
from scipy.stats import chi2, multivariate_normal, norm

from tradetalks.errors import InputError, SolveError
from tradetalks.talks._threats._threat import ThreatGame
from tradetalks.talks._threats._threat_fit import OUTCOMES, fit_threats

PUBLISHED = {
    "status_quo_a": 0.0,
    "concession_a": 1.0,
    "stand_firm_a": -1.9,
    "back_down_a": -1.2,
    "concession_b": 0.0,
    "stand_firm_b": -2.8,
    "back_down_b": 1.0,
}
"""The experiment with several equilibria of Crisman-Cox and Gibilisco (2019), regressor at one."""


def miss(game, p):
    """Their equation, with SciPy's bivariate normal: p less B's best response to it."""
    cut = game["concession_a"] - (game["concession_a"] - game["status_quo_a"]) / p
    stay = norm.cdf(cut - game["stand_firm_a"]) * norm.cdf(cut - game["back_down_a"])
    firm = multivariate_normal([0.0, 0.0], [[1.0, 0.5**0.5], [0.5**0.5, 1.0]]).cdf(
        [
            (game["stand_firm_a"] - game["back_down_a"]) / 2**0.5,
            game["stand_firm_a"] - cut,
        ]
    )
    f = firm / (1.0 - stay)
    pays = f * game["stand_firm_b"] + (1.0 - f) * game["back_down_b"] - game["concession_b"]
    return p - norm.cdf(pays / f)


def games(count, seed):
    rng = np.random.default_rng(seed)
    drawn = {name: rng.normal(0.0, 1.5, count) for name in PUBLISHED}
    return {**drawn, "concession_a": drawn["status_quo_a"] + rng.exponential(2.0, count)}


def test_published_equilibria():
    # signalingFunctions_main.r, selectEq, in github.com/ccrismancox/PSRM_signalingGames: 0.2964518,
    # 0.4715766, 0.8740314. The middle one starts a solver there and misses their own equation by
    # 3e-4, so that it is compared to three digits only.
    play = ThreatGame(**PUBLISHED).solve()
    assert play.resist[[0, 2]] == pytest.approx([0.2964518, 0.8740314], abs=5e-8)
    assert play.resist[1] == pytest.approx(0.4715766, abs=1e-3)
    assert play.stable.tolist() == [True, False, True]
    # SciPy's bivariate normal is good to about 1e-12; slopes here are below two.
    assert max(abs(miss(PUBLISHED, p)) for p in play.resist) < 1e-10


def test_published_unique():
    # eqGraph.r there, "Unique Setting": one equilibrium at every regressor from 0 to 1.
    game = {**PUBLISHED, "stand_firm_a": -1.8, "stand_firm_b": -2.45 + 0.1 * np.linspace(0, 1, 16)}
    assert ThreatGame(**game).solve().row.tolist() == list(range(16))


def test_every_sign_change_is_found():
    drawn = games(12, 0)
    play = ThreatGame(**{**drawn, "stand_firm_b": drawn["stand_firm_b"] - 2.0}).solve()
    for row in range(12):
        game = {name: float(v[row]) for name, v in drawn.items()}
        game["stand_firm_b"] -= 2.0
        roots = play.resist[play.row == row]
        inside = roots[(roots > 1e-6) & (roots < 1.0 - 1e-6)]
        scan = np.linspace(1e-6, 1.0 - 1e-6, 400)
        signs = np.sign([miss(game, p) for p in scan])
        assert (np.diff(signs) != 0).sum() == len(inside)
        assert len(roots) % 2 == 1
        assert play.slope[play.row == row][0] < 1.0


def simulate(game, p, f, draws, rng):
    """Outcomes of drawn types that answer p and f by comparing payoffs, move by move."""
    ends = {name: game[name] for name in ("stand_firm_a", "back_down_a", "stand_firm_b")}
    firm, down, war = (v + rng.standard_normal(draws) for v in ends.values())
    threat = (1.0 - p) * game["concession_a"] + p * np.maximum(firm, down) > game["status_quo_a"]
    resist = f * war + (1.0 - f) * game["back_down_b"] > game["concession_b"]
    best = np.maximum(firm, down)
    value_a = np.where(threat, np.where(resist, best, game["concession_a"]), game["status_quo_a"])
    resisted = np.where(firm > down, war, game["back_down_b"])
    value_b = np.where(threat, np.where(resist, resisted, game["concession_b"]), 0.0)
    return threat, resist, firm > down, value_a, value_b


def test_types_drawn_and_played():
    rng = np.random.default_rng(3)
    draws = 200_000
    drawn = games(6, 1)
    play = ThreatGame(**drawn).solve()
    checked = 0
    for k, row in enumerate(play.row):
        game = {name: v[row] for name, v in drawn.items()}
        p, f = play.resist[k], play.stand_firm[k]
        threat, resist, firm, value_a, value_b = simulate(game, p, f, draws, rng)
        close = 5.0 * 0.5 / np.sqrt(draws)  # five standard errors of a share, at most
        assert threat.mean() == pytest.approx(play.challenge[k], abs=close)
        assert resist.mean() == pytest.approx(p, abs=close)
        assert (threat & resist & firm).mean() == pytest.approx(play.imposed[k], abs=close)
        assert (threat & resist & ~firm).mean() == pytest.approx(play.backed_down[k], abs=close)
        assert (threat & ~resist).mean() == pytest.approx(play.conceded[k], abs=close)
        assert firm.mean() == pytest.approx(play.belief_before[k], abs=close)
        error = 5.0 / np.sqrt(draws)
        assert value_a.mean() == pytest.approx(play.value_a[k], abs=error * value_a.std() + 1e-9)
        assert value_b.mean() == pytest.approx(play.value_b[k], abs=error * value_b.std() + 1e-9)
        checked += threat.mean() > 0.01
    assert checked >= 4
    total = play.status_quo + play.conceded + play.imposed + play.backed_down
    np.testing.assert_allclose(total, 1.0, atol=1e-11)


def test_units_do_not_matter():
    drawn = games(5, 2)
    plain = ThreatGame(**drawn).solve()
    scaled = {n: (3.0 if n.endswith("a") else 0.5) * v + 7.0 for n, v in drawn.items()}
    other = ThreatGame(**scaled, status_quo_b=7.0, spread_a=3.0, spread_b=0.5).solve()
    np.testing.assert_allclose(other.resist, plain.resist, rtol=1e-9)
    np.testing.assert_allclose(other.value_a, 3.0 * plain.value_a + 7.0, rtol=1e-9)
    np.testing.assert_allclose(other.value_b, 0.5 * plain.value_b + 7.0, rtol=1e-9)


def test_audience_costs():
    costs = np.linspace(0.0, 30.0, 16)
    game = {**PUBLISHED, "stand_firm_b": -0.5, "back_down_a": -costs}
    whole = ThreatGame(**game)
    play = whole.solve()
    np.testing.assert_allclose(whole.audience_cost, costs)
    assert play.row.tolist() == list(range(16))
    # Fearon 1994: who would lose more by backing down, once resisted, backs down less.
    assert (np.diff(play.stand_firm) > 0.0).sum() >= 5
    assert (np.diff(play.stand_firm) >= -1e-12).all()
    # In the limit nobody backs down, A knows only its war value, and B answers a certain war.
    p = norm.cdf(-0.5)
    cut = 1.0 - 1.0 / p
    assert play.stand_firm[-1] == pytest.approx(1.0, abs=1e-12)
    assert play.resist[-1] == pytest.approx(p, abs=1e-12)
    assert play.challenge[-1] == pytest.approx(norm.sf(cut + 1.9), abs=1e-12)


def test_near_a_fold_is_said():
    # Between two and one more equilibria there is a fold; a bisection on the count finds it.
    low, high = -2.8, -2.0
    count = []
    for _ in range(12):
        middle = 0.5 * (low + high)
        play = ThreatGame(**{**PUBLISHED, "stand_firm_b": middle}).solve()
        count.append(len(play.row))
        low, high = (middle, high) if count[-1] == 3 else (low, middle)
    assert set(count) == {1, 3}
    beyond = ThreatGame(**{**PUBLISHED, "stand_firm_b": high}).solve()
    assert beyond.status == ("near a fold",)
    assert "near a fold" in beyond.summary()
    assert beyond.to_frame()["status"].to_list() == ["near a fold"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"stand_firm_a": np.nan}, "stand_firm_a has shape"),
        ({"concession_a": -0.1}, "concession_a is not above status_quo_a"),
        ({"spread_a": 0.0}, "spread_a is 0"),
        ({"stand_firm_a": np.zeros(2), "stand_firm_b": np.zeros(3)}, "lengths"),
    ],
)
def test_bad_games(change, words):
    with pytest.raises(InputError, match=words):
        ThreatGame(**{**PUBLISHED, **change})


TRUTH = {
    ("concession_a", "constant"): 0.6,
    ("concession_a", "stake"): 0.8,
    ("stand_firm_a", "constant"): -1.0,
    ("stand_firm_a", "power"): 1.2,
    ("back_down_a", "constant"): -0.8,
    ("concession_b", "constant"): -0.5,
    ("concession_b", "stake"): -0.6,
    ("stand_firm_b", "constant"): -1.2,
    ("stand_firm_b", "power"): -0.5,
}


def equations_of(names):
    return {payoff: [c for p, c in names if p == payoff] for payoff, _ in names}


def crises(rows, seed):
    """Crises drawn by playing them, with five levels of power and three of the stake."""
    rng = np.random.default_rng(seed)
    table = pl.DataFrame(
        {"power": rng.integers(0, 5, rows) / 2.0, "stake": rng.integers(0, 3, rows) / 1.0}
    )
    game = {name: np.zeros(rows) for name in PUBLISHED}
    for (payoff, column), value in TRUTH.items():
        game[payoff] = game[payoff] + value * (1.0 if column == "constant" else table[column])
    game = {name: np.asarray(v, dtype=float) for name, v in game.items()}
    cells = table.with_row_index().unique(["power", "stake"], maintain_order=True)
    chosen = cells["index"].to_numpy()
    play = ThreatGame(**{name: v[chosen] for name, v in game.items()}).solve()
    assert len(play.row) == len(chosen)  # unique here: the selection plays no part
    joined = table.join(
        cells.drop("index").with_columns(p=play.resist, f=play.stand_firm),
        on=["power", "stake"],
        how="left",
        maintain_order="left",
    )
    threat, resist, firm, *_ = simulate(
        game, joined["p"].to_numpy(), joined["f"].to_numpy(), rows, rng
    )
    place = np.where(~threat, 0, np.where(~resist, 1, np.where(firm, 2, 3)))
    return table.with_columns(outcome=pl.Series([OUTCOMES[k] for k in place]))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_known_parameters_come_back(seed):
    fit = fit_threats(crises(40_000, seed), equations_of(TRUTH), starts=3, seed=seed)
    assert fit.status == "converged"
    gap = fit.estimates - np.array([TRUTH[name] for name in fit.parameters])
    # All coefficients at once: three seeds, each passing with chance 0.999 if the errors are right.
    assert gap @ np.linalg.solve(fit.covariance, gap) < chi2.ppf(0.999, len(gap))
    assert (fit.standard_errors < 0.5).all()
    assert not fit.several.any()


@pytest.mark.slow
def test_standard_errors_cover():
    truth = np.array(list(TRUTH.values()))
    score, size = [], []
    for seed in range(20):
        fit = fit_threats(crises(40_000, 100 + seed), equations_of(TRUTH), starts=4, seed=seed)
        gap = fit.estimates - truth
        score.append(gap / fit.standard_errors)
        size.append(gap @ np.linalg.solve(fit.covariance, gap))
    # 180 scores, correlated within a fit: a share inside 1.96 of 95 percent, give or take 2.5.
    assert (np.abs(score) < 1.96).mean() == pytest.approx(0.95, abs=0.05)
    assert np.mean(size) == pytest.approx(len(truth), abs=4.0 * np.sqrt(2 * len(truth) / 20))


@pytest.mark.parametrize(("selection", "place"), [("lowest", 0), ("highest", 2)])
def test_selection_among_several(selection, place):
    play = ThreatGame(**PUBLISHED).solve()
    parts = (play.status_quo, play.conceded, play.imposed, play.backed_down)
    counts = [round(100_000 * float(part[place])) for part in parts]
    table = pl.DataFrame({"outcome": np.repeat(OUTCOMES, counts)})
    free = ("stand_firm_a", "stand_firm_b")
    held = {name: value for name, value in PUBLISHED.items() if name not in free}
    model = {name: ["constant"] for name in free}
    fit = fit_threats(table, model, fixed=held, selection=selection, starts=3)
    assert fit.several.all()
    # Shares are rounded to 5e-6, and a share moves by about a tenth with a payoff.
    assert fit.estimates == pytest.approx([PUBLISHED[name] for name in free], abs=1e-3)


@pytest.fixture(scope="module")
def threats(reference):
    """Threats of TIES whose ending and expected costs are known, in the words of the model."""
    table = pl.read_csv(reference / "talks" / "ties_before_1993.csv", infer_schema_length=None)
    ended = (
        pl.when(pl.col("imposition") == 1.0)
        .then(pl.lit("stand firm"))
        .when(pl.col("finaloutcome").is_in([1.0, 2.0, 5.0]))
        .then(pl.lit("concession"))
        .when(pl.col("finaloutcome").is_in([3.0, 4.0]))
        .then(pl.lit("back down"))
    )
    return (
        table.filter(pl.col("threat") == 1.0)
        .select(
            target_costs="anticipatedtargetcosts",
            sender_costs="anticipatedsendercosts",
            usa=(pl.col("primarysender") == 2.0).cast(pl.Float64),
            outcome=ended,
        )
        .drop_nulls()
    )


SANCTIONS = {
    "stand_firm_a": ["constant", "sender_costs", "usa"],
    "concession_b": ["constant", "target_costs"],
    "stand_firm_b": ["constant"],
}


@pytest.mark.slow
def test_public_table(threats):
    fit = fit_threats(threats, SANCTIONS, fixed={"concession_a": 1.0}, given_threat=True, starts=3)
    assert fit.rows == 317
    assert not fit.several.any()
    estimate = dict(zip(fit.parameters, fit.estimates, strict=True))
    error = dict(zip(fit.parameters, fit.standard_errors, strict=True))
    # Crisman-Cox and Gibilisco (2019), estimationLog.txt in their repository, constrained maximum
    # likelihood on TIES 1971-2000 by dyad and decade: concession on the target's costs, 0.19
    # (0.05). Two standard errors of the difference, the samples being taken as independent.
    costs = ("concession_b", "target_costs")
    assert abs(estimate[costs] - 0.19) < 2.0 * np.hypot(error[costs], 0.05)
    assert estimate[costs] > 2.0 * error[costs]
    # With a constant on either side, predicted shares come near those counted.
    play = fit.game(threats).solve()
    conceded, firm = 1.0 - play.resist, play.resist * play.stand_firm
    assert conceded.mean() == pytest.approx(70 / 317, abs=0.01)
    assert firm.mean() == pytest.approx(189 / 317, abs=0.01)


def test_conditional_fit_of_shares():
    # Two chances, two constants: the maximum meets the counted shares exactly.
    ends = ["concession"] * 30 + ["stand firm"] * 45 + ["back down"] * 25
    table = pl.DataFrame({"outcome": ends})
    model = {"stand_firm_a": ["constant"], "concession_b": ["constant"]}
    held = {"concession_a": 1.0, "back_down_a": -1.0, "stand_firm_b": -1.0}
    fit = fit_threats(table, model, fixed=held, given_threat=True, starts=2)
    shares = np.array([0.30, 0.45, 0.25])
    assert fit.log_likelihood == pytest.approx(100.0 * (shares * np.log(shares)).sum(), abs=1e-8)
    play = fit.game(table.head(1)).solve()
    assert play.resist[0] == pytest.approx(0.70, abs=1e-8)
    assert play.stand_firm[0] == pytest.approx(45 / 70, abs=1e-8)
    # Delta method by finite differences: the covariance of two shares, carried to the estimates.
    step, moved = 1e-5, []
    for k in range(2):
        ends = []
        for sign in (1.0, -1.0):
            at = fit.estimates + sign * step * np.eye(2)[k]
            game = ThreatGame(0.0, 1.0, at[0], -1.0, at[1], -1.0, 0.0).solve()
            ends.append([game.resist[0], game.stand_firm[0]])
        moved.append((np.array(ends[0]) - np.array(ends[1])) / (2.0 * step))
    jacobian = np.array(moved).T
    spread = np.diag([0.70 * 0.30 / 100.0, (45 / 70) * (25 / 70) / 70.0])
    inverse = np.linalg.inv(jacobian)
    np.testing.assert_allclose(fit.covariance, inverse @ spread @ inverse.T, rtol=1e-5)
    assert "100 crises, given a threat: converged" in fit.summary()
    assert fit.to_frame()["estimate"].to_list() == list(fit.estimates)


def test_fits_that_fail_say_so():
    table = pl.DataFrame(
        {"outcome": ["concession", "stand firm", "back down"] * 5, "x": [1.0, 2.0, 3.0] * 5}
    )
    # Three constants cannot be told apart from two chances.
    model = {
        "stand_firm_a": ["constant"],
        "back_down_a": ["constant"],
        "concession_b": ["constant"],
    }
    held = {"concession_a": 1.0, "stand_firm_b": -1.0}
    call = {"fixed": held, "given_threat": True, "starts": 2}
    with pytest.raises(SolveError, match="the fit of the threat game is not"):
        fit_threats(table, model, **call)
    fit = fit_threats(table, model, **call, on_failure="status")
    assert fit.status != "converged"
    assert np.isnan(fit.estimates).all()
    assert np.isnan(fit.standard_errors).all()
    with pytest.raises(InputError, match="no estimate"):
        fit.game(table)


@pytest.mark.parametrize(
    ("model", "options", "words"),
    [
        ({"war_a": ["constant"]}, {}, "war_a are unknown"),
        ({"stand_firm_a": ["y"]}, {}, "no column 'y'"),
        ({"stand_firm_a": ["gap"]}, {}, "1 empty values"),
        ({"stand_firm_a": ["outcome"]}, {}, "not of numbers"),
        ({"stand_firm_a": []}, {}, "hold no column"),
        ({"stand_firm_a": ["constant"]}, {"fixed": {"stand_firm_a": 1.0}}, "one of them"),
        ({"stand_firm_a": ["constant"]}, {"outcome": "ended"}, "no column 'ended'"),
        ({"stand_firm_a": ["constant"]}, {"given_threat": True}, "outcomes status quo"),
        ({"stand_firm_a": ["constant"]}, {"selection": "best"}, "selection is 'best'"),
        ({"stand_firm_a": ["constant"]}, {"fixed": {"concession_a": -1.0}}, "0 of 1000"),
        (
            {name: ["constant"] for name in ("concession_b", "stand_firm_b", "back_down_b")},
            {},
            "only differences of payoffs",
        ),
    ],
)
def test_bad_tables(model, options, words):
    table = pl.DataFrame({"outcome": list(OUTCOMES), "gap": [1.0, None, 2.0, 3.0]})
    with pytest.raises(InputError, match=words):
        fit_threats(table, model, **options)
