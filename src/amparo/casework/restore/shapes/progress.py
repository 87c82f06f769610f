"""How the domains went from round to round: small drawings with their table and their sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from amparo.casework.restore.instruments import Instrument
from amparo.casework.restore.scoring import DomainScore
from amparo.casework.restore.selectors.assessments import Scored
from amparo.flow import charts
from amparo.web.charts import Chart
from amparo.web.dates import spoken_date
from amparo.web.shapes import Column, Tone

TONES = {
    "red": Tone.ALERT, "amber": Tone.WAITING, "green": Tone.GOOD, "blue": Tone.ACTIVE,
    "grey": Tone.NEUTRAL,
}  # fmt: skip
DANGEROUS = "safety"  # red is for danger to a person


def tone_of(score: DomainScore) -> Tone:
    """The colour of a domain's step; red for danger only."""
    if score.step is None:
        return Tone.NEUTRAL
    if score.is_red:
        return Tone.DANGER if score.domain.code == DANGEROUS else Tone.ALERT
    return TONES[score.step.colour]


def said_of(score: DomainScore) -> str:
    """A domain's step in a shape and a word, so that it needs no colour."""
    if score.step is None:
        return "Not known well enough"
    return f"{score.step.sign} {score.step.name}"


def number_of(mean: float | None) -> str:
    """A mean as it is read aloud."""
    return "not known" if mean is None else f"{mean:.1f}"


def comparable(rounds: Sequence[Scored]) -> list[Scored]:
    """The rounds of the newest one's version; others are not drawn beside them."""
    return [one for one in rounds if rounds and one.row.key == rounds[-1].row.key]


def progress_chart(rounds: Sequence[Scored], *, plain: bool = False) -> Chart | None:
    """The domains by round, of one version; None before there are two rounds of it."""
    same = comparable(rounds)
    if len(same) < 2:
        return None
    first, last = same[0], same[-1]
    return Chart(
        title="How it went" if plain else "From round to round",
        sentence=_sentence(first, last, plain=plain),
        wide=charts.svg(_drawn(same, plain=plain, narrow=False)),
        narrow=charts.svg(_drawn(same, plain=plain, narrow=True)),
        columns=(
            Column("Part of life" if plain else "Domain"),
            *(Column(spoken_date(one.row.on), number=True) for one in same),
        ),
        rows=[
            (_name(domain, plain=plain), *(number_of(_mean(one, domain.code)) for one in same))
            for domain in last.instrument.domain
        ],
    )


def _name(domain: Any, *, plain: bool) -> str:
    return str(domain.plain if plain else domain.name)


def _mean(one: Scored, code: str) -> float | None:
    return next((score.mean for score in one.domains if score.domain.code == code), None)


def _sentence(first: Scored, last: Scored, *, plain: bool) -> str:
    better: list[str] = []
    worse: list[str] = []
    for domain in last.instrument.domain:
        then, now = _mean(first, domain.code), _mean(last, domain.code)
        if then is not None and now is not None and now != then:
            (better if now > then else worse).append(_name(domain, plain=plain).lower())
    since = spoken_date(first.row.on)
    said = [
        f"Since {since}, better in {_listed(better)}"
        if better
        else f"Since {since}, better in nothing yet"
    ]
    said += [f"harder in {_listed(worse)}"] if worse else []
    return f"{'; '.join(said)}."


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _drawn(rounds: Sequence[Scored], *, plain: bool, narrow: bool) -> Any:
    """A line of points for each domain, one small picture under or beside another."""
    import altair as alt

    instrument = rounds[-1].instrument
    rows = [
        {"on": one.row.on.isoformat(), "mean": mean, "part": _name(domain, plain=plain)}
        for one in rounds
        for domain in instrument.domain
        if (mean := _mean(one, domain.code)) is not None
    ]
    low, high = instrument.step[0].score, instrument.step[-1].score
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("on:T", title=None, axis=alt.Axis(format="%b %Y", tickCount=3, labelAngle=0)),
        y=alt.Y(
            "mean:Q", title=None, scale=alt.Scale(domain=[low, high]),
            axis=alt.Axis(values=[step.score for step in instrument.step], format="d"),
        ),
    )  # fmt: skip
    lines = base.mark_line(color=charts.TEAL, strokeWidth=2) + base.mark_point(
        color=charts.TEAL, filled=True, size=60, opacity=1
    )
    names = [_name(domain, plain=plain) for domain in instrument.domain]
    facet = alt.Facet(
        "part:N", title=None, sort=names, header=alt.Header(labelFontSize=13, labelLimit=220)
    )
    size = {"width": 250, "height": 70} if narrow else {"width": 155, "height": 90}
    return charts.styled(
        lines.properties(**size).facet(facet, columns=1 if narrow else 3)
    ).properties(description="Each domain by round")


def step_words(instrument: Instrument) -> str:
    """What the numbers of a scale stand for, in one line."""
    return ", ".join(f"{step.score} {step.sign} {step.name.lower()}" for step in instrument.step)
