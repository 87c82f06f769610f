"""Where a suspect is known besides, in counts; and the records that may be one person."""

from __future__ import annotations

from amparo.casework.cases.models import Case
from amparo.casework.frame.shell import address
from amparo.casework.restrain.selectors.matching import KnownElsewhere
from amparo.casework.restrain.shapes.cards import Card, facts_of
from amparo.web.dates import spoken_date
from amparo.web.shapes import Link


def said(known: KnownElsewhere) -> list[str]:
    """Sentences that say how many, never whose."""
    sentences = [_sure(known)]
    if known.n_possible:
        cases = "1 other case" if known.n_possible == 1 else f"{known.n_possible} other cases"
        sentences.append(f"A suspect with the same name or number is in {cases}.")
    if known.n_hidden:
        sentences.append(
            "Not all of those cases are open to you, and nothing of them is shown. You can ask "
            "their teams to compare; they are not told of this case."
        )
    return sentences


def _sure(known: KnownElsewhere) -> str:
    if not known.n_cases:
        return "This person is a suspect in no other case of the office, as far as is decided."
    cases = "1 other case" if known.n_cases == 1 else f"{known.n_cases} other cases"
    codes = f" Open to you: {', '.join(known.codes)}." if known.codes else ""
    return f"This person is a suspect in {cases} of the office.{codes}"


def offered(known: KnownElsewhere) -> list[tuple[str, str]]:
    """The records to choose from, by case and by what is the same."""
    return [
        (str(match.person.pk), f"In {', '.join(match.codes)}: {' and '.join(match.because)}")
        for match in known.matches
    ]


def link_cards(known: KnownElsewhere, case: Case) -> list[Card]:
    """Decisions in force; the reason only for whoever may see both records."""
    return [
        Card(
            f"Linked on {spoken_date(link.decided_at.date())}",
            facts_of(
                ("Decided by", link.decided_by.name),
                ("Why", link.reason() if sees_both else "Shown to whoever may see both records"),
            ),
            links=[Link("They are two people", address("suspect_unlink", case, link=link.pk))]
            if sees_both
            else [],
        )
        for link, sees_both in known.links
    ]
