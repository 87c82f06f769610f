"""The synthetic office's docket: the showcase before two courts, and other cases with a next date.

Written down this morning, as an office does that turns from paper; the days are those of the
timeline, where some of the same facts stand already.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

from amparo.access.models import User
from amparo.casework.cases.models import Case, Milestone, RoleKind
from amparo.casework.cases.services.tasks import add_task
from amparo.casework.docket.models import (
    Accused,
    Appeal,
    CourtCase,
    Hearing,
    Presence,
    Sentence,
    Summons,
)
from amparo.casework.docket.services.appeals import file_appeal
from amparo.casework.docket.services.compensation import order_compensation, record_payment
from amparo.casework.docket.services.filing import (
    accuse,
    change_accused,
    lay_charge,
    open_court_case,
    register_police_case,
)
from amparo.casework.docket.services.hearings import (
    Ordered,
    There,
    Told,
    record_outcome,
    set_hearing,
)
from amparo.casework.docket.services.preparing import (
    ask_measure,
    decide_measure,
    move_summons,
    need_ready,
    summon,
)
from amparo.casework.docket.services.sentences import pass_sentence
from amparo.casework.docket.services.verdicts import enter_plea, give_verdict
from amparo.demo.evidence import person_of
from amparo.demo.morning import Morning
from amparo.directory.models import Post

IN_COURT = (
    "represent.trial_opened", "represent.hearing_held", "represent.hearing_adjourned",
    "represent.survivor_testified", "represent.prosecution_rested",
)  # fmt: skip
LISTED = 14  # cases of each team with a next date
TYPES = ("evidence_in_chief", "mention", "pre_trial", "cross_examination", "argument", "judgment")
HOURS = (time(8, 30), time(9), time(9), time(10, 30), time(13, 30))
HELD, PUT_OFF = Hearing.Outcome.HELD, Hearing.Outcome.ADJOURNED
THERE = There(Presence.Came.YES, Presence.Had.YES, Presence.Had.NOT_NEEDED)

# days before today, what for, what happened, why
SO_FAR = (
    (162, "plea", HELD, ""), (160, "pre_trial", HELD, ""), (100, "evidence_in_chief", HELD, ""),
    (72, "evidence_in_chief", PUT_OFF, "counsel_absent"), (41, "in_camera", HELD, ""),
    (6, "cross_examination", PUT_OFF, "judge_absent"),
)  # fmt: skip
ORDERED_ON = 41
# offence, years of custody one after another (none: acquitted of it), fine in pesos
DECIDED = (("ph.trafficking", 15, 500_000), ("ph.child_abuse", 8, 0), ("ph.osaec", 0, 0))


def go_to_court(morning: Morning, showcase: Case) -> None:
    """Carry out the acts of the docket."""
    register_police_case(
        by=morning.team.lawyer, at=next(morning.ticks), case=showcase, number="SYN-WCD-0412",
        institution=morning.around.units["women_and_children"].institution,
        unit=morning.around.units["women_and_children"], on=morning.today - timedelta(days=206),
    )  # fmt: skip
    first = _file(
        morning, showcase, "branch_a", days=170, number="SYN-CRIM-1187",
        known_by="restrain.remanded",
    )  # fmt: skip
    _file(
        morning, showcase, "branch_b", days=20, number="SYN-CRIM-1342", known_by="restrain.bailed"
    )
    _tried(morning, first.court_case, first)
    _prepared(morning, showcase, first.court_case)
    _decided(morning, showcase)
    _listed(morning, showcase)


def _file(
    morning: Morning, case: Case, branch: str, *, days: int, number: str, known_by: str
) -> Accused:
    """A court case of one accused, whom a milestone names, with two charges."""
    by, on = morning.team.lawyer, morning.today - timedelta(days=days)
    unit = morning.around.units[branch]
    court_case = open_court_case(
        by=by, at=next(morning.ticks), case=case, court=unit.institution, branch=unit, on=on,
        number=number,
    )  # fmt: skip
    person = person_of(case, known_by)
    row = accuse(
        by=by, at=next(morning.ticks), court_case=court_case, person=person, on=on,
        language="Cebuano",
    )  # fmt: skip
    held = case.roles.filter(role__in=["victim", "survivor"]).order_by("from_on")
    victims = list(dict.fromkeys(one.person for one in held.select_related("person")))
    prosecution = morning.around.units["city_prosecution"].institution
    for offence, victim in (("ph.osaec", victims[0]), ("ph.child_abuse", victims[-1])):
        lay_charge(
            by=by, at=next(morning.ticks), accused=row, offence=offence, on=on, victim=victim,
            acted_on=morning.today - timedelta(days=230), laid_by=prosecution,
        )  # fmt: skip
    change_accused(
        by=by, at=next(morning.ticks), accused=row, counsel=Accused.Counsel.PUBLIC,
        language="Cebuano", disclosed_on=on + timedelta(days=9),
    )  # fmt: skip
    return row


def _tried(morning: Morning, court_case: CourtCase, accused: Accused) -> None:
    """The hearings of the first court so far; the last one was put off to next week."""
    by, today = morning.team.lawyer, morning.today
    first = set_hearing(
        by=by, at=next(morning.ticks), court_case=court_case, type=SO_FAR[0][1], room="3",
        on=today - timedelta(days=SO_FAR[0][0]), starts_at=time(9),
        judge=Post.objects.get(unit=court_case.branch_id),
    )  # fmt: skip
    coming = next_working_day(today + timedelta(days=7))
    nexts = [(today - timedelta(days=days), type_) for days, type_, *_ in SO_FAR[1:]]
    hearing = first
    for told, (next_on, next_type) in zip(SO_FAR, [*nexts, (coming, SO_FAR[-1][1])], strict=True):
        days, _, outcome, reason = told
        order = Ordered(
            "The laboratory sends its report on the phones to both sides", "laboratory",
            today - timedelta(days=days - 21),
        )  # fmt: skip
        (hearing,) = record_outcome(
            by=by, at=next(morning.ticks), hearing=hearing,
            told=Told(
                outcome, reason=reason, next_on=next_on, next_type=next_type, next_at=time(9),
                orders=[order] if days == ORDERED_ON else [], present={accused.pk: THERE},
            ),
        )  # fmt: skip
    for charge in accused.charges.all():
        enter_plea(by=by, at=next(morning.ticks), charge=charge, plea="not_guilty", on=first.on)


def _decided(morning: Morning, showcase: Case) -> None:
    """The newest judgment of the team, as it stands on paper: two sentences, an appeal, money."""
    by, survivors = morning.team.lawyer, [RoleKind.VICTIM, RoleKind.SURVIVOR]
    ended = Milestone.objects.filter(
        type="represent.sentenced", case__team__user=morning.team.caseworker, person__isnull=False,
        case__programme=morning.programmes["trafficking"],
    ).current()  # fmt: skip
    newest = ended.exclude(case=showcase).order_by("-case__standing__is_open", "-happened_on", "pk")
    if (sentenced := newest.first()) is None:
        return  # a very small office, where nobody was sentenced yet
    case, on = sentenced.case, sentenced.happened_on
    person = person_of(case, "represent.sentenced")
    victims = [row.person for row in case.roles.filter(role__in=survivors).order_by("from_on")]
    laid = case.milestones.current().filter(type="represent.charge_sheet_filed")
    filed = min((row.happened_on for row in laid), default=case.opened_on)
    unit = morning.around.units["branch_a"]
    court_case = open_court_case(
        by=by, at=next(morning.ticks), case=case, court=unit.institution, branch=unit, on=filed,
        number="SYN-CRIM-0933",
    )  # fmt: skip
    accused = accuse(by=by, at=next(morning.ticks), court_case=court_case, person=person, on=filed)
    terms: list[Sentence] = []
    for offence, years, fine in DECIDED:
        charge = lay_charge(
            by=by, at=next(morning.ticks), accused=accused, offence=offence, on=filed,
            victim=victims[0], laid_by=morning.around.units["city_prosecution"].institution,
        )  # fmt: skip
        enter_plea(by=by, at=next(morning.ticks), charge=charge, plea="not_guilty", on=filed)
        if not years:
            give_verdict(by=by, at=next(morning.ticks), charge=charge, outcome="acquitted", on=on)
            continue
        verdict = give_verdict(
            by=by, at=next(morning.ticks), charge=charge, outcome="convicted", on=on
        )
        after = terms[-1] if terms else None
        terms.append(pass_sentence(
            by=by, at=next(morning.ticks), verdict=verdict, kind="custody", on=on, years=years,
            after=after,
        ))  # fmt: skip
        if fine:
            pass_sentence(
                by=by, at=next(morning.ticks), verdict=verdict, kind="fine", on=on,
                amount=Decimal(fine), currency="PHP",
            )  # fmt: skip
    file_appeal(
        by=by, at=next(morning.ticks), verdict=terms[-1].verdict, side=Appeal.Side.DEFENCE,
        on=min(on + timedelta(days=12), morning.today),
    )  # fmt: skip
    order = order_compensation(
        by=by, at=next(morning.ticks), court_case=court_case, survivor=victims[0],
        amount=Decimal(200_000), currency="PHP", on=on, accused=accused,
    )  # fmt: skip
    record_payment(
        by=by, at=next(morning.ticks), order=order, amount=Decimal(50_000),
        on=min(on + timedelta(days=40), morning.today),
    )  # fmt: skip


def next_working_day(day: date) -> date:
    """This day, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _prepared(morning: Morning, case: Case, court_case: CourtCase) -> None:
    """What next week's hearing needs: two people, a screen, a file."""
    by, on = morning.team.lawyer, morning.today - timedelta(days=4)
    ahead = court_case.hearings.filter(outcome="").latest("on")
    child = person_of(case, "represent.survivor_testified")
    called = summon(
        by=by, at=next(morning.ticks), hearing=ahead, person=child, role="survivor", on=on
    )
    move_summons(by=by, at=next(morning.ticks), summons=called, state=Summons.State.SERVED, on=on)
    summon(
        by=by, at=next(morning.ticks), hearing=ahead, name="Synthetic arresting officer",
        role="police", on=on,
    )  # fmt: skip
    for kind in ("video_link", "support_person"):
        asked = ask_measure(
            by=by, at=next(morning.ticks), hearing=ahead, person=child, kind=kind, on=on
        )
    decide_measure(by=by, at=next(morning.ticks), measure=asked, is_granted=True, on=on)
    add_task(
        by=by, at=next(morning.ticks), case=case, owner=by, due_on=ahead.on - timedelta(days=2),
        what="Show the survivor the courtroom before the hearing",
    )  # fmt: skip
    need_ready(
        by=by, at=next(morning.ticks), hearing=ahead, what="Laboratory report on the phones",
        party="laboratory", on=on,
    )  # fmt: skip


