"""What a map, its paths and its rework say in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amparo.flow.wording import counted, day, days, percent, plural

if TYPE_CHECKING:
    from amparo.flow.process.follows import Follows
    from amparo.flow.process.rework import Rework
    from amparo.flow.process.variants import Variants


def map_sentence(found: Follows) -> str:
    """What happens most, how many are still open, and what is hidden."""
    shown = found.frame
    head = f"{counted(found.n, found.unit)}, as known on {day(found.as_of)}"
    if shown.height == 0:
        return f"{head}: nothing follows anything." + hidden_words(found)
    row = shown.row(0, named=True)
    said = (
        f"{head}: most often {row['source']} was followed by {row['target']}, "
        f"{_times(row['count'])}, half of them {_within(row['median_days'])}."
    )
    if found.n_open:
        said += (
            f" {found.n_open:,} ({percent(found.n_open / found.n)}) are still open: what has not "
            "followed yet is in no number of days here."
        )
    return said + hidden_words(found)


def hidden_words(found: Follows) -> str:
    """What a filtered map hides, or nothing."""
    hidden = found.hidden
    if not hidden.pairs and not hidden.activities:
        return ""
    whole = hidden.n + int(found.frame.get_column("count").sum())
    share = f" ({percent(hidden.n / whole)} of all that followed)" if whole else ""
    said = f" Hidden: {hidden.pairs:,} rarer {_pairs_word(hidden.pairs)}, {_times(hidden.n)}{share}"
    if hidden.activities:
        named = ", ".join(hidden.activities[:5])
        more = len(hidden.activities) - 5
        said += f"; and {named}" + (f" and {more:,} more activities" if more > 0 else "")
    return said + "."


def variants_sentence(found: Variants) -> str:
    """How many paths there are, the commonest finished one, and how many are open."""
    head = (
        f"{counted(found.n, found.unit)} took {found.n_paths:,} different "
        f"{'path' if found.n_paths == 1 else 'paths'}, as known on {day(found.as_of)}."
    )
    finished = found.frame.filter("finished")
    if finished.height:
        row = finished.row(0, named=True)
        head += (
            f" Of the {found.n_finished:,} finished, {row['count']:,} went {row['variant']}, half "
            f"of them {_within(row['median_days'])}."
        )
    still = found.n - found.n_finished
    if still:
        head += f" {still:,} are still open, so their paths are not over."
    return head


def rework_sentence(found: Rework) -> str:
    """What is done again most, and how often cases go back."""
    if found.one_row_a_case:
        each = f"A log of one row a {found.unit} has each stage once"
        return f"{each}: no work done again is seen in it."
    again = found.frame.filter(found.frame.get_column("kind") != "back")
    if again.height == 0:
        said = f"Nothing was done twice in any {found.unit}"
    else:
        row = again.sort("n_cases", "activity", descending=[True, False]).row(0, named=True)
        said = (
            f"{row['activity']} was done again in {counted(row['n_cases'], found.unit)} "
            f"({percent(row['n_cases'] / found.n)}), {_times(row['times'])}"
        )
    back = found.frame.filter(found.frame.get_column("kind") == "back")
    if back.height:
        n = found.n_back
        said += f"; {n:,} {plural(found.unit, n)} went back to an earlier stage"
    return f"{said}, as known on {day(found.as_of)}."


def _within(median: float) -> str:
    if median < 1:
        return "on the same day"
    return f"within {days(median)} {'day' if median == 1 else 'days'}"


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n:,} times"


def _pairs_word(n: int) -> str:
    return "way" if n == 1 else "ways"
