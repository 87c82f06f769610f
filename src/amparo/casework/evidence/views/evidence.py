"""The Evidence page of a case: exhibits, custody, files, laboratory, statements, proof, bundle."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from amparo.access.fresh import fresh
from amparo.casework.apart.meeting import WouldMeet
from amparo.casework.apart.selectors import said_of
from amparo.casework.cases.selectors.case import people_in, people_of
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.selectors.recording import kind_for, place_of, places_for
from amparo.casework.docket.selectors.choices import person_in
from amparo.casework.evidence.forms import evidence as forms
from amparo.casework.evidence.selectors import disclosures
from amparo.casework.evidence.selectors import evidence as ask
from amparo.casework.evidence.services import disclosing, exhibits, proof
from amparo.casework.evidence.services.exhibits import ExhibitWords, Move
from amparo.casework.evidence.shapes import evidence as shapes
from amparo.casework.frame.asked import (
    act_page,
    form_page,
    is_done,
    now,
    to_case,
    today,
    typed,
    who,
)
from amparo.casework.frame.shell import look_at
from amparo.directory.packs import load_pack
from amparo.errors import Refused
from amparo.web.downloads import download
from amparo.web.gate import requires

LABORATORY = "restrain.lab_submitted"


@requires("people.read")
@require_GET
def evidence(request: HttpRequest, code: str) -> HttpResponse:
    """What proves what, what is missing, and everything that was kept."""
    case, rights, shell = look_at(request, code, part="evidence", tab="case_evidence")
    found = ask.evidence_of(who(request), case, today=today())
    writes = bool(rights.decide("cases.write"))
    shown = shapes.evidence_page(found, case.code, writes=writes)
    return render(request, "evidence/evidence.html", {**shell, **shown})


@requires("people.read")
@require_GET
def exhibit(request: HttpRequest, code: str, exhibit: UUID) -> HttpResponse:
    """One exhibit: what it is, its custody, its files, the laboratory."""
    case, rights, shell = look_at(request, code, part="exhibit", tab="case_evidence")
    one = ask.one_exhibit(who(request), case, exhibit, today=today())
    writes = bool(rights.decide("cases.write"))
    shown = shapes.exhibit_page(one, case.code, writes=writes)
    return render(request, "evidence/exhibit.html", {**shell, **shown})


@requires("cases.write")
def exhibit_new(request: HttpRequest, code: str) -> HttpResponse:
    """Take an exhibit in."""
    case = case_for(who(request), code, "cases.write")
    form = forms.ExhibitForm(typed(request), people=people_in(case, who(request)), today=today())

    def act() -> None:
        given, people = form.cleaned_data, people_of(who(request), case)
        words = ExhibitWords(
            given["what"], given["place"], given["seized_by"], given["reference"], given["sha256"]
        )
        exhibits.log_exhibit(
            by=who(request), at=now(), case=case, kind=given["kind"], words=words,
            seized_on=given["seized_on"], holder=given["holder"], token=given["token"],
            seal_number=given["seal_number"], is_abuse_material=given["is_abuse_material"],
            seized_from=person_in(people, given["seized_from"]) if given["seized_from"] else None,
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="Log an exhibit", submit="Log it",
        said="The exhibit is logged. Its custody has begun.", back="case_evidence",
    )  # fmt: skip


@requires("cases.write")
def exhibit_move(request: HttpRequest, code: str, exhibit: UUID) -> HttpResponse:
    """Hand it over, for good: the line cannot be rewritten."""
    case = case_for(who(request), code, "cases.write")
    found = ask.exhibit_in(who(request), case, exhibit)
    holder = ask.one_exhibit(who(request), case, exhibit, today=today()).holder
    form = forms.MoveForm(typed(request), now=now())

    def act() -> None:
        given = form.cleaned_data
        exhibits.move_exhibit(
            by=who(request), at=now(), exhibit=found, moved_at=given["moved_at"],
            move=Move(holder, given["taker"], given["why"]), seal_number=given["seal_number"],
            token=given["token"],
        )  # fmt: skip

    return act_page(
        request, case, form, act, title=f"Hand over exhibit {found.number}", submit="Hand it over",
        said="The ledger has a new line.", back=reverse("exhibit", args=[case.code, found.pk]),
        text=f"Held now by {holder}. A line of custody cannot be changed afterwards.",
    )  # fmt: skip


@requires("cases.write")
def exhibit_file_new(request: HttpRequest, code: str, exhibit: UUID) -> HttpResponse:
    """Keep a file of it, hashed on arrival."""
    case = case_for(who(request), code, "cases.write")
    found = ask.exhibit_in(who(request), case, exhibit)
    holder = ask.one_exhibit(who(request), case, exhibit, today=today()).holder
    sent = request.method == "POST"
    form = forms.FileForm(typed(request), request.FILES if sent else None)

    def act() -> None:
        given = form.cleaned_data
        exhibits.keep_file(
            by=who(request), at=now(), exhibit=found, content=given["file"].chunks(),
            copy=ask.chosen_copy(given["copy"]), expected=given["expected"], holder=holder,
        )  # fmt: skip

    return act_page(
        request, case, form, act, title=f"A file of exhibit {found.number}", submit="Keep it",
        said="The file is kept with its hash.",
        back=reverse("exhibit", args=[case.code, found.pk]),
        text="Never upload material that shows the abuse of a child.",
    )  # fmt: skip


@requires("documents.read")
@require_GET
def exhibit_file(request: HttpRequest, code: str, file: UUID) -> HttpResponse:
    """The file, checked against its hash; that it was read is in the trail."""
    case = case_for(who(request), code, "documents.read")
    found = ask.file_in(who(request), case, file)
    content = exhibits.read_file(by=who(request), at=now(), row=found)
    name = f"{case.code}-exhibit-{found.exhibit.number}-{found.copy}"
    return download(content, name=name, content_type=found.content_type)


@requires("cases.write")
def lab_new(request: HttpRequest, code: str, exhibit: UUID) -> HttpResponse:
    """Ask a laboratory."""
    case = case_for(who(request), code, "cases.write")
    found = ask.exhibit_in(who(request), case, exhibit)
    places = places_for(who(request), case, kind_for(LABORATORY))
    form = forms.LabForm(typed(request), places=places, today=today())

    def act() -> None:
        given = form.cleaned_data
        institution, unit = place_of(who(request), given["place"])
        exhibits.send_to_laboratory(
            by=who(request), at=now(), exhibit=found, asked=given["asked"], on=given["on"],
            laboratory=unit.institution if unit else institution, token=given["token"],
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="Send to a laboratory", submit="Keep it",
        said="Kept. Record the answer when it comes.",
        back=reverse("exhibit", args=[case.code, found.pk]),
    )  # fmt: skip


@requires("cases.write")
def lab_result(request: HttpRequest, code: str, lab: UUID) -> HttpResponse:
    """What the laboratory found."""
    case = case_for(who(request), code, "cases.write")
    found = ask.lab_request_in(who(request), case, lab)
    form = forms.ResultForm(typed(request), version=found.version, today=today())

    def act() -> None:
        found.version = form.cleaned_data["version"]
        exhibits.record_result(
            by=who(request), at=now(), request=found, result=form.cleaned_data["result"],
            on=form.cleaned_data["on"],
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="The laboratory's answer", submit="Keep it", said="Kept.",
        back=reverse("exhibit", args=[case.code, found.exhibit_id]),
    )  # fmt: skip


@requires("cases.write")
def interview_new(request: HttpRequest, code: str) -> HttpResponse:
    """A statement that was taken."""
    case = case_for(who(request), code, "cases.write")
    people = [one for one in people_in(case, who(request)) if not one.is_suspect]
    form = forms.InterviewForm(typed(request), people=people, today=today())
    alerts: tuple[str, ...] = ()

    def act() -> None:
        nonlocal alerts
        given = form.cleaned_data
        try:
            proof.record_interview(
                by=who(request), at=now(), case=case, on=given["on"], words=given["words"],
                person=person_in(people_of(who(request), case), given["person"]),
                mode=ask.chosen_mode(given["mode"]), room=ask.chosen_room(given["room"]),
                reason=given["reason"], where=form.where(), token=given["token"],
            )  # fmt: skip
        except WouldMeet as refusal:
            alerts = said_of(refusal.meetings, who(request), case)
            form.ask_why()
            raise

    if is_done(request, form, act):
        return to_case(request, case, "The statement is recorded.", "case_evidence")
    shown = {"case": case, "form": form, "alerts": alerts}
    status = 422 if form.errors else 200
    return render(request, "evidence/statement.html", shown, status=status)


@requires("cases.write")
def tie_new(request: HttpRequest, code: str) -> HttpResponse:
    """What proves an element of an offence."""
    case = case_for(who(request), code, "cases.write")
    found = ask.evidence_of(who(request), case, today=today())
    form = forms.TieForm(typed(request), pack=load_pack(case.programme.pack), evidence=found)

    def act() -> None:
        offence, element = form.cleaned_data["point"].split("|")
        kind, pk = form.cleaned_data["piece"].split("|")
        proof.tie(
            by=who(request), at=now(), case=case, offence=offence, element=element,
            exhibit=ask.exhibit_in(who(request), case, UUID(pk)) if kind == "e" else None,
            interview=ask.interview_in(who(request), case, UUID(pk)) if kind == "i" else None,
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="What proves what", submit="Keep it", said="Kept.",
        back="case_evidence",
    )  # fmt: skip


@requires("cases.write")
@require_POST
def untie(request: HttpRequest, code: str, tie: UUID) -> HttpResponse:
    """It does not prove it after all."""
    case = case_for(who(request), code, "cases.write")
    proof.untie(by=who(request), at=now(), row=ask.tie_in(who(request), case, tie))
    return to_case(request, case, "It no longer counts as proof.", "case_evidence")


@requires("cases.write")
@fresh
def bundle(request: HttpRequest, code: str) -> HttpResponse:
    """A prosecutor-ready bundle, logged as a disclosure and handed out as one zip."""
    case = case_for(who(request), code, "people.reveal")
    form = forms.BundleForm(typed(request), institutions=disclosures.recipients_for(who(request)))
    made: list[bytes] = []

    def act() -> None:
        given = form.cleaned_data
        made.append(
            disclosing.make_bundle(
                by=who(request), at=now(), case=case, institution=form.institutions[given["to"]],
                why=given["why"], names=given["names"], token=given["token"],
            )
        )  # fmt: skip

    if is_done(request, form, act):
        response = HttpResponse(made[0], content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="{case.code}-bundle.zip"'
        return response
    return form_page(
        request, case, form, title="Make a bundle", submit="Make it", back="case_evidence",
        text="Charges, elements with their proof, chronology, witnesses, exhibits with custody and "
        "the disclosure log, as PDF and Word with a signed manifest. It leaves only under the live "
        "consent of every survivor of the case to this recipient, or a duty of law.",
    )  # fmt: skip


@requires("cases.write")
def bundle_duty(request: HttpRequest, code: str) -> HttpResponse:
    """A law asks for a bundle although no consent covers it: cite it."""
    case = case_for(who(request), code, "cases.write")
    form = forms.BundleDutyForm(
        typed(request), institutions=disclosures.recipients_for(who(request))
    )

    def act() -> None:
        given = form.cleaned_data
        disclosing.cite_bundle_duty(
            by=who(request), at=now(), case=case, institution=form.institutions[given["to"]],
            citation=given["citation"],
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="A duty of law", submit="Cite it", warning=True,
        said="The duty is cited. A second person must agree.", back="case_evidence",
        text="Ask the survivor first wherever you can. A duty of law is the last way, and tells "
        "the survivor afterwards what was told and why.",
    )  # fmt: skip


@requires("cases.write")
@require_POST
def bundle_second(request: HttpRequest, code: str, bundle_duty: UUID) -> HttpResponse:
    """A second person agrees that the law asks for it."""
    case = case_for(who(request), code, "cases.write")
    found = disclosures.bundle_duty_in(who(request), case, bundle_duty)
    try:
        disclosing.second_bundle_duty(by=who(request), at=now(), duty=found)
    except Refused as refusal:
        return to_case(request, case, f"{refusal.what}: {refusal.next_step}.", "case_evidence")
    return to_case(request, case, "You agreed. One bundle may leave under it.", "case_evidence")