def _listed(morning: Morning, showcase: Case) -> None:
    """The coming days of both programmes' courts, of every team."""
    branches = {"trafficking": ("branch_a", "branch_b"), "bonded": ("sessions", "sessions")}
    for key, teams in morning.teams.items():
        for team in teams:
            rows = morning.cases(team.caseworker).filter(programme=morning.programmes[key])
            rows = rows.exclude(pk=showcase.pk).filter(standing__represent__in=IN_COURT)
            for index, case in enumerate(rows[:LISTED]):
                _list_one(morning, case, team.lawyer, index, branches[key][index % 2])


def _list_one(morning: Morning, case: Case, by: User, index: int, branch: str) -> None:
    unit = morning.around.units[branch]
    filed = case.milestones.current().filter(type="represent.charge_sheet_filed")
    on = min((row.happened_on for row in filed), default=case.opened_on)
    court_case = open_court_case(
        by=by, at=next(morning.ticks), case=case, court=unit.institution, branch=unit, on=on
    )
    day = next_working_day(morning.today + timedelta(days=1 + 2 * index))
    set_hearing(
        by=by, at=next(morning.ticks), court_case=court_case, on=day,
        type=TYPES[index % len(TYPES)], starts_at=HOURS[index % len(HOURS)],
        judge=Post.objects.get(unit=unit),
    )  # fmt: skip
