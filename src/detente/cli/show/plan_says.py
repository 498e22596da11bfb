"""What is said of a plan in sentences: the bottom line, tripwires, why the runner-up lost, how it was computed."""

from __future__ import annotations

from collections.abc import Iterator

from detente.brief.foretold import SIGNALS, act_part, change, iso_day, points, points_span
from detente.brief.front import less, one_kind, told_apart
from detente.brief.orders import Orders
from detente.brief.reckoned_plan import turned
from detente.brief.stops import beginning, calm_only, parted
from detente.brief.wording import counted, percent
from detente.case.visible import visible
from detente.case.words import Words
from detente.encounter.foresee.results import Span, Split
from detente.plan.choose import LEAST_YES
from detente.plan.results import Candidate, Finalist, Plan, Renegotiation, Tripwire
from detente.plan.roadmaps import Roadmaps

TOLD = 0.005
"""Outcomes with a smaller chance are left to the JSON."""
ENDS = {
    "real deal": "a real deal",
    "hollow deal": "a hollow deal",
    "lapse": "talks run out",
    "walkout by them": "they walk out",
    "walkout by us": "we walk out",
    "war": "war",
    "refusal": "they refuse",
}
MARKS = {
    "fragile": "fragile: computed otherwise, another answer comes out",
    "horizon": "horizon: a third more rounds change it",
    "more than one acceptance": "more than one acceptance: saying yes has other equilibria",
    "unsettled": "unsettled: some points of the grid are no equilibrium",
}
HOW = {
    "principal": "by the principal selection",
    "care halved": "with care halved",
    "care doubled": "with care doubled",
    "longer": "with a third more rounds",
}
"""Confirmation -> how it differs; the fine grid is the answer itself."""


def counts(choices: Roadmaps, most: int) -> str:
    """Say how many roadmaps there are before the search starts."""
    looked = "all are looked at" if choices.all <= most else f"{most:,} at most are looked at"
    return f"{choices.full:,} roadmaps hold every step, {choices.all:,} with their beginnings; {looked}."


def bottom(found: Plan) -> Iterator[str]:
    """Say what to try, or why not to engage."""
    first, alone = found.finalists[0], len(found.candidates) == 1
    if found.recommended is not None:
        what = "This roadmap may be tried" if alone else f"Try {first.name}"
        yield f"{what}: it is worth {_points(first.trying)} over not engaging."
        return
    name = found.runner_up or first.name
    why = _fault(found, _candidate(found, name), found.lost_by)
    if alone:
        yield f"Do not offer this roadmap: {why}."
        return
    yield "Do not engage: no roadmap that was looked at may be recommended."
    yield f"{name} is worth most, but {why}."


def runner_up(found: Plan) -> list[str]:
    """Say which roadmap comes second, and why it lost; nothing where none is recommended, as the bottom line said it."""
    if found.recommended is None or found.runner_up is None:
        return []
    other = _candidate(found, found.runner_up)
    lost = found.lost_by
    why = _fault(found, other, lost)
    return [f"{found.runner_up} lost: {why}{_less(found, other)}."]


def others(orders: Orders) -> list[str]:
    """Say why the case's own roadmap lost, and how many are as good as the recommended one; nothing where none is."""
    found, said = orders.plan, []
    if found.recommended is None:
        return []
    if found.given is not None and found.given not in (found.recommended, found.runner_up):
        own = _candidate(found, found.given)
        gap = found.finalists[0].trying.value - own.trying.whole
        much = f"{points(abs(gap))} {'less' if gap >= 0 else 'more'}"
        said.append(
            f"{found.given}, the case’s own, is worth {points(own.trying.whole)} points, {much}{_less(found, own)}."
        )
    kind = one_kind(orders, orders.first.name, "roadmap")
    return [*said, f"{kind}."] if kind else said


def _less(found: Plan, other: Candidate) -> str:
    why = less(found.finalists[0].candidate.trying, other.trying)
    return f" ({why})" if why else ""


