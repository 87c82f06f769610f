"""From a case to the text of its bundle; people by what they are, unless names are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from amparo.access.models import User
from amparo.casework.cases.models import Case, Person
from amparo.casework.cases.selectors.case import people_in
from amparo.casework.cases.selectors.timeline import timeline_for
from amparo.casework.docket.models import Summons
from amparo.casework.docket.selectors.court import Court, court_of
from amparo.casework.evidence.bundle.text import Bundle, Section, Sheet
from amparo.casework.evidence.selectors.evidence import Evidence, ExhibitLine, evidence_of
from amparo.directory.packs import code_list
from amparo.vault.sealing import unseal
from amparo.web.dates import spoken_date
from amparo.web.stamps import Stamp


@dataclass(frozen=True)
class Recipient:
    """To whom a bundle goes and why; whether with names."""

    to: str
    why: str
    names: bool = False


def bundle_of(user: User, case: Case, recipient: Recipient, *, at: datetime) -> Bundle:
    """Index, chronology, elements with their proof, witnesses, exhibits with custody, disclosures.

    Names are unsealed only where asked; whoever calls records that they were.
    """
    today = timezone.localdate(at)
    people = people_in(case, user)
    shown = {who.label: who.label for who in people}
    if recipient.names:
        keys = {who.person_id: who.label for who in people}
        rows = Person.objects.visible_to(user).filter(pk__in=keys).select_related("key")
        shown |= {keys[str(row.pk)]: f"{row.name()} ({keys[str(row.pk)]})" for row in rows}
    evidence = evidence_of(user, case, today=today)
    court = court_of(user, case, today=today, show_number=recipient.names)
    return Bundle(
        f"Case {case.code}: evidence for the prosecution",
        [
            f"For {recipient.to}. {recipient.why}.",
            f"Made on {spoken_date(today)}. Programme: {case.programme.name}.",
            "Each file of this bundle stands with its SHA-256 in manifest.json, which is signed.",
        ],
        [
            _charges(court, shown),
            _elements(evidence),
            _chronology(user, case, shown),
            _witnesses(case, evidence, {who.person_id: who.label for who in people}, shown),
            _exhibits(evidence),
            _custody(evidence),
            _disclosures(evidence, recipient, today),
        ],
        mark=Stamp(user.name, at, f"for {recipient.to}, {recipient.why}").line,
    )


def _charges(court: Court, shown: Mapping[str, str]) -> Section:
    rows = [
        [
            view.name, shown.get(one.label, one.label), charge.offence, charge.law,
            shown.get(charge.victim, charge.victim), charge.plea or "None yet",
            charge.verdict or "None yet",
        ]
        for view in court.cases for one in view.accused for charge in one.standing
    ]  # fmt: skip
    heads = ["Court", "Accused", "Charge", "Law", "Victim", "Plea", "How it ended"]
    return Section("Charges", (), [Sheet(heads, rows)])


def _elements(evidence: Evidence) -> Section:
    names, kinds = code_list("elements"), code_list("evidence_kinds")
    rows = [
        [
            one.offence.name, names.name_of(element.code),
            ", ".join(piece.label for piece in element.pieces) or "Nothing yet",
            ", ".join(kinds.name_of(kind) for kind in element.would_prove),
        ]
        for one in evidence.fits for element in one.elements
    ]  # fmt: skip
    said = [
        f"{one.offence.name}: {one.n_proven} of {len(one.elements)} elements proven."
        for one in evidence.fits
    ]
    heads = ["Offence", "Element", "Proven by", "More would be"]
    return Section("Elements and their proof", said, [Sheet(heads, rows)])


def _chronology(user: User, case: Case, shown: Mapping[str, str]) -> Section:
    rows = [
        [
            spoken_date(one.on, one.precision), one.name, shown.get(one.who, one.who), one.where,
            one.source,
        ]
        for one in reversed(timeline_for(user, case)) if not one.is_struck
    ]  # fmt: skip
    return Section("Chronology", (), [Sheet(["Day", "What", "Who", "Where", "Source"], rows)])


def _witnesses(
    case: Case, evidence: Evidence, labels: Mapping[str, str], shown: Mapping[str, str]
) -> Section:
    rows = [
        [
            shown.get(one.who, one.who), f"Statement {one.number}, {spoken_date(one.on)}",
            f"{one.mode}; {one.room}", one.reason,
        ]
        for one in evidence.interviews
    ]  # fmt: skip
    called = Summons.objects.filter(hearing__court_case__joined__case=case)
    for row in called.select_related("hearing__court_case__key"):
        label = labels.get(str(row.person_id), "") if row.person_id else ""
        name = shown.get(label, label) or "Someone of another file"
        if row.person_id is None:
            name = unseal(
                row.who_sealed, row.hearing.court_case.key, table="summons", row=row.pk,
                field="who",
            )  # fmt: skip
        role = code_list("court_roles").name_of(row.role)
        rows.append([name, f"{role}, {spoken_date(row.hearing.on)}", row.get_state_display(), ""])
    heads = ["Who", "Statement or summons", "How", "Why again"]
    return Section("Witnesses", (), [Sheet(heads, rows)])


def _exhibits(evidence: Evidence) -> Section:
    rows = [
        [
            f"{one.number}", one.kind_name, one.words.what, spoken_date(one.seized_on),
            one.words.where, one.words.seized_by, _hashes(one),
        ]
        for one in evidence.exhibits
    ]  # fmt: skip
    heads = ["Exhibit", "Kind", "What", "Seized", "Where", "By", "SHA-256 or reference"]
    return Section("Exhibits", (), [Sheet(heads, rows)])


def _hashes(one: ExhibitLine) -> str:
    kept = [f"{file.copy}: {file.sha256}" for file in one.files]
    return "\n".join([*kept, *filter(None, [one.words.sha256, one.words.reference])])


def _custody(evidence: Evidence) -> Section:
    rows = [
        [
            f"{one.number}.{line.seq}", f"{timezone.localtime(line.moved_at):%-d %B %Y, %H:%M}",
            line.giver, line.taker, line.why, line.seal,
        ]
        for one in evidence.exhibits for line in one.custody
    ]  # fmt: skip
    heads = ["Line", "When", "From", "To", "Why", "Seal"]
    return Section("Custody", ("Each line stands in a ledger that cannot be rewritten.",),
                   [Sheet(heads, rows)])  # fmt: skip


def _disclosures(evidence: Evidence, recipient: Recipient, today: date) -> Section:
    rows = [
        [f"{timezone.localtime(at):%-d %B %Y, %H:%M}", to, why, by]
        for at, to, why, by in evidence.disclosures
    ]
    rows.append([spoken_date(today), recipient.to, recipient.why, "This bundle"])
    return Section("Disclosure log", (), [Sheet(["When", "To whom", "Why", "By"], rows)])
