"""The pages of rescue: what they show, what they ask, and that they work without a script."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from amparo.audit.models import Entry
from amparo.casework.cases.models import Milestone
from amparo.casework.rescue.models import Minute, Operation, OperationEvent
from amparo.casework.rescue.phases import What
from amparo.casework.rescue.services.complaints import present_complaint
from tests.casework.rescue.furnish import asked, carried_out, planned
from tests.cast import NOW, OPENED_ON, SUSPECT_NAME, VICTIM_NAME

pytestmark = pytest.mark.django_db


@pytest.fixture
def alma(cast, as_):
    return as_(cast.alma)


def page(client, name, *args, status=200):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer.content.decode()


def send(client, name, *args, **given):
    address = reverse(name, args=args)
    form = client.get(address).context["form"]
    typed = {**{key: value for key, value in form.initial.items() if value is not None}, **given}
    answer = client.post(address, typed)
    assert answer.status_code == 302, answer.context["form"].errors
    return answer


def test_the_tab_shows_survivors_complaints_and_operations_without_a_name(cast, alma):
    present_complaint(by=cast.alma, at=NOW, case=cast.case, unit=cast.station, on=OPENED_ON)
    operation = asked(cast.alma, cast.case, cast.police)
    text = page(alma, "case_rescue", cast.case.code)
    assert all(part in text for part in ("Victim 1", "Complaint 1", operation.code, "Not out yet"))
    assert VICTIM_NAME not in text
    assert SUSPECT_NAME not in text


def test_a_tool_is_answered_and_its_result_shows_why_and_that_it_decides_nothing(cast, alma):
    answer = send(
        alma, "screen", cast.case.code, cast.victim.pk, "danger", item_now="yes", item_child="no"
    )
    text = alma.get(answer["Location"]).content.decode()
    assert "Act today" in text
    assert "says that they will be within days" in text
    assert "6 of 8 questions" in text
    assert "This decides nothing." in text


def test_a_complaint_its_refusal_and_a_status_are_kept_by_their_forms(cast, alma):
    code, who = cast.case.code, cast.victim.pk
    send(alma, "complaint_add", code, place=f"u:{cast.station.pk}", words="The aunt went")
    row = cast.case.milestones.get(type="rescue.complaint_presented")
    complaint = alma.get(reverse("case_rescue", args=[code])).context["complaints"].cards[0]
    assert row.unit == cast.station
    href = next(link.href for link in complaint.links if link.label == "What came of it")
    token = alma.get(href).context["form"].initial
    alma.post(href, {**token, "what": "refused", "reason": "civil"})
    send(
        alma, "status_decide", code, who, status="actual", decided_by="authority",
        place=f"i:{cast.police.pk}", words="The ledger",
    )  # fmt: skip
    types = set(Milestone.objects.filter(case=cast.case).values_list("type", flat=True))
    assert {"rescue.complaint_refused", "rescue.status_decided"} <= types


def test_an_operation_is_asked_for_planned_and_briefed_by_its_pages(cast, alma):
    answer = send(alma, "operation_new", cast.case.code, place=f"u:{cast.station.pk}")
    code = Operation.objects.get().code
    assert answer["Location"] == reverse("operation", args=[code])
    send(alma, "operation_step", code, "approved", legal_basis="Order 12")
    planned(cast.alma, Operation.objects.get(), at=timezone.now())
    send(alma, "operation_planner", code, user=cast.sofia.pk)
    send(alma, "operation_told", code, words="The captain")
    send(alma, "operation_step", code, "briefed")
    text = page(alma, "operation", code)
    assert all(part in text for part in ("Only its planners know", "Vehicle", "Sofia Ramos"))


def test_the_briefing_is_printed_and_taken_as_pdf(cast, alma):
    operation = planned(cast.alma, asked(cast.alma, cast.case, cast.police))
    text = page(alma, "operation_briefing", operation.code)
    assert "Vehicle victims" in text
    answer = alma.get(reverse("operation_briefing_pdf", args=[operation.code]))
    read = "".join(part.extract_text() for part in PdfReader(BytesIO(answer.content)).pages)
    assert "Vehicle victims" in read
    assert "in different rooms at all times" in read
    assert f"Made by {cast.alma.name} on" in read
    assert f"Why: briefing of operation {operation.code}." in read
    assert Entry.objects.get(verb="export.made").object_id == str(operation.pk)


def test_it_begins_by_one_tap_and_each_button_keeps_its_minute(cast, alma):
    operation = asked(cast.alma, cast.case, cast.police)
    OperationEvent.objects.create(
        operation=operation, what=What.APPROVED, happened_at=NOW, legal_basis="Order 12",
        recorded_by=cast.alma, recorded_at=NOW,
    )  # fmt: skip
    log = reverse("operation_log", args=[operation.code])
    assert "It begins now" in alma.get(log).content.decode()
    alma.post(reverse("operation_begin", args=[operation.code]))
    for code, _, token in alma.get(log).context["buttons"][:2] * 2:
        alma.post(
            reverse("operation_minute", args=[operation.code]), {"what": code, "token": token}
        )
    assert list(Minute.objects.values_list("what", flat=True)) == ["arrived", "entered"]
    newest = alma.get(log).context["newest"]
    alma.post(reverse("operation_strike", args=[operation.code, newest.minute_id]))
    assert alma.get(log).context["newest"].name == "Arrived at the place"
    send(alma, "operation_note", operation.code, words="A dog barked")
    send(alma, "operation_heads", operation.code, point="found", n_girls=2)
    assert "A dog barked" in alma.get(log).content.decode()


def test_an_operation_ends_with_reliefs_checklist_and_review(cast, alma):
    operation = carried_out(cast.alma, asked(cast.alma, cast.case, cast.police))
    code = operation.code
    send(alma, "operation_step", code, "ended")
    address = reverse("operation_step", args=[code, "closed"])
    form = alma.get(address).context["form"]
    refused = alma.post(address, form.initial)
    assert "The dignity checklist is not answered" in refused.content.decode()
    for line in alma.get(reverse("operation", args=[code])).context["page"].checks:
        send(alma, "operation_check", code, line.check.code, is_kept="yes")
    send(alma, "relief_add", cast.case.code, cast.victim.pk, how="operation", operation=code)
    send(
        alma, "operation_review", code, was_empty="no", has_arrest="yes", has_evidence="no",
        words="Two vans",
    )  # fmt: skip
    send(alma, "operation_step", code, "closed")
    text = page(alma, "operation", code)
    assert "Two vans" in text
    assert "Record:" not in text
    days = page(alma, "first_days", cast.case.code, cast.victim.pk)
    assert "By an operation" in days
    send(alma, "first_add", cast.case.code, cast.victim.pk, "needs", was_met="yes")
    assert cast.case.milestones.filter(type="rescue.immediate_needs_met").exists()


def test_the_complaints_page_opens_for_whoever_reads_figures(cast, as_):
    assert "Too few to show" in page(as_(cast.eva), "complaints_received")


@pytest.mark.parametrize(
    ("name", "args"),
    [("operation_step", ["nonsense"]), ("operation_line", ["nonsense"]),
     ("operation_check", ["nonsense"])],
)  # fmt: skip
def test_an_address_that_names_nothing_is_not_there(cast, alma, name, args):
    operation = asked(cast.alma, cast.case, cast.police)
    page(alma, name, operation.code, *args, status=404)
