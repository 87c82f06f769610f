"""How many crimes are punished: what was reckoned beside what is known of two countries."""

from __future__ import annotations

from dataclasses import dataclass

from amparo.flow import charts
from amparo.flow.prevalence.designs.drawing import punished_chart
from amparo.protection.reckoning import Impunity
from amparo.web.charts import Chart
from amparo.web.shapes import Cell, Column, Row


@dataclass(frozen=True)
class Known:
    """A published example: punished at most so many, of at least so many crimes."""

    name: str
    short: str
    most_punished: int
    fewest_crimes: int
    words: str
    source: str

    @property
    def at_most(self) -> float:
        """The largest share that its figures allow."""
        return self.most_punished / self.fewest_crimes


KNOWN = (
    Known(
        "Bolivia, child sexual assault, of cases brought", "Bolivia, cases", 1, 2_000,
        "fewer than 1 in 2,000 cases ended in a conviction",
        "IDRC, Bolivian public justice performance research study, La Paz and El Alto",
    ),
    Known(
        "Bolivia, child sexual assault, of assaults, 2000 to 2007", "Bolivia, assaults", 3, 20_000,
        "fewer than 3 convictions a year; tens of thousands of assaults, taken here as 20,000",
        "Haugen and Boutros 2014, The Locust Effect",
    ),
    Known(
        "India, people held in slavery, 1998 to 2013", "India, held", 5, 13_300_000,
        "fewer than 5 offenders served substantial time for bonded labour; in 2013, 13.3 to 14.7 "
        "million people were held, in slavery of every kind",
        "Haugen and Boutros 2014; Walk Free Foundation, Global Slavery Index 2013",
    ),
)  # fmt: skip


def punished_drawing(found: Impunity | None) -> Chart:
    """Each example as a span from none to the most its figures allow, and what was reckoned."""
    spans = [(one.short, 0.0, one.at_most, f"at most {_one_in(one.at_most)}") for one in KNOWN]
    rows = [
        Row((Cell(one.name, note=one.source), f"at most {_one_in(one.at_most)}", one.words))
        for one in KNOWN
    ]
    if found is not None and found.share_high > 0:
        said = f"{_one_in(found.share_low)} to {_one_in(found.share_high)}"
        spans.insert(0, ("As reckoned above", found.share_low, found.share_high, said))
        rows.insert(0, Row(("As reckoned above", said, found.sentence())))
    return Chart(
        title="Of all these crimes, how many were punished",
        sentence="In both countries almost nobody was: in Bolivia at most "
        f"{_one_in(KNOWN[1].at_most)} assaults on a child, in India at most "
        f"{_one_in(KNOWN[2].at_most)} people held.",
        wide=charts.svg(punished_chart(spans)),
        narrow=charts.svg(punished_chart(spans, narrow=True)),
        columns=(Column("Where and what"), Column("Punished"), Column("From")),
        rows=rows,
        note="A pale bar begins at none: its source says only how many at most. The scale goes by "
        "powers of ten. Crimes and punishments are of the same years, except that India's "
        "held were counted in the last of them.",
    )


def _one_in(share: float) -> str:
    """ "1 in 6,667" """
    return f"1 in {1 / share:,.0f}" if share else "none"
