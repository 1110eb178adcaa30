"""The logistic forecast: published estimates, closed forms, no look ahead, and its record."""

import importlib.util
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.optimize import minimize

from tradetalks.errors import InputError
from tradetalks.talks._record._classes import FEATURES, OUTCOMES, threat_features
from tradetalks.talks._record._logistic import ThreatLogistic, leave_one_out

ROOT = Path(__file__).resolve().parents[2]
NEGLIGIBLE = (1e-9,)


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location(
        "threat_record", ROOT / "scripts/threat_record.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def table(reference):
    return pl.read_csv(reference / "talks" / "ties_before_1993.csv", infer_schema_length=None)


def yes(values, name="happened"):
    return pl.Series(name, [bool(value) for value in values])


def drawn(cases, coefficients, seed):
    rng = np.random.default_rng(seed)
    design = rng.normal(size=(cases, len(coefficients) - 1))
    odds = coefficients[0] + design @ coefficients[1:]
    happened = rng.random(cases) < 1.0 / (1.0 + np.exp(-odds))
    names = [f"x{i}" for i in range(design.shape[1])]
    return pl.DataFrame(design, schema=names), yes(happened)


def test_published_estimates():
    # O-ring distress by temperature in 23 flights (Dalal, Fowlkes and Hoadley 1989, Journal of the
    # American Statistical Association 84); estimates 15.0429 (7.3786), -0.2322 (0.1082) as in
    # Robert and Casella 2010, Introducing Monte Carlo Methods with R, and R's glm.
    flights = [66, 70, 69, 68, 67, 72, 73, 70, 57, 63, 70, 78]
    flights += [67, 53, 67, 75, 70, 81, 76, 79, 75, 76, 58]
    distress = [0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1]
    found = ThreatLogistic.fit(pl.DataFrame({"t": flights}), yes(distress), NEGLIGIBLE).to_frame()
    # Printed to four decimals.
    assert found["coefficient"].to_list() == pytest.approx([15.0429, -0.2322], abs=5e-5)
    assert found["standard_error"].to_list() == pytest.approx([7.3786, 0.1082], abs=5e-5)


def test_one_yes_no_feature_in_closed_form():
    # Without a penalty the chances are the shares of each group, and the variance of a group's
    # log odds is 1/yes + 1/no (Woolf 1955, Annals of Human Genetics 19).
    group = [0] * 10 + [1] * 20
    happened = [1] * 3 + [0] * 7 + [1] * 12 + [0] * 8
    model = ThreatLogistic.fit(pl.DataFrame({"group": group}), yes(happened), NEGLIGIBLE)
    found = model.predict(pl.DataFrame({"group": [0, 1]}))
    assert found["chance"].to_list() == pytest.approx([0.3, 0.6], abs=1e-8)
    for row, count, total in ((0, 3, 10), (1, 12, 20)):
        half = 1.959963984540054 * np.sqrt(1 / count + 1 / (total - count))
        odds = np.log(count / (total - count))
        expected = 1.0 / (1.0 + np.exp(-(odds + np.array([-half, half]))))
        assert found.select("low", "high").row(row) == pytest.approx(expected, abs=1e-7)


def test_penalised_optimum_by_another_optimiser():
    features, happened = drawn(80, np.array([-0.5, 1.0, -0.7, 0.2]), seed=1)
    design = np.column_stack([np.ones(80), features.to_numpy()])
    y = happened.cast(pl.Float64).to_numpy()

    def loss(b):
        odds = design @ b
        return np.logaddexp(0.0, odds).sum() - y @ odds + 0.5 * 3.0 * (b[1:] ** 2).sum()

    other = minimize(loss, np.zeros(4), method="BFGS", options={"gtol": 1e-8}).x
    model = ThreatLogistic.fit(features, happened, (3.0,))
    # BFGS differentiates numerically.
    np.testing.assert_allclose(model.coefficients, other, atol=1e-5)
    step = 1e-4
    hessian = np.array(
        [
            [
                sum(
                    s * t * loss(model.coefficients + step * (s * a + t * b))
                    for s in (-1, 1)
                    for t in (-1, 1)
                )
                / (4.0 * step**2)
                for b in np.eye(4)
            ]
            for a in np.eye(4)
        ]
    )
    # Second differences of a loss of size fifty carry about six digits.
    np.testing.assert_allclose(np.linalg.inv(model.covariance), hessian, rtol=1e-4, atol=1e-4)


def test_known_parameters_are_recovered():
    truth = np.array([-1.0, 0.8, 0.0, -0.4])
    features, happened = drawn(20_000, truth, seed=2)
    model = ThreatLogistic.fit(features, happened)
    error = np.sqrt(np.diag(model.covariance))
    assert (np.abs(model.coefficients - truth) < 4.0 * error).all()
    assert (error < 0.03).all()


def test_heavy_penalty_gives_the_base_rate():
    features, happened = drawn(200, np.array([-1.0, 2.0, 1.0]), seed=3)
    model = ThreatLogistic.fit(features, happened, (1e9,))
    # The intercept is free, so the mean is met.
    assert model.predict(features)["chance"].to_numpy() == pytest.approx(happened.mean(), abs=1e-5)


def test_a_strong_penalty_where_features_say_nothing():
    features, _ = drawn(120, np.array([0.0, 1.0, 1.0, 1.0, 1.0]), seed=4)
    coin = yes(np.random.default_rng(5).random(120) < 0.5)
    assert ThreatLogistic.fit(features, coin).penalty == 30.0
    strong, happened = drawn(400, np.array([0.0, 2.0, -2.0, 1.5]), seed=6)
    assert ThreatLogistic.fit(strong, happened).penalty <= 1.0


def test_each_left_out_case_is_fitted_anew():
    features, happened = drawn(40, np.array([-0.3, 1.0, -1.0]), seed=7)
    found = leave_one_out(features, happened)
    for case in range(0, 40, 5):
        others = np.arange(40) != case
        model = ThreatLogistic.fit(features.filter(others), happened.filter(others))
        alone = model.predict(features[[case]])["chance"][0]
        # Both gradients stop below 1e-9.
        assert found[case] == pytest.approx(alone, abs=1e-8)


def test_penalty_is_the_best_when_cases_are_left_out():
    features, happened = drawn(60, np.array([-0.3, 0.6, -0.4, 0.0]), seed=8)
    penalties = (0.3, 3.0, 30.0)
    y = happened.cast(pl.Float64).to_numpy()
    scores = []
    for penalty in penalties:
        chance = leave_one_out(features, happened, (penalty,))
        scores.append(-np.log(np.where(y > 0.5, chance, 1.0 - chance)).sum())
    chosen = ThreatLogistic.fit(features, happened, penalties).penalty
    # The choice is by one Newton step; with refits it may be no worse than a hundredth of a bit.
    assert scores[penalties.index(chosen)] < min(scores) + 0.01


def test_unknown_outcomes_are_counted_and_left_out():
    features, happened = drawn(50, np.array([0.0, 1.0]), seed=9)
    some = happened.to_frame().select(pl.when(pl.int_range(50) > 9).then("happened")).to_series()
    model = ThreatLogistic.fit(features, some)
    assert (model.cases, model.unknown) == (40, 10)
    assert "10 unknown" in model.summary()
    alone = ThreatLogistic.fit(features[10:], happened[10:])
    np.testing.assert_array_equal(model.coefficients, alone.coefficients)


def test_shipped_forecast():
    model = ThreatLogistic.shipped("imposed")
    assert model.terms == ("intercept", *FEATURES)
    threat = dict.fromkeys(FEATURES, 0.0)
    narrow, wide = model.predict(threat, 0.5), model.predict(threat)
    chance = 1.0 / (1.0 + np.exp(-model.coefficients[0]))
    assert wide["chance"][0] == pytest.approx(chance, abs=1e-12)
    assert wide["low"][0] < narrow["low"][0] < chance < narrow["high"][0] < wide["high"][0]


def past(**changes):
    """Four cases of one pair and one of another, by rising date, one of them no threat."""
    columns = {
        "threat": [1, 1, 0, 1, 1],
        "startyear": [1980, 1985, 1986, 1990, 1990],
        "startmonth": [1, None, 2, 3, 3],
        "startday": [1, None, 5, 5, 5],
        "primarysender": [2, 2, 2, None, 2],
        "sender1": [2, 2, 2, 2, 2],
        "targetstate": [740, 740, 740, 740, 20],
        "institution": [0, 1, 0, None, 0],
        "issue1": [13, 2, 13, 12, 7],
        "issue2": [None, 13, None, None, None],
        "issue3": [None] * 5,
        "threatid1": [1, 2, None, 8, 6],
        "scommit": [3, None, None, 1, 2],
        "bspecif": [2, 1, None, 2, None],
        "anticipatedtargetcosts": [1, 2, None, None, 3],
        "anticipatedsendercosts": [1, 1, None, 2, None],
        "imposition": [1, 0, 1, 0, 1],
        "sanctiontypethreat": ["4 10", "4.0", None, "14", "8"],
        "sancimpositionstartyear": ["1980.0", None, "1989, or before", None, "1990"],
        "finaloutcome": [7, 5, 8, None, 10],
    }
    return pl.DataFrame({**columns, **changes})


def test_features_by_hand():
    found = threat_features(past())
    assert found.columns == list(FEATURES)
    assert found["us_sender"].to_list() == [1, 1, 1, 1]
    assert found["trade_practices"].to_list() == [1, 1, 0, 0]
    assert found["several_issues"].to_list() == [0, 1, 0, 0]
    assert found["import_restriction"].to_list() == [1, 1, 0, 0]
    assert found["aid_cut"].to_list() == [0, 0, 0, 1]
    assert found["commitment"].to_list() == [1, 0, -1, 0]
    assert found["target_costs"].to_list() == [-0.5, 0.5, 0, 1.5]
    assert found["decade"].to_list() == [1.0, 1.5, 2.0, 2.0]
    # Before 1990 the pair had two threats and a case without one, of which two were imposed.
    assert found["earlier_threats"].to_list() == pytest.approx(np.log([1, 2, 3, 1]).tolist())
    assert found["earlier_impositions"].to_list() == pytest.approx(np.log([1, 2, 3, 1]).tolist())


def test_nan_is_blank():
    some = past()
    floats = some.with_columns(
        pl.col(name).cast(pl.Float64).fill_null(float("nan"))
        for name in some.columns
        if some.schema[name] != pl.String
    )
    assert threat_features(floats).equals(threat_features(some))


def test_a_date_partly_blank_is_not_earlier_than_it_may_be():
    # The blank date of 1985 may be after that of another case of 1985, which may be after it.
    same = past(startyear=[1985, 1985, 1986, 1990, 1990], startmonth=[6, None, 2, 3, 3])
    assert threat_features(same)["earlier_threats"].to_list()[:2] == [0.0, 0.0]


def test_nothing_known_later_is_used(table):
    features = threat_features(table)
    after = ["end", "ongoing", "finaloutcome", "settlement", "sanctiontype", "targetcosts"]
    after += ["sendercosts", "carrot", "implementation", "targeteconomic", "sendereconomic"]
    later = [c for c in table.columns if c.startswith(tuple(after)) and c != "sanctiontypethreat"]
    assert len(later) > 15
    blanked = table.with_columns(pl.lit(None).alias(name) for name in later)
    assert threat_features(blanked).equals(features)
    # Dates of imposition matter to threats of later years only.
    early = table.filter(pl.col("startyear") < 1980)
    recoded = early.with_columns(
        sancimpositionstartyear=pl.when(pl.col("startyear") > 1970)
        .then(pl.lit("1979"))
        .otherwise("sancimpositionstartyear"),
        imposition=pl.when(pl.col("startyear") > 1970).then(1.0).otherwise("imposition"),
    )
    before = threat_features(early).filter(pl.col("decade") <= 0.0)
    assert threat_features(recoded).filter(pl.col("decade") <= 0.0).equals(before)
    # Nor do cases of later years matter to earlier ones.
    assert threat_features(early).equals(features.filter(pl.col("decade") < 1.0))


def test_script_gives_the_shipped_estimates(script, table):
    found = script.estimates(table)
    for outcome in ("imposed", "settled"):
        new, shipped = ThreatLogistic.from_frame(found, outcome), ThreatLogistic.shipped(outcome)
        assert new.summary() == shipped.summary()
        # The file holds eight decimals.
        np.testing.assert_allclose(new.coefficients, shipped.coefficients, atol=1e-6)
        np.testing.assert_allclose(new.covariance, shipped.covariance, atol=1e-6)


def test_page_holds_what_the_script_prints(script, table):
    page = (ROOT / "docs/explanation/record.md").read_text()
    printed = script.lines(script.record(table)) + script.terms(script.estimates(table))
    assert len(printed) == 24 + 27
    for line in printed:
        assert line in page
    said = " ".join(page.split())
    for line in script.gaps(table):
        assert line in said


def test_training_outcomes_are_those_known_at_the_cut(script):
    threats = (
        past().filter(pl.col("threat") == 1).with_columns(endyear=pl.Series([84, 86, None, 91]))
    )
    threats = threats.with_columns(endyear=1900 + pl.col("endyear"))
    imposed, settled = OUTCOMES[:2]
    assert script.as_of(threats, imposed, 1985).to_list() == [True, False, False, False]
    assert script.as_of(threats, imposed, 1991).to_list() == [True, False, False, True]
    assert script.as_of(threats, settled, 1986).to_list() == [False, None, None, None]
    assert script.as_of(threats, settled, 1987).to_list() == [False, True, None, None]


def test_bad_input():
    features, happened = drawn(30, np.array([0.0, 1.0]), seed=10)
    model = ThreatLogistic.fit(features, happened)
    with pytest.raises(InputError, match=r"lack x0 and hold unknown x00 \(is it x0"):
        model.predict({"x00": 1.0})
    with pytest.raises(InputError, match="'x0' holds a blank"):
        model.predict({"x0": float("nan")})
    with pytest.raises(InputError, match="level is 1"):
        model.predict({"x0": 1.0}, level=1.0)
    with pytest.raises(InputError, match="30 rows, outcome 29"):
        ThreatLogistic.fit(features, happened[1:])
    with pytest.raises(InputError, match="penalties are"):
        ThreatLogistic.fit(features, happened, (0.0,))
    with pytest.raises(InputError, match="holds in 0 of 30"):
        ThreatLogistic.fit(features, yes([False] * 30))
    with pytest.raises(InputError, match="String, not numbers"):
        ThreatLogistic.fit(features.cast(pl.String), happened)
    with pytest.raises(InputError, match="choose from imposed, settled"):
        ThreatLogistic.shipped("dropped")
    with pytest.raises(InputError, match="no column 'scommit'"):
        threat_features(past().drop("scommit"))
    with pytest.raises(InputError, match="no column 'sanctiontypethreat'"):
        threat_features(past().drop("sanctiontypethreat"))