def _fault(found: Plan, other: Candidate, lost_by: str) -> str:
    worth = points(other.trying.whole)
    if lost_by == "acceptance":
        untrusted = {each.name for each in other.deceptions}
        yes = {name: chance for name, chance in other.accepts_by.items() if name not in untrusted}
        least = min(yes, key=lambda name: yes[name])
        return f"{visible(least)} says yes too seldom, {percent(yes[least])} of the time, and {percent(LEAST_YES)} is the least"
    if lost_by == "cap":
        loss, cap = told_apart(other.trap_loss, found.cap or 0.0)
        return f"it may lose {loss} points in a trap, over the cap of {cap}"
    if lost_by == "nothing":
        return f"it is worth {worth} points over not engaging"
    first = found.finalists[0].trying.value
    return f"it is worth {worth} points, {points(first - other.trying.whole)} less"


def _candidate(found: Plan, name: str) -> Candidate:
    fine = {each.name: each.candidate for each in found.finalists}
    return fine.get(name) or found.candidate(name)


def facts(found: Plan, first: Finalist, words: Words) -> Iterator[tuple[str, str]]:
    """Say what a roadmap comes to, one thing after the other."""
    one = first.candidate
    yield "Value of trying", f"{_points(first.trying)}: {_split(one.trying)}"
    yes = ", ".join(f"{visible(name)} {percent(chance)}" for name, chance in one.accepts_by.items())
    yield "They say yes", f"{words.say(one.accepts, None, None)}, {percent(one.accepts)} ({yes})"
    ends = (
        f"{says} {percent(one.outcomes[name])}" for name, says in ENDS.items() if one.outcomes[name] >= TOLD
    )
    yield "How it ends", ", ".join(ends)
    yield "If it is a trap", _trap(first)
    if first.ploys:
        yield "What it does", _ploys(first)
    if first.worst is not None:
        yield "We would know", _known(found, first)
    yield "Trust needed", _need(found, first)
    yield "Cap", "none is set" if found.cap is None else f"{points(found.cap)} points"
    if first.marks:
        yield "Marks", "; ".join(_mark(found, mark) for mark in first.marks)


_DOES = {"step": "honestly", "sham": "faked", "hold": "put off", "leave": "broken off at"}


def _ploys(first: Finalist) -> str:
    """Say what the deceiver does with its acts, if all before was seen done."""
    parts = (
        f"{does}: {', '.join(visible(each.says) for each in first.ploys if each.move == move)}"
        for move, does in _DOES.items()
        if any(each.move == move for each in first.ploys)
    )
    return "; ".join(parts)


def _mark(found: Plan, mark: str) -> str:
    """Say a mark; of *fragile* also which way of computing it was, as far as values and losses tell."""
    ways = [HOW[how] for how in turned(found)] if mark == "fragile" else []
    return f"fragile: {' or '.join(ways)} another answer comes out" if ways else MARKS[mark]


def _points(found: Span) -> str:
    reach = points_span(found)
    return f"{points(found.value)} points{f' ({reach})' if reach else ''}"


def _split(found: Split) -> str:
    return (
        f"steps {change(found.steps)}, tension and channels {change(found.tension)}, word and walkouts "
        f"{change(found.word)}"
    )


def _trap(first: Finalist) -> str:
    worst = next((each for each in first.candidate.deceptions if each.name == first.worst), None)
    if worst is None:
        return "nobody that they may be is untrusted"
    name, reach = visible(worst.name), first.trap_loss
    loss = f"a loss of {_points(reach)}" if reach.value or reach.high else "no loss"
    if worst.refuses:
        return (
            f"{loss}: {name} would rather refuse, by {points(abs(worst.theirs))} of its points; did it come in all the same, talks "
            f"would bring us {change(worst.ours.whole)}"
        )
    gives = (
        f", with {points(first.candidate.given_away)} given away in steps"
        if first.candidate.given_away
        else ""
    )
    return f"{loss}{gives}: {name}, at its best, gains {points(worst.theirs)} of its points and brings us {change(worst.ours.whole)}"


def _known(found: Plan, first: Finalist) -> str:
    never = f"never: {percent(first.never)}. Only shams that are exposed count; what it simply does not do is seen when due"
    for day, chance in zip(found.dates, first.known_by, strict=True):
        if chance >= 0.5:
            return f"as likely as not by {iso_day(day)}; {never}"
    return f"by {iso_day(found.dates[-1])}: {percent(first.known_by[-1])}; {never}"


