"""Proof points: written by one, checked by another, told as long as the survivor agrees.

Nothing is told unless all of this holds on the day it is read: a live consent for this purpose, a
wording that a second person found clear, a judgment that is final, a review still to come.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Max

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import Case, Consent, Milestone, Person, RoleInCase
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.casework.cases.services.milestones import check_day
from amparo.casework.cases.services.sending import without_suspects
from amparo.directory.models import Jurisdiction
from amparo.errors import Conflict, NotVisible, Refused
from amparo.reform.models import Intervention
from amparo.repair.hope.models import Proof, Showing, Wording
from amparo.repair.hope.models.proof import PARTS
from amparo.vault.models import DataKey
from amparo.vault.sealing import make_data_key, normalised

KIND = "hope.proof"
PURPOSE = "proof_point"
LONGEST_DAYS = 365
GENERAL = (Jurisdiction.Kind.COUNTRY, Jurisdiction.Kind.REGION, Jurisdiction.Kind.PROVINCE)
TRIED = (
    "represent.arraigned", "represent.convicted", "represent.acquitted", "represent.sentenced",
)  # fmt: skip
OVER = ("represent.final", "represent.dismissed", "represent.abated")


@dataclass(frozen=True)
class Words:
    """What is told: a title, the story, and what it shows."""

    title: str
    story: str
    shows: str


def live_consent(case_id: UUID, person_id: UUID, today: date) -> Consent | None:
    """The survivor's consent to this use: the latest answer, if it is yes and has not ended."""
    rows = Consent.objects.filter(case=case_id, person=person_id, purpose=PURPOSE, on__lte=today)
    last = rows.order_by("-on", "-recorded_at").select_related("case").first()
    if last is None or not last.is_given or last.withdrawn_on is not None:
        return None
    if last.until is not None and last.until < today:
        return None
    return last if without_suspects(last.case, [last]) else None


def is_final(case_id: UUID) -> bool:
    """Whether somebody was convicted, and for everyone tried no appeal is left."""
    rows = Milestone.objects.filter(case=case_id, type__in=(*TRIED, *OVER)).current()
    told = set(rows.values_list("type", "person"))
    convicted = {who for what, who in told if what == "represent.convicted"}
    tried = {who for what, who in told if what in TRIED}
    over = {who for what, who in told if what in OVER}
    return bool(convicted) and None not in tried and tried <= over


def days_of(case_id: UUID) -> int | None:
    """From the day someone told to the first conviction, to the nearest ten days."""
    rows = Milestone.objects.filter(case=case_id).current().order_by("happened_on")
    first = rows.filter(type__in=("rescue.complaint_presented", "rescue.referral_received"))
    ended = rows.filter(type="represent.convicted").first()
    begun = first.first()
    if begun is None or ended is None or ended.happened_on <= begun.happened_on:
        return None
    days = (ended.happened_on - begun.happened_on).days
    return max(10, round(days / 10) * 10)


@transaction.atomic
def begin_proof(
    *, by: User, at: datetime, case: Case, person: Person, place: Jurisdiction, words: Words,
    on: date, repair: Intervention | None = None, token: UUID | None = None,
) -> Proof:  # fmt: skip
    """Write a proof point of a case, perhaps of what a repair did. Nothing of it is public.

    Who may: whoever may open the case; views fetch it so. Raises: Refused without the survivor's
    consent for this, for a place nearer than a province, or words by which somebody is known.
    """
    if not by.may("proofs.write"):
        raise NotVisible
    if token and (first := Proof.objects.filter(pk=token, started_by=by).first()):
        return first
    if not RoleInCase.objects.filter(case=case, person=person, role__in=SURVIVOR_ROLES).exists():
        raise Refused("This person is not a survivor in the case")
    if place.kind not in GENERAL:
        raise Refused("This place is too near", next_step="choose a province, region or country")
    consent = live_consent(case.pk, person.pk, on)
    if consent is None:
        raise Refused(
            "The survivor has not agreed to this",
            next_step="ask them; record the consent for telling that their case was won",
        )
    if Proof.objects.filter(case=case, person=person, withdrawn_on__isnull=True).exists():
        raise Refused("There is one of this survivor already", next_step="write it anew there")
    row = Proof.objects.create(
        id=token or uuid4(), office=case.office, case=case, person=person, consent=consent,
        key=make_data_key(), place=place, days=days_of(case.pk), repair=repair, started_by=by,
        started_at=at,
    )  # fmt: skip
    _word(row, words, by=by, at=at)
    _told(row, by=by, at=at, verb="proof.written")
    return row


