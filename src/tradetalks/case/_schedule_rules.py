"""Which rows of a schedule make the rate on a line, in which order, and why others give way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from tradetalks.case._schedule_line import Applied, Passed, Placed, RateLine
from tradetalks.case._schedule_rate import FREE, Duty
from tradetalks.case._schedule_row import ScheduleRow
from tradetalks.errors import InputError

__all__ = ["Question", "resolve"]


class Question(NamedTuple):
    """The day that is asked about, and what is taken as given on it."""

    on: date
    triggers: Collection[str]
    statuses: Collection[str]
    amount: float | None
    unit_values: Mapping[str, float]


class _Line(NamedTuple):
    """The line asked about, by which rows are ranked."""

    target: str
    code: str

    def rank(self, at: Placed) -> tuple[int, bool, date]:
        """What prevails: the more specific code, the named origin, the later start."""
        named = self.target in at.row.target
        return at.row.depth(self.code) or 0, named, at.row.start or date.min

    def reason(self, winner: Placed, loser: Placed) -> str:
        """Why one row ranks above another."""
        mine, theirs = self.rank(winner), self.rank(loser)
        words = ("has the more specific code", "names the origin", "starts later")
        return next(w for w, a, b in zip(words, mine, theirs, strict=True) if a != b)


def resolve(
    ask: Question, covering: Iterable[Placed], where: tuple[str, str, str], finer: Sequence[str]
) -> RateLine:
    """The rate on one line.

    Parameters
    ----------
    ask
        The question.
    covering
        Rows of the imposer that aim at the origin and cover the code, whatever their dates.
    where
        Imposer, origin and code.
    finer
        Codes below this one that have rows of their own.

    Raises
    ------
    InputError
        Rows of which neither prevails; duties that cannot be compared; quotas in several units
        where an amount is given.
    """
    line, passed = _Line(*where[1:]), list[Passed]()
    counted = _one_a_measure(ask, _in_force(ask, covering, passed), line, passed)
    standing, ended_by = _displaced(counted, line, passed)
    exclusions = [at for at in standing if at.row.kind == "exclusion"]
    normal = _normal(ask, standing, line, passed)
    added = [at for at in standing if at.row.kind == "additional"]
    totals = _best(ask, [at for at in standing if at.row.kind == "all-in"], line, passed)
    applied = [_excludes(at, ended_by) for at in exclusions if at.row.id in ended_by]
    passed += [
        Passed(*at, "takes nothing off, since none of its measures applies here")
        for at in exclusions
        if at.row.id not in ended_by
    ]
    applied += [_applied(ask, at, _role(at.row)) for at in [*normal, *added]]
    applied += [_total(ask, at, applied) for at in totals]
    duty, within = _sums(applied)
    quotas = _check_units(ask, applied)
    given = any(not _restores(at.row) for at in normal)
    told = given or not (totals or normal)
    in_quota = within if told and quotas and ask.amount is None else None
    running = {a.row.id for a in applied}
    kept = [p for p in passed if not (p.by_date and p.row.id in running)]
    return RateLine(
        *where,
        ask.on,
        duty if told else None,
        in_quota,
        given,
        tuple(applied),
        tuple(kept),
        tuple(finer),
    )


def _in_force(ask: Question, rows: Iterable[Placed], passed: list[Passed]) -> list[Placed]:
    """Rows that count on the day."""
    found: list[Placed] = []
    every = list(rows)
    halted = {
        at.row.id: at
        for at in every
        if at.row.status == "suspended" and at.row.runs(ask.on) and _triggered(ask, at.row)
    }
    for at in every:
        row, halt = at.row, halted.get(at.row.id)
        if not row.runs(ask.on):
            ended = row.end is not None and row.end < ask.on
            why = f"ended on {row.end}" if ended else f"starts on {row.start}"
            passed.append(Passed(*at, why, by_date=True))
        elif row.status not in ask.statuses:
            passed.append(Passed(*at, f"is {row.status}"))
        elif not _triggered(ask, row):
            passed.append(Passed(*at, f"waits for {row.trigger}"))
        elif halt is not None and row.status != "suspended" and "suspended" not in ask.statuses:
            until = f" until {halt.row.end}" if halt.row.end else ""
            passed.append(Passed(*at, f"is suspended{until} by row {halt.line}"))
        else:
            found.append(at)
    return found


def _triggered(ask: Question, row: ScheduleRow) -> bool:
    return not row.trigger or row.trigger in ask.triggers


def _one_a_measure(
    ask: Question, rows: list[Placed], line: _Line, passed: list[Passed]
) -> list[Placed]:
    """The row of each measure that prevails on the line."""
    measures: dict[str, list[Placed]] = {}
    for at in rows:
        measures.setdefault(at.row.id, []).append(at)
    found: list[Placed] = []
    for own in measures.values():
        best = max(own, key=line.rank)
        found.append(best)
        for at in own:
            if at is not best and line.rank(at) != line.rank(best):
                why = f"gives way to row {best.line}, which {line.reason(best, at)}"
                passed.append(Passed(*at, why))
            elif at is not best and _terms(ask, at.row) != _terms(ask, best.row):
                raise InputError(
                    f"rows {at.line} and {best.line} of {at.row.id} give {line.code} two rates; "
                    "end one of them before"
                )
    return found


def _terms(ask: Question, row: ScheduleRow) -> tuple[Duty, float | None, Duty | None]:
    return row.rate(ask.on), row.quota, row.in_quota


def _displaced(
    rows: list[Placed], line: _Line, passed: list[Passed]
) -> tuple[list[Placed], dict[str, list[str]]]:
    """Rows that no other ends, and for each of those the measures that it ended.

    A row that is itself ended ends nothing, so that rows are settled from the top down.
    """
    standing: list[Placed] = []
    ended_by: dict[str, list[str]] = {}
    open_rows = list(rows)
    while open_rows:
        settled = 0
        for at in list(open_rows):
            reasons = [(by, _ends(by, at, line)) for by in standing]
            found = next(((by, why) for by, why in reasons if why), None)
            if found is not None:
                by, why = found
                passed.append(Passed(*at, why))
                ended_by.setdefault(by.row.id, []).append(at.row.id)
            elif any(_ends(by, at, line) for by in open_rows if by is not at):
                continue
            else:
                standing.append(at)
            open_rows.remove(at)
            settled += 1
        if not settled:
            names = ", ".join(at.row.id for at in open_rows)
            raise InputError(f"measures {names} end each other in a ring; mend replaces")
    order = {at.row.id: n for n, at in enumerate(rows)}
    return sorted(standing, key=lambda at: order[at.row.id]), ended_by


def _ends(by: Placed, at: Placed, line: _Line) -> str:
    """Why one row ends another, or nothing."""
    if at.row.id in by.row.replaces:
        return f"is replaced by {by.row.id}"
    if by.row.id not in at.row.gives_way_to:
        return ""
    why = f"is not in addition to {by.row.id}"
    if at.row.id not in by.row.gives_way_to:
        return why
    if line.rank(by) == line.rank(at):
        raise InputError(
            f"measures {by} and {at} are not in addition to each other on {line.code}, and "
            "neither has the more specific code, the origin or the later start; say in replaces "
            "which prevails"
        )
    return f"{why}, which {line.reason(by, at)}" if line.rank(by) > line.rank(at) else ""


def _best(ask: Question, rows: list[Placed], line: _Line, passed: list[Passed]) -> list[Placed]:
    """The one of several rows of a kind that prevails, if there is any."""
    if not rows:
        return []
    best = max(rows, key=line.rank)
    for at in rows:
        if at is best:
            continue
        if line.rank(at) != line.rank(best):
            passed.append(Passed(*at, f"gives way to {best.row.id}, which {line.reason(best, at)}"))
        elif _terms(ask, at.row) == _terms(ask, best.row):
            passed.append(Passed(*at, f"says the same as {best.row.id}"))
        else:
            raise InputError(
                f"measures {best} and {at} both give the {at.row.kind} duty on {line.code}, and "
                "neither has the more specific code, the origin or the later start; say in "
                "replaces which prevails"
            )
    return [best]


def _normal(ask: Question, rows: list[Placed], line: _Line, passed: list[Passed]) -> list[Placed]:
    """The row that gives the normal duty, after the one that restores it, if one does."""
    mfn, agreed, back = (
        _best(ask, [at for at in rows if at.row.kind == kind], line, passed)
        for kind in ("mfn", "preference", "snap-back")
    )
    if back and not agreed:
        passed.append(Passed(*back[0], "finds no agreement's rate to end here"))
        return mfn
    if back:
        passed.append(Passed(*agreed[0], f"is ended by {back[0].row.id}"))
        if not _restores(back[0].row):
            passed += [Passed(*at, f"{back[0].row.id} stands in its place") for at in mfn]
        return [*back, *mfn] if _restores(back[0].row) else back
    if agreed and mfn and _lower(ask, mfn[0].row, agreed[0].row):
        passed.append(Passed(*agreed[0], f"is above {mfn[0].row.id}, which importers may choose"))
        return mfn
    if agreed:
        passed += [Passed(*at, f"{agreed[0].row.id} stands in its place") for at in mfn]
    return agreed or mfn


def _lower(ask: Question, mfn: ScheduleRow, agreed: ScheduleRow) -> bool:
    """Whether the normal duty is below the agreement's, where the two can be compared."""
    one, other = mfn.rate(ask.on), agreed.rate(ask.on)
    if mfn.quota is not None or agreed.quota is not None or one.specific or other.specific:
        return False
    return one.ad_valorem < other.ad_valorem