def _need(found: Plan, first: Finalist) -> str:
    need = first.candidate.need
    today = f"today it is {percent(found.trust)}"
    if need.kind == "nobody trusted":
        return "no question here: none of those that they may be is trusted"
    if need.trust is None:
        return f"{need.kind}; {today}"
    return f"{percent(need.trust)}, to break even once they have said yes, with a trap played at its best; {today}"


def tripwire(each: Tripwire, level: float) -> str:
    """Say when to stop, or not to begin, and the belief that it comes from. ``level``: within so many points it makes no difference."""
    if each.kind == "do not start":
        return (
            f"{beginning(each, 'their word')}: trying is worth nothing there, refusals counted. "
            f"Today you give {percent(each.before)}, and it is worth {change(each.margin.whole)}."
        )
    part = act_part(each.act)
    act = f"“{visible(each.says)}”{f' ({part})' if part else ''}"
    heads = {
        "stop": f"Stop if {act} is {SIGNALS[each.signal]}",
        "only our word": f"Think again if {act} is {SIGNALS[each.signal]}",
        "go on": f"{'Stay at the table' if calm_only(each.margin) else 'Go on'} even if {act} is {SIGNALS[each.signal]}",
    }
    head = heads[each.kind]
    if each.kind != "only our word" and abs(each.margin.whole) <= level:
        head = f"It makes little difference whether you stop if {act} is {SIGNALS[each.signal]}"
    worth = f"going on is worth {change(each.margin.whole)}"
    if each.kind == "only our word":
        worth += f", but {change(each.margin.steps + each.margin.tension)} without our own word"
    return (
        f"{head} (by {iso_day(each.date)}; {percent(each.chance)} today): trust goes from {percent(each.before)} to "
        f"{percent(each.trust)}, and {worth} ({parted(each.margin)}).{_turns(each)}"
    )


def _turns(each: Tripwire) -> str:
    if each.kind == "stop" and each.trust > each.before:
        return " Trust rises: it is not trust that turns it, but what is left to win."
    if each.kind == "go on" and calm_only(each.margin):
        return " What is left to win is calm, which giving more does not buy."
    return ""


def renegotiation(each: Renegotiation) -> str:
    """Say where the rest of another roadmap would suit both sides better."""
    ours, theirs = (", ".join(acts) or "nothing" for acts in each.done)
    return (
        f"In round {each.round}, after {ours} of ours and {theirs} of theirs, the rest of {each.other} would suit both better: "
        f"{change(each.ours)} for us, {change(each.theirs)} for them."
    )


def computed(found: Plan) -> Iterator[str]:
    """Say how it was computed, and how far it can be relied on."""
    says, worth = found.yardstick
    yield (
        f"Not engaging is worth {points(found.candidates[0].not_engaging)} points to us. “{visible(str(says))}” alone would be worth "
        f"{points(float(worth))}."
    )
    if len(found.candidates) == 1:
        yield f"One roadmap was judged, on grids of {found.rough}, {found.coarse} and {found.points} points."
    else:
        yield _counted(found)
    yield _solved(found)
    first = found.finalists[0]
    others = (f"{HOW[each.how]} {points(each.trying)}" for each in first.confirmations if each.how in HOW)
    yield f"{first.name} computed otherwise is worth: {', '.join(others)}."
    yield (
        f"Ranges (5–95 %) from {counted(found.games, 'game')} drawn; shares of the doubt are Sobol’s total indices over twice {found.samples}."
        if found.samples
        else "No ranges."
    )
    yield f"Seed {found.seed}, case {found.case_hash[:12]}, Detente {found.version}."


def _counted(found: Plan) -> str:
    looked = "all" if found.exhaustive else f"{found.looked_at:,}"
    return (
        f"{found.counted_full:,} roadmaps hold every step, {found.counted:,} with their beginnings; {looked} looked at on a grid "
        f"of {found.rough}, {len(found.candidates):,} ranked on one of {found.coarse}, {len(found.finalists)} confirmed on one of "
        f"{found.points}."
    )


def _solved(found: Plan) -> str:
    ranked = found.candidates
    return (
        f"In ranking {sum(each.solved for each in ranked):,} points were solved, {sum(each.taken for each in ranked):,} taken over "
        f"from roadmaps with the same rest, {sum(each.unsettled for each in ranked):,} not settled (worst residual "
        f"{max(each.residual for each in ranked):.0e})."
    )
