"""From a simulated case to the history of a case in the office: people, team, words, follow-ups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from amparo.casework.cases.models import Consent, Precision, Programme, RoleKind
from amparo.casework.cases.services.bulk import (
    CaseHistory,
    FollowUp,
    Joining,
    NewConsent,
    NewFact,
    NewPerson,
    NewReferral,
    NewRole,
)
from amparo.casework.cases.services.bulk.history import InCase
from amparo.casework.cases.services.people import Detail
from amparo.demo.names import Names, spelt_otherwise
from amparo.demo.people import Team
from amparo.demo.places import Surroundings
from amparo.directory.packs import code_list, load_pack, milestone_type
from amparo.flow.simulate import About, Known, Record, SimulatedCase

PRECISION = {
    Known.DAY: Precision.DAY, Known.MONTH: Precision.MONTH, Known.ABOUT: Precision.ABOUT,
}  # fmt: skip
SOURCES = {
    "police": "police_record", "court": "court_record", "prosecution": "prosecution_record",
    "health": "medical_record", "local_government": "certificate",
}  # fmt: skip
SAFE_CONTACTS = (
    "Phone, 16:00 to 18:00. Say it is the school.", "Only through the aunt, in person.",
    "Text message, no names, wait for an answer.", "Do not phone. The social worker visits.",
    "Phone before noon. Leave no message.",
)  # fmt: skip
OUTCOMES = (
    "Done the same day", "Done, and told the survivor", "Done with the social worker",
    "Done by telephone", "Spoke with the officer in charge",
)  # fmt: skip
CLOSED_BECAUSE = (
    ("rescue.complaint_refused", "transferred"), ("rescue.not_a_victim", "not_a_victim"),
    ("represent.withdrawn", "declined"), ("restore.restored", "restored"),
    ("restore.lost_contact", "lost_contact"),
)  # fmt: skip
OLD = timedelta(days=40)  # what is older has been followed up
SHARE_SHARED_SUSPECTS = 0.12
SHARE_FIRST_TEAM = 0.35


def moment(day: date, minutes: float = 0) -> datetime:
    """A moment of the working day, counted from 01:00 UTC, which is morning in both places."""
    return datetime.combine(day, time(1), tzinfo=UTC) + timedelta(minutes=minutes)


def people_of(seed: int, number: int) -> np.random.Generator:
    """The draws of who is in a case, apart from those of what happens in it."""
    return np.random.default_rng([seed, number, *b"people"])


def is_of_first_team(seed: int, number: int) -> bool:
    """Whether a programme's first team takes this case."""
    return bool(people_of(seed, number).random() < SHARE_FIRST_TEAM)


@dataclass
class Writer:
    """Turns one programme's simulated cases into histories; the same seed, the same people."""

    programme: Programme
    key: str
    teams: Sequence[Team]
    around: Surroundings
    names: Names
    today: date
    seed: int
    suspects: list[NewPerson] = field(default_factory=list)
    officers: dict[str, NewPerson] = field(default_factory=dict)

    def history_of(self, case: SimulatedCase) -> CaseHistory:
        """The history of one simulated case."""
        return _Writing(self, case).history()


