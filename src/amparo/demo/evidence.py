"""The showcase's evidence: two telephones, a statement, what they prove, what the facts show."""

from __future__ import annotations

from datetime import timedelta

from amparo.casework.cases.models import Case, Consent, Milestone, Person
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.casework.cases.services.paper import record_consent
from amparo.casework.evidence.models import ExhibitFile, Interview
from amparo.casework.evidence.services.exhibits import (
    ExhibitWords,
    Move,
    keep_file,
    log_exhibit,
    move_exhibit,
    record_result,
    send_to_laboratory,
)
from amparo.casework.evidence.services.proof import record_interview, tie
from amparo.casework.represent.models import KnownFact, Preparation, Visit
from amparo.casework.represent.services.charging import say_facts
from amparo.casework.represent.services.preparing import keep_plan, plan_of, record_visit
from amparo.demo.histories import moment
from amparo.demo.morning import Morning
from amparo.demo.papers import synthetic_pdf

STORE = "Synthetic exhibit store"
LABORATORY = "Synthetic laboratory"


def gather_evidence(morning: Morning, showcase: Case) -> None:
    """Carry out the acts of evidence, and of preparing the survivor for court."""
    suspect = person_of(showcase, "restrain.remanded")
    child = person_of(showcase, "represent.survivor_testified")
    by, today = morning.team.investigator, morning.today
    seized = today - timedelta(days=199)
    phone = log_exhibit(
        by=by, at=next(morning.ticks), case=showcase, kind="device_image", seized_on=seized,
        words=ExhibitWords("Copy of the chats on a telephone", "The house", "Synthetic officer"),
        holder=STORE, seized_at=moment(seized, 600), seal_number="SYN-0041", seized_from=suspect,
    )  # fmt: skip
    log_exhibit(
        by=by, at=next(morning.ticks), case=showcase, kind="device_image", seized_on=seized,
        words=ExhibitWords("A second telephone", "The house", "Synthetic officer", "SYN-SZ-0042"),
        holder=STORE, seized_at=moment(seized, 610), seal_number="SYN-0042", seized_from=suspect,
        is_abuse_material=True,
    )  # fmt: skip
    sent = today - timedelta(days=193)
    move_exhibit(
        by=by, at=next(morning.ticks), exhibit=phone, moved_at=moment(sent, 540),
        move=Move(STORE, LABORATORY, "To be examined"), seal_number="SYN-0043",
    )  # fmt: skip
    keep_file(
        by=by, at=next(morning.ticks), exhibit=phone, copy=ExhibitFile.Copy.EVIDENTIARY,
        content=[synthetic_pdf("Synthetic chats", "Nobody here is real.")], holder=LABORATORY,
    )  # fmt: skip
    asked = send_to_laboratory(
        by=by, at=next(morning.ticks), exhibit=phone, on=sent,
        asked="Which accounts were used, and when",
    )  # fmt: skip
    record_result(
        by=by, at=next(morning.ticks), request=asked, on=today - timedelta(days=150),
        result="One account, used on eleven nights",
    )  # fmt: skip
    statement = record_interview(
        by=morning.team.lawyer, at=next(morning.ticks), case=showcase, person=child,
        on=today - timedelta(days=195), mode=Interview.Mode.VIDEO,
        room=Interview.Room.CHILD_FRIENDLY, words="Synthetic officer; the desk keeps the recording",
    )  # fmt: skip
    for offence in ("ph.osaec", "ph.child_abuse"):
        tie(
            by=by, at=next(morning.ticks), case=showcase, offence=offence, element="act",
            interview=statement,
        )  # fmt: skip
    tie(
        by=by, at=next(morning.ticks), case=showcase, offence="ph.osaec", element="act",
        exhibit=phone,
    )  # fmt: skip
    _agreed(morning, showcase)
    _prepare(morning, showcase, child, suspect)


def _agreed(morning: Morning, case: Case) -> None:
    """Both children let the prosecutor have what happened, so that a bundle may leave."""
    to = morning.around.institutions[("trafficking", "prosecution")]
    roles = case.roles.filter(role__in=SURVIVOR_ROLES).select_related("person")
    for person in dict.fromkeys(role.person for role in roles.order_by("from_on", "pk")):
        record_consent(
            by=morning.team.social_worker, at=next(morning.ticks), case=case, person=person,
            purpose="share_prosecution", is_given=True, on=morning.today - timedelta(days=190),
            explained_how="In their own words, with the drawings", explained_in="Cebuano",
            told=Consent.Told.values, research="no",
            recipient=to, covers=["case_facts", "identity"], basis=Consent.Basis.BEST_INTEREST,
            reason="Their mother is not safe to ask; the social worker decided with them",
        )  # fmt: skip


def _prepare(morning: Morning, case: Case, child: Person, suspect: Person) -> None:
    by = morning.team.lawyer
    yes = KnownFact.Answer.YES
    say_facts(
        by=by, at=next(morning.ticks), case=case, victim=child, suspect=suspect,
        answers=dict.fromkeys(
            ("live_stream", "image_made", "harboured", "vulnerable", "sexual_exploitation"), yes
        ),
    )  # fmt: skip
    plan = plan_of(case, child)
    keep_plan(
        by=by, at=next(morning.ticks), plan=plan, mode=Preparation.Mode.VIDEO,
        telling=Preparation.Telling.DATES,
        words={"how": "By the social worker, after school", "comfort": "Her drawing book"},
    )  # fmt: skip
    record_visit(
        by=by, at=next(morning.ticks), plan=plan, kind=Visit.Kind.COURTROOM,
        on=morning.today - timedelta(days=45),
    )  # fmt: skip


def person_of(case: Case, type_: str) -> Person:
    """Whom a milestone of the case is about."""
    found = Milestone.objects.filter(case=case, type=type_, person__isnull=False).current().first()
    if found is None or found.person is None:
        raise LookupError(type_)
    return found.person