def _restores(row: ScheduleRow) -> bool:
    """Whether a row brings back the normal duty that another row gives."""
    return row.kind == "snap-back" and row.text is not None and row.text.on_normal


def _role(row: ScheduleRow) -> str:
    if row.kind == "snap-back":
        return "restores the normal duty" if _restores(row) else "in place of the agreement's rate"
    return {"mfn": "normal duty", "preference": "agreement's rate"}.get(row.kind, "on top")


def _applied(ask: Question, at: Placed, role: str) -> Applied:
    """A row's duty beyond and within its quota; an amount leaves one of the two."""
    row, duty = at.row, at.row.rate(ask.on)
    within = duty if row.in_quota is None else row.in_quota
    why = role if role.startswith("restores") else f"{duty} {role}"
    if row.stages is not None and row.start is not None:
        stage = row.stages.stage(row.start, ask.on)
        why += f", stage {stage} of {row.stages.stages} from {row.base}"
    if row.quota is not None:
        why += f" beyond a quota of {row.quota:,.10g} {row.quota_unit}, {within} within it"
        if ask.amount is not None:
            duty = within = within if ask.amount <= row.quota else duty
            why += f"; at {ask.amount:,.10g} the rate is {duty}"
    return Applied(row, at.line, duty, within, why)


def _excludes(at: Placed, ended_by: Mapping[str, list[str]]) -> Applied:
    names = ", ".join(ended_by[at.row.id])
    return Applied(at.row, at.line, FREE, FREE, f"takes the code off {names}")


