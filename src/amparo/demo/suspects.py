"""The synthetic office's suspects: what is known of them, bail, protection, and two releases."""

from __future__ import annotations

from datetime import date, timedelta

from amparo.casework.cases.models import Case, Milestone, Person, RoleKind
from amparo.casework.cases.services.people import give_role
from amparo.casework.restrain.services.bail import decide_bail, record_breach
from amparo.casework.restrain.services.dossier import hand_over
from amparo.casework.restrain.services.knowing import (
    add_source,
    add_tie,
    check_arrest,
    keep_file,
)
from amparo.casework.restrain.services.orders import add_order_step, ask_protection
from amparo.casework.restrain.services.warrants import add_warrant_step, issue_warrant
from amparo.demo.morning import Morning

# days before today, kind, scheme, reliability, credibility, what was told, who
SOURCES = (
    (204, "survivor", "4x4", "B", "2", "He came on Fridays with two telephones.", ""),
    (180, "community", "4x4", "X", "3", "He left by the night ferry.", "A seller at the pier"),
    (40, "officer", "6x6", "B", "2", "He sleeps at his cousin's boat.", "Harbour station desk"),
)
# days before today, as the timeline has them
WARRANT, ARREST, BAIL, BREACH, HANDED = 185, 33, 31, 5, 3


def keep_watch(morning: Morning, showcase: Case) -> None:
    """Carry out the acts about suspects."""
    bailed = _of(showcase, "restrain.bailed")
    _known(morning, showcase, bailed)
    _wanted(morning, showcase, bailed)
    _let_go(morning, showcase, bailed)
    _protected(morning, showcase, bailed)
    _elsewhere(morning, bailed)
    _released_today(morning, showcase)


def _of(case: Case, type_: str) -> Person:
    found = Milestone.objects.filter(case=case, type=type_, person__isnull=False).current().first()
    if found is None or found.person is None:
        raise LookupError(type_)
    return found.person


def _ago(morning: Morning, days: int) -> date:
    return morning.today - timedelta(days=days)


def _known(morning: Morning, case: Case, person: Person) -> None:
    by = morning.team.investigator
    keep_file(
        by=by, at=next(morning.ticks), case=case, person=person, version=0, needs_warrant=True,
        description="Synthetic. About forty, thin, a burn on the left hand.",
        whereabouts="Synthetic. His cousin's boat at Pier 2; the net shop on Mondays.",
    )  # fmt: skip
    for days, kind, scheme, reliability, credibility, told, who in SOURCES:
        add_source(
            by=by, at=next(morning.ticks), case=case, person=person, on=_ago(morning, days),
            kind=kind, scheme=scheme, reliability=reliability, credibility=credibility,
            told=f"Synthetic. {told}", who=who,
        )  # fmt: skip
    ties = (("associate", "kin", "A cousin with a boat"), ("venue", "business", "The net shop"))
    for kind, relation, who in ties:
        add_tie(
            by=by, at=next(morning.ticks), case=case, person=person, on=_ago(morning, 60),
            kind=kind, relation=relation, who=f"Synthetic. {who}",
        )  # fmt: skip


def _wanted(morning: Morning, case: Case, person: Person) -> None:
    by = morning.team.investigator
    harbour = morning.around.units["harbour"]
    warrant = issue_warrant(
        by=by, at=next(morning.ticks), case=case, person=person, on=_ago(morning, WARRANT),
        court=morning.around.units["branch_a"].institution, unit=harbour, number="SYN-W-88",
    )  # fmt: skip
    for days, what, reason in (
        (183, "sent", ""), (120, "not_executed", "no_means"), (ARREST, "executed", ""),
    ):  # fmt: skip
        add_warrant_step(
            by=by, at=next(morning.ticks), warrant=warrant, on=_ago(morning, days), what=what,
            reason=reason,
        )  # fmt: skip
    arrests = Milestone.objects.filter(case=case, person=person, type="restrain.arrested")
    check_arrest(
        by=by, at=next(morning.ticks), arrest=arrests.current().latest("happened_on"),
        on=_ago(morning, ARREST - 1), how="seen", is_confirmed=True,
        words="Synthetic. In the cell of the harbour station, with his lawyer.",
    )  # fmt: skip


def _let_go(morning: Morning, case: Case, person: Person) -> None:
    by = morning.team.lawyer
    decision = decide_bail(
        by=by, at=next(morning.ticks), case=case, person=person, on=_ago(morning, BAIL),
        decision="bond_surety", court=morning.around.units["branch_b"].institution,
        conditions=dict.fromkeys(("no_contact", "report"), "Synthetic. As the order says."),
        risk_was_told=False,
    )  # fmt: skip
    record_breach(
        by=by, at=next(morning.ticks), decision=decision, on=_ago(morning, BREACH),
        condition=decision.conditions.get(kind="no_contact"), reported_on=_ago(morning, 4),
        words="Synthetic. He sent a message through a cousin.",
    )  # fmt: skip
    hand_over(
        by=by, at=next(morning.ticks), case=case, person=person, on=_ago(morning, HANDED),
        to=morning.around.units["city_prosecution"].institution, receipt="stamped",
        words="Synthetic. The clerk at the window of the trafficking desk.",
    )  # fmt: skip


def _protected(morning: Morning, case: Case, person: Person) -> None:
    by = morning.team.lawyer
    order = ask_protection(
        by=by, at=next(morning.ticks), case=case, person=person, on=_ago(morning, 30),
        court=morning.around.units["branch_b"].institution,
        words="Synthetic. Two hundred metres from the school and the shelter.",
    )  # fmt: skip
    ends = morning.today + timedelta(days=10)
    for days, what, until in ((28, "granted", ends), (27, "served", None)):
        add_order_step(
            by=by, at=next(morning.ticks), order=order, on=_ago(morning, days), what=what,
            until=until,
        )  # fmt: skip


def _elsewhere(morning: Morning, person: Person) -> None:
    """The bailed man turns out to be a suspect in another team's case: its survivors are told."""
    other = morning.teams["trafficking"][1].caseworker
    case = morning.cases(other).filter(roles__role=RoleKind.SUSPECT).first()
    if case is not None:
        give_role(
            by=other, at=next(morning.ticks), case=case, person=person, role=RoleKind.SUSPECT,
            on=morning.today,
        )  # fmt: skip


def _released_today(morning: Morning, showcase: Case) -> None:
    """Somebody remanded is let go this morning: a survivor waits to be told on Today."""
    mine = morning.cases(morning.team.caseworker).exclude(pk=showcase.pk)
    remanded = Milestone.objects.filter(
        case__in=mine, type="restrain.remanded", person__isnull=False
    ).current()
    held = remanded.exclude(
        case__milestones__type__in=["restrain.bailed", "restrain.released", "represent.convicted"]
    )
    found = held.select_related("case", "person").order_by("-happened_on", "pk").first()
    if found is not None and found.person is not None:
        decide_bail(
            by=morning.team.lawyer, at=next(morning.ticks), case=found.case, person=found.person,
            on=morning.today, decision="own_word",
        )  # fmt: skip