@transaction.atomic
def reword(*, by: User, at: datetime, proof: Proof, words: Words) -> Wording:
    """Write it anew; a second person checks it anew, and until then it is not told.

    Raises: Refused where it is withdrawn, or somebody could be known by a name in it.
    """
    _check_alive(proof, at.date())
    Proof.objects.filter(pk=proof.pk).update(published_on=None, version=F("version") + 1)
    row = _word(proof, words, by=by, at=at)
    _told(proof, by=by, at=at, verb="proof.reworded")
    return row


@transaction.atomic
def check_wording(*, by: User, at: datetime, proof: Proof, found: str, why: str = "") -> Wording:
    """Say, as a second person, whether somebody could be known by the latest wording.

    Raises: Refused for whoever wrote any wording of it, where it is checked already, or sent back
    without a reason.
    """
    row = latest(proof)
    if row is None or row.found != Wording.Found.WAITING:
        raise Refused("Nothing waits to be checked")
    if proof.wordings.filter(written_by=by).exists():
        raise Refused("You wrote it", next_step="ask a colleague to read it")
    if found not in {Wording.Found.CLEAR, Wording.Found.BACK}:
        raise Refused("Say whether somebody could be known by it")
    if found == Wording.Found.BACK and not why.strip():
        raise Refused("Say by what", next_step="the writer needs to know what to leave out")
    Wording.objects.filter(pk=row.pk, found=Wording.Found.WAITING).update(
        found=found, why=why.strip(), checked_by=by, checked_at=at
    )
    row.refresh_from_db()
    _told(proof, by=by, at=at, verb=f"proof.{found}")
    return row


def what_keeps(proof: Proof, today: date) -> tuple[str, ...]:
    """What keeps it from being told today, in words; nothing where it may be."""
    row = latest(proof)
    consent = live_consent(proof.case_id, proof.person_id, today)
    reasons = (
        (proof.withdrawn_on is not None or proof.key_id is None, "It was withdrawn."),
        (consent is None or consent.pk != proof.consent_id, "The survivor does not agree to it."),
        (
            row is None or row.found != Wording.Found.CLEAR,
            "No second person has found that nobody can be known by it.",
        ),
        (not is_final(proof.case_id), "The judgment is not final: somebody may still appeal."),
    )
    return tuple(said for holds, said in reasons if holds)


@transaction.atomic
def publish(*, by: User, at: datetime, proof: Proof, on: date, review_on: date) -> Proof:
    """Let it be told from today until it is looked at again.

    Raises: Refused with all that keeps it, or for a review that is not within a year; Conflict.
    """
    if proof.office_id != by.office_id or not by.may("proofs.publish"):
        raise NotVisible
    if kept := what_keeps(proof, on):
        raise Refused(" ".join(kept).rstrip("."), next_step="it stays untold until then")
    if not on < review_on <= on + timedelta(days=LONGEST_DAYS):
        raise Refused("It is looked at again within a year", next_step="choose an earlier day")
    changed = Proof.objects.filter(pk=proof.pk, version=proof.version).update(
        published_on=on, published_by=by, review_on=review_on, version=F("version") + 1
    )
    if not changed:
        raise Conflict("Someone changed this meanwhile", theirs={}, yours={})
    proof.refresh_from_db()
    _told(proof, by=by, at=at, verb="proof.published")
    return proof


