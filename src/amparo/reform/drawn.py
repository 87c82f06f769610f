"""How an effect is drawn, kept with the verdict as plain JSON: a page shows it years later without
the engine, and as it was seen on the day."""

from __future__ import annotations

from typing import Any

from amparo.flow import charts
from amparo.flow.effects import Effect, Scale


def drawn(found: Effect) -> dict[str, Any]:
    """The drawing, wide and for a phone, its sentence, and its numbers as rows; nothing where
    there is nothing to draw."""
    if found.frame.height == 0:
        return {}
    sentence, columns, rows = _told(found)
    return {
        "sentence": sentence, "columns": columns, "rows": rows,
        "wide": charts.svg(found.chart()), "narrow": charts.svg(found.chart(narrow=True)),
    }  # fmt: skip


def _told(found: Effect) -> tuple[str, list[str], list[list[str]]]:
    """The sentence, the columns and the rows, by what the design's frame holds."""
    word, held = found.period_word.capitalize(), set(found.frame.columns)
    if "observed" in held:
        columns = [f"{word} from", "Seen", "Expected without the repair"]
        return _series_said(found), columns, _series_rows(found)
    if "side" in held:
        said = "The share in the files read before the repair and after it, with intervals of 95%."
        return said, ["Files", "Share", "Interval"], _files_rows(found)
    columns = [f"{word}s since the repair", "Difference", "Interval"]
    return _events_said(found), columns, _events_rows(found)


def _series_said(found: Effect) -> str:
    compared = found.check("comparison")
    less = ", less the units that were not repaired" if compared and compared.passed else ""
    return (
        f"Each dot is a {found.period_word}: what was seen where the repair acts{less}. The dashed "
        "line with its band, from the repair on, is what would have been expected without it."
    )


def _events_said(found: Effect) -> str:
    return (
        f"Each point is a {found.period_word} before or after the repair: the difference from "
        "what was expected without it, with its interval of 95%. Before the repair it should lie "
        "about zero."
    )


def _series_rows(found: Effect) -> list[list[str]]:
    return [
        [f"{row['day']:%B %Y}", _amount(found, row["observed"]), _expected(found, row)]
        for row in found.frame.to_dicts()
    ]


def _expected(found: Effect, row: dict[str, Any]) -> str:
    if row["since"] < 0 or row.get("expected") is None:
        return "–"
    low, high = (_amount(found, row.get(f"expected_{end}")) for end in ("low", "high"))
    return f"{_amount(found, row['expected'])} ({low} to {high})"


def _files_rows(found: Effect) -> list[list[str]]:
    return [
        [str(row["side"]).capitalize(), _amount(found, row["share"]),
         f"{_amount(found, row['low'])} to {_amount(found, row['high'])}"]
        for row in found.frame.to_dicts()
    ]  # fmt: skip


def _events_rows(found: Effect) -> list[list[str]]:
    return [
        [f"{row['since']:+d}", _amount(found, row["estimate"]),
         f"{_amount(found, row['low'])} to {_amount(found, row['high'])}"]
        for row in found.frame.to_dicts()
    ]  # fmt: skip


def _amount(found: Effect, value: float | None) -> str:
    if value is None or value != value:  # noqa: PLR0124  (not a number)
        return "–"
    return f"{value:.0%}" if found.scale is Scale.SHARE else f"{value:,.3g}"
