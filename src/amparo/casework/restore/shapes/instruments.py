"""The page of the instruments an office may use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from amparo.casework.restore.instruments import Instrument
from amparo.casework.restore.models import Training
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Row, Tone

INSTRUMENTS = ("Instrument", "What it asks", "Licence", "Training")
TRAININGS = ("Who", "For which instrument", "Since", "")


def page_of(instruments: Sequence[Instrument], trainings: Sequence[Training]) -> dict[str, Any]:
    """What the template is given."""
    return {
        "columns": INSTRUMENTS,
        "rows": [_row(one) for one in instruments],
        "training_columns": TRAININGS,
        "trainings": [
            Row([
                one.user.name, one.instrument, spoken_date(one.on),
                Cell("End", reverse("training_end", args=[one.pk])),
            ])
            for one in trainings
        ],
    }  # fmt: skip


def _row(one: Instrument) -> Row:
    n = len(one.domain)
    return Row([
        Cell(f"{one.name}, version {one.version}", note=f"{one.code}, {one.language}",
             tag="Open" if one.is_open else "Licensed",
             tone=Tone.GOOD if one.is_open else Tone.ACTIVE),
        f"{n} domains, {one.n_items} items, {one.step[0].score} to {one.step[-1].score}",
        Cell(one.licence, note=one.holder),
        Cell("Needed" if one.needs_training else "Not needed", note=one.training),
    ])  # fmt: skip