@transaction.atomic
def withdraw(*, by: User, at: datetime, proof: Proof, on: date) -> None:
    """Take it back: from now on nobody is told it, and its words are destroyed with their key."""
    key = _emptied(proof, on)
    if key is not None:
        DataKey.objects.filter(pk=key).delete()
    _told(proof, by=by, at=at, verb="proof.withdrawn")


def _emptied(proof: Proof, on: date) -> UUID | None:
    key = Proof.objects.select_for_update().get(pk=proof.pk).key_id
    Wording.objects.filter(proof=proof).update(**{f"{part}_sealed": b"" for part in PARTS}, why="")
    Proof.objects.filter(pk=proof.pk).update(
        key=None, withdrawn_on=on, published_on=None, version=F("version") + 1
    )
    return key


@transaction.atomic
def show(
    *, by: User, at: datetime, proof: Proof, on: date, audience: str, n_people: int, where: str
) -> Showing:
    """Keep to whom it was told. Raises: Refused before it was published, or for a day to come."""
    if proof.published_on is None or on < proof.published_on:
        raise Refused("It was not published then", next_step="check the day")
    check_day(on, at=at)
    row = Showing.objects.create(
        proof=proof, on=on, audience=audience, n_people=n_people, where=where.strip(),
        recorded_by=by, recorded_at=at,
    )  # fmt: skip
    _told(proof, by=by, at=at, verb="proof.shown")
    return row


def latest(proof: Proof) -> Wording | None:
    """The latest wording."""
    return proof.wordings.order_by("-number").select_related("proof__key").first()


def _check_alive(proof: Proof, today: date) -> None:
    if proof.key_id is None or proof.withdrawn_on is not None:
        raise Refused("It was withdrawn", next_step="begin another, if the survivor agrees")
    consent = live_consent(proof.case_id, proof.person_id, today)
    if consent is None or consent.pk != proof.consent_id:
        raise Refused("The survivor does not agree to it any more", next_step="withdraw it")


def _word(proof: Proof, words: Words, *, by: User, at: datetime) -> Wording:
    whole = {part: getattr(words, part).strip() for part in PARTS}
    if not all(whole.values()):
        raise Refused("Write the title, the story and what it shows")
    if known := names_in(" ".join(whole.values()), proof.case):
        raise Refused(
            f"Somebody can be known by this: it holds {known}",
            next_step="leave it out, or write it more generally",
        )
    number = (proof.wordings.aggregate(last=Max("number"))["last"] or 0) + 1
    row = Wording(proof=proof, number=number, written_by=by, written_at=at)
    key = proof.key
    assert key is not None  # noqa: S101  (a proof that is alive has its key)
    for part, text in whole.items():
        row.seal_part(part, text, key)
    row.save(force_insert=True)
    return row


def names_in(text: str, case: Case) -> str:
    """What of a case stands in a text by which somebody is known; never which name it is.

    Misleads when somebody is known by what no field holds: that is what the second person is for.
    """
    said = f" {normalised(text)} "
    if f" {normalised(case.code)} " in said:
        return "the code of the case"
    people = Person.objects.filter(roles__case=case).select_related("key").distinct()
    parts = {part for one in people for part in normalised(one.name()).split() if len(part) > 2}
    if any(f" {part} " in said for part in parts):
        return "part of a name"
    places = Milestone.objects.filter(case=case, unit__isnull=False).values_list(
        "unit__name", flat=True
    )
    if any(f" {normalised(place)} " in said for place in set(places)):
        return "a unit that worked on the case"
    if re.search(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\d{7,}", text):
        return "a whole date or a number of many digits"
    return ""


def _told(row: Proof, *, by: User, at: datetime, verb: str) -> None:
    record(
        by=by, verb=verb, kind=KIND, object_id=str(row.pk), at=at, case_id=str(row.case_id)
    )  # fmt: skip
