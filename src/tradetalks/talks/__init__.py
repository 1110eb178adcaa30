"""Where a deal is possible, and how bargaining under threat and deadline goes."""

from tradetalks.talks._bargaining._alternating import rubinstein
from tradetalks.talks._bargaining._bargaining import BargainingSet
from tradetalks.talks._bargaining._challenge import ChallengeRounds, challenge_rounds
from tradetalks.talks._bargaining._logrolling import logrolling
from tradetalks.talks._bargaining._packages import Package, Packages, packages
from tradetalks.talks._bargaining._ratification import DomesticActor, WinSets, tightening, win_sets
from tradetalks.talks._bargaining._screening import QuantileTable, Screening, crisis_demand, screen
from tradetalks.talks._bargaining._solutions import Solution, egalitarian, kalai_smorodinsky, nash
from tradetalks.talks._bargaining._veto import RatifiedSplit, offer_to_veto, ratified_split
from tradetalks.talks._bargaining._weighted_mean import weighted_mean, weighted_median
from tradetalks.talks._deadline._deadline import DeadlineBatch, solve_deadline
from tradetalks.talks._deadline._game import DeadlineGame, DeadlinePlay
from tradetalks.talks._deadline._posture import Posture
from tradetalks.talks._forecast._case_linkage import (
    AttentionLeft,
    CaseLinkage,
    ResolveSeen,
    linkage_of,
    resolve_after,
)
from tradetalks.talks._forecast._case_record import CaseRecord, record_of
from tradetalks.talks._forecast._case_signals import CasePostures, postures_of
from tradetalks.talks._forecast._forecast import Forecast, anchor, forecast, last_deadline
from tradetalks.talks._forecast._moved import MovedDeadline, moved_deadline
from tradetalks.talks._forecast._payoffs import Hidden, Payoffs, payoffs, ratified
from tradetalks.talks._forecast._replay import Replay, replay, threat_of
from tradetalks.talks._record._classes import (
    FEATURES,
    OUTCOMES,
    Outcome,
    ReferenceClass,
    threat_features,
)
from tradetalks.talks._record._logistic import ThreatLogistic, leave_one_out
from tradetalks.talks._record._outside import AnchoredPrior, OutsideView, anchored_prior, wilson
from tradetalks.talks._record._score import Score, score
from tradetalks.talks._signals._linkage import (
    Attention,
    Front,
    Linkage,
    Reputation,
    share_attention,
)
from tradetalks.talks._signals._misreading import (
    BreakEven,
    Misreading,
    break_even,
    misread,
    taken_for_weakness,
    unread,
)
from tradetalks.talks._signals._signals import Signal, SignalGame, SignalPlay
from tradetalks.talks._threats._attrition import Attrition, AttritionPlay
from tradetalks.talks._threats._audience import Audience, AudienceTerms, audience_terms
from tradetalks.talks._threats._audience_costs import AudienceCrisis, AudiencePlay
from tradetalks.talks._threats._threat import ThreatGame, ThreatPlay
from tradetalks.talks._threats._threat_fit import ThreatFit, fit_threats

__all__ = [
    "FEATURES",
    "OUTCOMES",
    "AnchoredPrior",
    "Attention",
    "AttentionLeft",
    "Attrition",
    "AttritionPlay",
    "Audience",
    "AudienceCrisis",
    "AudiencePlay",
    "AudienceTerms",
    "BargainingSet",
    "BreakEven",
    "CaseLinkage",
    "CasePostures",
    "CaseRecord",
    "ChallengeRounds",
    "DeadlineBatch",
    "DeadlineGame",
    "DeadlinePlay",
    "DomesticActor",
    "Forecast",
    "Front",
    "Hidden",
    "Linkage",
    "Misreading",
    "MovedDeadline",
    "Outcome",
    "OutsideView",
    "Package",
    "Packages",
    "Payoffs",
    "Posture",
    "QuantileTable",
    "RatifiedSplit",
    "ReferenceClass",
    "Replay",
    "Reputation",
    "ResolveSeen",
    "Score",
    "Screening",
    "Signal",
    "SignalGame",
    "SignalPlay",
    "Solution",
    "ThreatFit",
    "ThreatGame",
    "ThreatLogistic",
    "ThreatPlay",
    "WinSets",
    "anchor",
    "anchored_prior",
    "audience_terms",
    "break_even",
    "challenge_rounds",
    "crisis_demand",
    "egalitarian",
    "fit_threats",
    "forecast",
    "kalai_smorodinsky",
    "last_deadline",
    "leave_one_out",
    "linkage_of",
    "logrolling",
    "misread",
    "moved_deadline",
    "nash",
    "offer_to_veto",
    "packages",
    "payoffs",
    "postures_of",
    "ratified",
    "ratified_split",
    "record_of",
    "replay",
    "resolve_after",
    "rubinstein",
    "score",
    "screen",
    "share_attention",
    "solve_deadline",
    "taken_for_weakness",
    "threat_features",
    "threat_of",
    "tightening",
    "unread",
    "weighted_mean",
    "weighted_median",
    "wilson",
    "win_sets",
]