class _Writing:
    def __init__(self, writer: Writer, case: SimulatedCase) -> None:
        self.writer, self.case = writer, case
        self.stream = people_of(writer.seed, case.number)
        self.team = writer.teams[0 if self.stream.random() < SHARE_FIRST_TEAM else 1]
        self.base = int(self.stream.integers(0, 240))
        self.opened_at = moment(case.arrived_on, self.base)
        self.survivors = [self._survivor() for _ in range(case.n_survivors)]
        self.suspects: dict[int, NewPerson] = {}
        self.acts: list[InCase] = []

    def history(self) -> CaseHistory:
        case, lead = self.case, self.team.caseworker
        self._join_team()
        facts = [r for r in case.records if r.code != "rescue.referral_received"]
        dated = [
            (record, moment(record.recorded_on, self.base + 5 + 2 * index))
            for index, record in enumerate(facts)
        ]
        self._give_roles(dated)
        for record, at in dated:
            self._fact(record, at)
        self._consents()
        source = code_list("referral_sources").name_of(case.source)
        told = f"Synthetic. Told by: {source}. {self._who().capitalize()}."
        return CaseHistory(
            self.writer.programme, lead, self.opened_at, case.arrived_on, self.survivors[0], lead,
            summary=f"Synthetic case {case.number + 1}. {self._who().capitalize()}; "
            f"{case.n_suspects} suspected.",
            referral=NewReferral(
                lead, self.opened_at - timedelta(minutes=2), case.source, told,
                is_urgent=bool(self.stream.random() < 0.15),
            ),
            follow_up=self._follow_up(self.opened_at, "rescue", 2),
            acts=tuple(self.acts),
        )  # fmt: skip

    def _who(self) -> str:
        n = self.case.n_survivors
        kind = ("child", "children") if self.case.has_child else ("adult", "adults")
        return f"{n} {kind[n > 1]} in danger"

    def _pick(self, options: Sequence[str]) -> str:
        return options[int(self.stream.integers(len(options)))]

    def _survivor(self) -> NewPerson:
        year = self.case.arrived_on.year
        age = self.stream.integers(8, 17) if self.case.has_child else self.stream.integers(19, 50)
        name = self.writer.names.next()
        languages = load_pack(self.writer.programme.pack).languages
        details = [Detail("nickname", name[:4])] if self.stream.random() < 0.3 else []
        if self.stream.random() < 0.4:
            details.append(Detail("phone", f"0000 555 {int(self.stream.integers(1000, 9999))}"))
        return NewPerson(
            self.team.caseworker, self.opened_at - timedelta(minutes=1), name, details=details,
            safe_contact=self._pick(SAFE_CONTACTS), birth_year=year - int(age),
            sex="male" if self.stream.random() < 0.3 else "female", language=self._pick(languages),
        )  # fmt: skip

    def _suspect(self, at: datetime) -> NewPerson:
        """Someone new, or, now and then, someone an earlier case named."""
        known = [person for person in self.writer.suspects[-40:] if person.at < at]
        if known and self.stream.random() < SHARE_SHARED_SUSPECTS:
            return known[int(self.stream.integers(len(known)))]
        name = self.writer.names.next()
        alias = [Detail("alias", spelt_otherwise(name))] if self.stream.random() < 0.25 else []
        person = NewPerson(
            self.team.investigator, at - timedelta(seconds=10), name, details=alias,
            sex="female" if self.stream.random() < 0.3 else "male",
        )  # fmt: skip
        self.writer.suspects.append(person)
        return person

    def _officer(self, at: datetime) -> NewRole:
        """The officer of the station, the same in each of its cases."""
        by, station = self.team.investigator, self.case.unit
        officers = self.writer.officers
        if station not in officers:
            officers[station] = NewPerson(by, at - timedelta(seconds=5), self.writer.names.next())
        unit = self.writer.around.units[station]
        return NewRole(
            by, at, officers[station], RoleKind.OFFICIAL, self.case.arrived_on, unit=unit
        )

    def _join_team(self) -> None:
        for index, user in enumerate(self.team.members(), start=1):
            self.acts.append(
                Joining(
                    self.team.caseworker, self.opened_at + timedelta(minutes=index), user,
                    self.case.arrived_on,
                )
            )  # fmt: skip

    def _give_roles(self, dated: Sequence[tuple[Record, datetime]]) -> None:
        by = self.team.caseworker
        for person in self.survivors[1:]:
            at = self.opened_at + timedelta(minutes=4)
            self.acts.append(NewRole(by, at, person, RoleKind.VICTIM, self.case.arrived_on))
        for number in range(self.case.n_suspects):
            named = [(r, at) for r, at in dated if (r.about, r.person) == (About.SUSPECT, number)]
            if not named:
                continue
            at = min(at for _, at in named) - timedelta(seconds=30)
            person = self._suspect(at)
            while person in self.suspects.values():
                person = self._suspect(at)
            self.suspects[number] = person
            on = min(record.on for record, _ in named)
            by = self.team.investigator
            self.acts.append(NewRole(by, at, person, RoleKind.SUSPECT, on))
        if self.stream.random() < 0.4:
            at = self.opened_at + timedelta(minutes=4, seconds=30)
            witness = NewPerson(by, at - timedelta(seconds=5), self.writer.names.next())
            self.acts.append(NewRole(by, at, witness, RoleKind.WITNESS, self.case.arrived_on))
        if self.stream.random() < 0.25:
            at = self.opened_at + timedelta(minutes=4, seconds=40)
            self.acts.append(self._officer(at))

    def _person(self, record: Record) -> NewPerson | None:
        if record.person is None:
            return None
        return (self.survivors if record.about is About.SURVIVOR else self.suspects)[record.person]

    def _fact(self, record: Record, at: datetime) -> None:
        way = record.code.split(".", 1)[0]
        by = self.team.for_way(way)
        unit = self.writer.around.units[record.unit] if record.unit else None
        kind = milestone_type(record.code)
        days = max([task.within_days for task in kind.tasks], default=2)
        note = f"Charged under the {record.kind}." if record.kind else ""
        fact = NewFact(
            by, at, record.code, record.first_said or record.on,
            precision=PRECISION[record.known], person=self._person(record), unit=unit,
            source=self._source(record), note=note,
            follow_up=self._follow_up(at, way, days),
        )  # fmt: skip
        self.acts.append(fact)
        if record.corrected_on is not None:
            later = moment(record.corrected_on, self.base + 200)
            self.acts.append(
                NewFact(
                    by, later, record.code, record.on, precision=PRECISION[record.known],
                    unit=unit, source=fact.source, note=fact.note, corrects=fact,
                    reason="The record shows another day",
                )
            )  # fmt: skip

    def _source(self, record: Record) -> str:
        if record.code == "restore.closed":
            codes = {other.code for other in self.case.records}
            return next((why for code, why in CLOSED_BECAUSE if code in codes), "lost_contact")
        return SOURCES.get(
            record.institution or "", "visit" if "restore" in record.code else "phone"
        )

    def _follow_up(self, at: datetime, way: str, days: int) -> FollowUp | None:
        """Old things were seen to; of the newer ones, some."""
        luck = float(self.stream.random())
        done_at = at + timedelta(days=1 + luck * max(days, 2), minutes=7)
        is_old = at.date() < self.writer.today - OLD
        last = moment(self.writer.today - timedelta(days=1), 600)
        if done_at > last or (luck < 0.3 and not is_old):
            return None
        return FollowUp(self.team.for_way(way), done_at, self._pick(OUTCOMES))

    def _consents(self) -> None:
        relieved: Mapping[int | None, date] = {
            r.person: r.recorded_on for r in self.case.records if r.code == "rescue.victim_relieved"
        }
        for number, person in enumerate(self.survivors):
            if number not in relieved:
                continue
            on = relieved[number]
            basis = Consent.Basis.BEST_INTEREST if self.case.has_child else Consent.Basis.OWN
            reason = "No guardian could be asked safely" if self.case.has_child else ""
            for index, purpose in enumerate(("casework", "statistics")):
                self.acts.append(
                    NewConsent(
                        self.team.social_worker, moment(on, self.base + 180 + index), person,
                        purpose, is_given=bool(purpose == "casework" or self.stream.random() < 0.7),
                        on=on, explained_how="In plain words, with drawings",
                        explained_in=person.language, covers=["case_facts"], basis=basis,
                        reason=reason, told=Consent.Told.values, research="no",
                    )
                )  # fmt: skip
