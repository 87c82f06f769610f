"""One case lived through in memory: the single services' rules, without a query."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from amparo.access.models import User
from amparo.access.policy import Role
from amparo.access.selectors import may_join_a_team
from amparo.audit.services import Act
from amparo.casework.cases import derive
from amparo.casework.cases.models import (
    Case,
    Consent,
    Milestone,
    Person,
    Referral,
    RoleInCase,
    RoleKind,
    SafetyAlert,
    Standing,
    Task,
    TeamMember,
)
from amparo.casework.cases.models.case import new_code
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.casework.cases.services.bulk.history import (
    CaseHistory,
    FollowUp,
    InCase,
    Joining,
    NewConsent,
    NewFact,
    NewPerson,
    NewReferral,
    NewRole,
)
from amparo.casework.cases.services.consequences import STAGES
from amparo.casework.cases.services.milestones import check_day, type_of
from amparo.casework.cases.services.paper import require_told, told_fields
from amparo.directory.packs import MilestoneType, load_pack
from amparo.errors import Refused
from amparo.vault.sealing import new_data_key, seal

if TYPE_CHECKING:
    from amparo.casework.cases.services.bulk.writing import Rows


class CaseInMemory:
    """A case, its team, roles, milestones, tasks and alerts while its acts are carried out."""

    def __init__(
        self, history: CaseHistory, rows: Rows, person_of: Callable[[NewPerson], Person]
    ) -> None:
        self.history = history
        self.rows = rows
        self.person_of = person_of
        programme = history.programme
        self.case = Case(
            programme=programme, office=programme.office, opened_on=history.on, key=new_data_key(),
            code=history.code or new_code(),
        )  # fmt: skip
        self.team: list[TeamMember] = []
        self.roles: list[RoleInCase] = []
        self.milestones: dict[NewFact | None, Milestone] = {}
        self.replaced: set[Milestone] = set()
        self.tasks: list[Task] = []
        self.alerts: list[SafetyAlert] = []

    def live(self) -> None:
        """Open the case, carry out its acts, and work out where it then stands."""
        referral = self._receive(self.history.referral) if self.history.referral else None
        self._open(referral)
        for act in self.history.in_order():
            self._do(act)
        self._derive()

    def _told(
        self, by: User, verb: str, kind: str, object_id: object, at: datetime, *,
        fields: tuple[str, ...] = (), reason: str = "", is_of_case: bool = True,
    ) -> None:  # fmt: skip
        case_id = str(self.case.pk) if is_of_case else ""
        self.rows.acts.append(Act(by, verb, kind, str(object_id), at, fields, case_id, reason))

    def _receive(self, new: NewReferral) -> Referral:
        if timezone.localdate(new.at) < self.history.on:
            raise Refused("A referral cannot have come in the future")
        programme = self.history.programme
        referral = Referral(
            office=programme.office, programme=programme, received_on=self.history.on,
            source=new.source, from_institution=new.from_institution, is_urgent=new.is_urgent,
            key=new_data_key(), received_by=new.by, recorded_at=new.at,
        )  # fmt: skip
        for column, text in (("told", new.told), ("name", new.name), ("contact", new.contact)):
            sealed = seal(
                text.strip(), referral.key, table="referral", row=referral.pk, field=column
            )
            setattr(referral, f"{column}_sealed", sealed)
        self.rows.add(referral.key, referral)
        self._told(new.by, "referral.received", "cases.referral", referral.pk, new.at,
                   is_of_case=False)  # fmt: skip
        return referral

    def _open(self, referral: Referral | None) -> None:
        history, case = self.history, self.case
        case.summary_sealed = seal(
            history.summary.strip(), case.key, table="case", row=case.pk, field="summary"
        )
        self.rows.add(case.key, case)
        self.team.append(TeamMember(case=case, user=history.lead, leads=True, from_on=history.on))
        self._told(history.by, "case.opened", "cases.case", case.pk, history.at)
        self._give(NewRole(history.by, history.at, history.victim, RoleKind.VICTIM, history.on))
        self._record(
            NewFact(
                history.by, history.at, "rescue.referral_received", history.on,
                institution=referral.from_institution if referral else None,
                follow_up=history.follow_up,
            )
        )  # fmt: skip
        if referral is not None:
            referral.decision, referral.case = Referral.Decision.ACCEPTED, case
            referral.decided_at, referral.decided_by = history.at, history.by
            self._told(history.by, "referral.decided", "cases.referral", referral.pk, history.at,
                       reason="accepted: ")  # fmt: skip

    def _do(self, act: InCase) -> None:
        match act:
            case NewRole():
                self._give(act)
            case Joining():
                self._join(act)
            case NewConsent():
                self._agree(act)
            case NewFact(corrects=None):
                self._record(act)
            case NewFact():
                self._correct(act)

    def _give(self, new: NewRole) -> None:
        person = self.person_of(new.person)
        if any(r.person is person and r.role == new.role and not r.to_on for r in self.roles):
            raise Refused(f"This person is already recorded as {new.role.label.lower()} here")
        role = RoleInCase(
            case=self.case, person=person, role=new.role.value, from_on=new.on, unit=new.unit
        )
        self.roles.append(role)
        self._told(new.by, "role.given", "cases.role", role.pk, new.at, fields=("role",),
                   reason=new.role.value)  # fmt: skip

    def _join(self, new: Joining) -> None:
        if not may_join_a_team(new.user):
            raise Refused("This account's roles do not work on cases")
        if any(member.user == new.user for member in self.team):
            raise Refused("This person is on the team already")
        self.team.append(TeamMember(case=self.case, user=new.user, leads=False, from_on=new.on))
        self._told(new.by, "team.joined", "access.user", new.user.actor_id, new.at)

    def _agree(self, new: NewConsent) -> None:
        if not new.explained_how.strip() or not new.explained_in.strip():
            raise Refused("Consent counts only when it was explained")
        if new.basis == Consent.Basis.ASSENT_GUARDIAN:
            raise Refused("Assent with a guardian is recorded one by one")
        if new.basis == Consent.Basis.BEST_INTEREST and not new.reason.strip():
            raise Refused("Best interest needs a reason")
        if new.is_given:
            require_told(new.told, new.research)
        consent = Consent(
            case=self.case, person=self.person_of(new.person), purpose=new.purpose,
            recipient=new.recipient, covers=list(new.covers), is_given=new.is_given,
            basis=new.basis.value, reason=new.reason.strip(),
            explained_how=new.explained_how.strip(), explained_in=new.explained_in.strip(),
            on=new.on, recorded_by=new.by, recorded_at=new.at, research=new.research or None,
            **told_fields(new.told),
        )  # fmt: skip
        self.rows.add(consent)
        self._told(new.by, "consent.recorded", "cases.consent", consent.pk, new.at,
                   fields=("given" if new.is_given else "refused",))  # fmt: skip

    def _milestone(self, new: NewFact) -> Milestone:
        check_day(new.on, at=new.at)
        person = self.person_of(new.person) if new.person else None
        milestone = Milestone(
            case=self.case, type=new.type, person=person, happened_on=new.on,
            precision=new.precision.value, unit=new.unit,
            institution=new.unit.institution if new.unit else new.institution,
            source=new.source.strip(), recorded_by=new.by, recorded_at=new.at,
        )  # fmt: skip
        milestone.note_sealed = seal(
            new.note.strip(), self.case.key, table="milestone", row=milestone.pk, field="note"
        )
        self.milestones[new] = milestone
        return milestone

    def _record(self, new: NewFact) -> None:
        kind = type_of(new.type)
        milestone = self._milestone(new)
        if milestone.person is not None:
            self._check_person(kind, milestone.person)
        self._carry_out(kind, milestone, new)
        self._told(new.by, "milestone.recorded", "cases.milestone", milestone.pk, new.at,
                   fields=("happened_on", "type"))  # fmt: skip

    def _check_person(self, kind: MilestoneType, person: Person) -> None:
        if kind.about == "case":
            raise Refused(
                f"“{kind.name}” is about the whole case", next_step="leave the person out"
            )
        if not any(role.person is person for role in self.roles):
            raise Refused("This person is not in the case", next_step="add the person to it first")

    def _correct(self, new: NewFact) -> None:
        old = self.milestones.get(new.corrects)
        if old is None or old in self.replaced or not new.reason.strip():
            raise Refused("A correction names an entry that stands, and says why")
        newer = self._milestone(new)
        newer.type, newer.person = old.type, old.person
        newer.supersedes, newer.correction_reason = old, new.reason.strip()
        self.replaced.add(old)
        self._told(new.by, "milestone.corrected", "cases.milestone", newer.pk, new.at,
                   reason=new.reason)  # fmt: skip

    def _carry_out(self, kind: MilestoneType, milestone: Milestone, new: NewFact) -> None:
        done = new.follow_up
        for rule in kind.tasks:
            task = Task(
                case=self.case, what=rule.title, opened_by=milestone, made_at=new.at,
                due_on=max(new.on, timezone.localdate(new.at)) + timedelta(days=rule.within_days),
                owner=self._owner(rule.for_role),
            )  # fmt: skip
            self.tasks.append(task)
            if done:
                self._finish(task, done)
        if kind.danger:
            alert = SafetyAlert(
                case=self.case, milestone=milestone, what=kind.name, raised_at=new.at
            )
            self.alerts.append(alert)
            if done:
                self._answer(alert, done)
        if kind.code in STAGES:
            self._advance(milestone, *STAGES[kind.code])

    def _finish(self, task: Task, done: FollowUp) -> None:
        task.done_at, task.done_by, task.outcome = done.at, done.by, done.outcome.strip()
        task.version += 1
        self._told(done.by, "task.done", "cases.task", task.pk, done.at)

    def _answer(self, alert: SafetyAlert, done: FollowUp) -> None:
        if not done.outcome.strip():
            raise Refused("Say what was done about the danger")
        alert.resolved_at, alert.resolved_by = done.at, done.by
        alert.measure = done.outcome.strip()
        self._told(done.by, "alert.resolved", "cases.safety_alert", alert.pk, done.at)

    def _owner(self, for_role: str) -> User | None:
        members = [m.user for m in sorted(self.team, key=lambda member: not member.leads)]
        fitting = [user for user in members if for_role and Role(for_role) in user.held_roles]
        return next(iter(fitting or members), None)

    def _advance(self, milestone: Milestone, old: RoleKind, new: RoleKind) -> None:
        froms = (
            SURVIVOR_ROLES[:1] if old == RoleKind.VICTIM else (RoleKind.SUSPECT, RoleKind.ACCUSED)
        )
        if milestone.person is None and old != RoleKind.SUSPECT:
            return
        for role in [r for r in self.roles if r.role in froms and not r.to_on and r.role != new]:
            if milestone.person in {None, role.person}:
                role.to_on = max(role.from_on, milestone.happened_on)
                self._hold(role.person, new, role.to_on)

    def _hold(self, person: Person, new: RoleKind, from_on: date) -> None:
        held = any(r.person is person and r.role == new and not r.to_on for r in self.roles)
        if not held:
            self.roles.append(
                RoleInCase(case=self.case, person=person, role=new.value, from_on=from_on)
            )

    def _derive(self) -> None:
        case = self.case
        standing = [m for m in self.milestones.values() if m not in self.replaced]
        current = derive.in_order(standing)
        years = [r.person.birth_year for r in self.roles if r.role in SURVIVOR_ROLES]
        has_child = derive.is_child(years, case, current)
        pack = load_pack(case.programme.pack)
        clocks = [
            derive.clock_of(case, run) for run in derive.runs_of(current, pack, has_child=has_child)
        ]
        facts = derive.standing_of(
            current,
            clocks,
            [(task.due_on, task.what) for task in self.tasks if task.done_at is None],
            has_alert=any(alert.resolved_at is None for alert in self.alerts),
        )
        self.rows.add(*self.team, *self.roles, *self.milestones.values(), *self.tasks)
        self.rows.add(*self.alerts, *clocks, Standing(case=case, **facts))