def _total(ask: Question, at: Placed, applied: list[Applied]) -> Applied:
    """What a total adds to the normal duty: what is missing to it, and never less than nothing."""
    kinds = {"mfn", "preference", "snap-back"}
    normal = [a for a in applied if a.row.kind in kinds and not _restores(a.row)]
    if not normal:
        why = f"a total of {at.row.rate(ask.on)} that includes the normal duty"
        return Applied(at.row, at.line, FREE, FREE, why)
    base, base_within = _sums(normal)
    goal, stated = _applied(ask, at, ""), at.row.rate(ask.on)
    missing = [
        Duty(
            max(0.0, round(total.equivalent(ask.unit_values) - own.equivalent(ask.unit_values), 10))
        )
        for total, own in ((goal.duty, base), (goal.in_quota, base_within))
    ]
    why = f"{missing[0]} on top, to a total of {stated} with the normal duty"
    if missing[0] == FREE:
        why = f"adds nothing, since the normal duty of {base} is not below {stated}"
    return Applied(at.row, at.line, missing[0], missing[1], why)


def _sums(applied: Iterable[Applied]) -> tuple[Duty, Duty]:
    over, within = FREE, FREE
    for part in applied:
        over, within = over + part.duty, within + part.in_quota
    return over, within


def _check_units(ask: Question, applied: Sequence[Applied]) -> bool:
    """Whether there is a quota; an amount must be in the unit of all of them."""
    units = {a.row.quota_unit for a in applied if a.row.quota is not None}
    if ask.amount is not None and len(units) > 1:
        raise InputError(
            f"quotas are in {', '.join(sorted(units))}; ask without an amount, which shows both"
        )
    return bool(units)
