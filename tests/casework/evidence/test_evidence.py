"""Exhibits in whose hands, files by their hash, statements of children, what proves what, bundles."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from amparo.audit.models import Entry
from amparo.casework.apart.meeting import WouldMeet
from amparo.casework.apart.services import put_in_place
from amparo.casework.cases.models import Breakdown, Milestone, Recall, Sending
from amparo.casework.cases.services.paper import record_consent, withdraw_consent
from amparo.casework.evidence.bundle.building import Recipient, bundle_of
from amparo.casework.evidence.bundle.manifest import check
from amparo.casework.evidence.bundle.pdf import pdf_of
from amparo.casework.evidence.bundle.text import Bundle, Section, Sheet
from amparo.casework.evidence.bundle.word import word_of
from amparo.casework.evidence.fitting import Piece, fit
from amparo.casework.evidence.models import (
    DisclosedPerson,
    Disclosure,
    Exhibit,
    ExhibitFile,
    Interview,
    Tie,
)
from amparo.casework.evidence.selectors.evidence import evidence_of, one_exhibit
from amparo.casework.evidence.services.disclosing import (
    cite_bundle_duty,
    make_bundle,
    second_bundle_duty,
)
from amparo.casework.evidence.services.exhibits import (
    ExhibitWords,
    Move,
    keep_file,
    move_exhibit,
    read_file,
    record_result,
    send_to_laboratory,
)
from amparo.casework.evidence.services.proof import Where, record_interview, tie, untie
from amparo.config.command import verify_bundle
from amparo.directory.models import Institution
from amparo.directory.packs import gathering, load_pack
from amparo.errors import Conflict, Refused
from amparo.vault.ledger import faults_of_files, faults_of_ledgers
from amparo.vault.models import CustodyEntry
from tests.casework.aftercare.furnish import survivor
from tests.casework.evidence.furnish import PDF, furnish_evidence, logged, prosecution_in
from tests.cast import ALL_TOLD, NOW, OPENED_ON, SUSPECT_NAME, VICTIM_NAME
from tests.vault.test_uploads import PLACE, exif, jpeg, segment

EVIDENTIARY, WORKING = ExhibitFile.Copy.EVIDENTIARY, ExhibitFile.Copy.WORKING
TRAFFICKING = next(one for one in load_pack("ph").offences if one.key == "ph.trafficking")
TODAY = NOW.date()


def test_an_element_without_proof_is_missing_and_says_how_to_gather_it():
    found = fit(TRAFFICKING, {"act": [Piece("messages", "Exhibit 1", "t")]}, gathering())
    assert (found.n_proven, len(found.elements)) == (1, 3)
    assert [one.code for one in found.missing] == ["means", "purpose"]
    assert all(one.how for one in found.elements)


def test_an_offence_with_its_own_way_of_gathering_shows_it():
    osaec = next(one for one in load_pack("ph").offences if one.key == "ph.osaec")
    (act, _) = fit(osaec, {}, gathering()).elements
    assert "device_image" in act.would_prove
    assert "hashes, never copies" in act.how


@pytest.mark.parametrize("code", ["ph", "in-tn"])
def test_every_element_of_every_offence_has_a_way_to_gather_it(code):
    for offence in load_pack(code).offences:
        assert all(one.how and one.would_prove for one in fit(offence, {}, gathering()).elements)


@given(st.dictionaries(st.sampled_from(TRAFFICKING.elements), st.integers(0, 4)))
def test_the_score_is_the_share_of_elements_that_anything_proves(numbers):
    tied = {code: [Piece("other", "x", "t")] * n for code, n in numbers.items()}
    found = fit(TRAFFICKING, tied, gathering())
    assert found.score == sum(n > 0 for n in numbers.values()) / len(TRAFFICKING.elements)
    assert found.n_proven + len(found.missing) == len(TRAFFICKING.elements)


pytestmark = pytest.mark.django_db


def moved(cast, exhibit, giver="Station store", taker="Laboratory", **more):
    given = {"moved_at": NOW, "seal_number": "S-2", **more}
    return move_exhibit(
        by=cast.beni, at=NOW, exhibit=exhibit, move=Move(giver, taker, "To be examined"), **given
    )


def kept(cast, exhibit, content=PDF, copy=EVIDENTIARY, **more):
    return keep_file(
        by=cast.beni, at=NOW, exhibit=exhibit, content=[content], copy=copy,
        holder="Station store", **more,
    )  # fmt: skip


def test_an_exhibit_has_a_number_in_its_case_and_a_first_holder(cast):
    first, second = logged(cast.case, cast.beni), logged(cast.case, cast.beni)
    assert (first.number, second.number) == (1, 2)
    line = one_exhibit(cast.beni, cast.case, first.pk, today=TODAY)
    assert (line.holder, line.words.seized_by) == ("Station store", "Sgt. Abad")
    assert Milestone.objects.filter(type="restrain.exhibit_logged").count() == 2


def test_sent_twice_it_is_logged_once(cast):
    token = uuid4()
    assert logged(cast.case, cast.beni, token=token) == logged(cast.case, cast.beni, token=token)
    assert Exhibit.objects.count() == CustodyEntry.objects.count() == 1


def test_what_is_said_of_it_is_sealed(cast):
    exhibit = logged(cast.case, cast.beni)
    moved(cast, exhibit)
    held = str(list(Exhibit.objects.values())) + str(list(CustodyEntry.objects.values()))
    assert [word for word in ("telephone", "Abad", "Laboratory", "store") if word in held] == []
    assert "Laboratory" not in str(list(Entry.objects.values()))


def test_custody_goes_on_from_whoever_holds_it(cast):
    exhibit = logged(cast.case, cast.beni)
    moved(cast, exhibit)
    with pytest.raises(Refused, match="someone who does not hold it"):
        moved(cast, exhibit)
    moved(cast, exhibit, giver="  LABORATORY ", taker="Court store")
    line = one_exhibit(cast.beni, cast.case, exhibit.pk, today=TODAY)
    assert [one.taker for one in line.custody] == ["Station store", "Laboratory", "Court store"]


def test_a_movement_ahead_or_without_a_reason_is_refused(cast):
    exhibit = logged(cast.case, cast.beni)
    with pytest.raises(Refused, match="lie ahead"):
        moved(cast, exhibit, moved_at=NOW + timedelta(hours=1))
    with pytest.raises(Refused, match="its reason"):
        move_exhibit(
            by=cast.beni, at=NOW, exhibit=exhibit, move=Move("Station store", "X", " "),
            moved_at=NOW,
        )  # fmt: skip


def test_a_line_of_custody_and_an_exhibit_cannot_be_rewritten(cast):
    logged(cast.case, cast.beni)
    for model in (CustodyEntry, Exhibit):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(recorded_at=NOW - timedelta(days=1))


def test_a_file_is_hashed_on_arrival_and_stands_in_the_ledger(cast):
    exhibit = logged(cast.case, cast.beni)
    row = kept(cast, exhibit)
    assert row.file.sha256 == hashlib.sha256(PDF).hexdigest()
    assert CustodyEntry.objects.get(kind="filed").digest == row.file.sha256
    assert read_file(by=cast.beni, at=NOW, row=row) == PDF
    assert list(faults_of_ledgers()) + list(faults_of_files()) == []


def test_a_hash_of_the_police_is_compared_before_the_file_is_kept(cast):
    exhibit = logged(cast.case, cast.beni)
    with pytest.raises(Refused, match="not the file that was hashed"):
        kept(cast, exhibit, expected="0" * 64)
    assert not ExhibitFile.objects.exists()
    assert kept(cast, exhibit, expected=hashlib.sha256(PDF).hexdigest().upper())


def test_one_evidentiary_copy_and_any_number_to_work_with(cast):
    exhibit = logged(cast.case, cast.beni)
    kept(cast, exhibit)
    with pytest.raises(Refused, match="kept already"):
        kept(cast, exhibit, PDF + b"!")
    kept(cast, exhibit, PDF + b"!", WORKING)
    kept(cast, exhibit, PDF + b"!!", WORKING)
    assert CustodyEntry.objects.filter(kind="filed").count() == 1


def test_abuse_material_is_a_hash_or_a_reference_and_never_a_file(cast):
    with pytest.raises(Refused, match="hash or its seizure reference"):
        logged(cast.case, cast.beni, is_abuse_material=True)
    words = ExhibitWords("Files on a drive", reference="SZ-12", sha256="ab" * 32)
    exhibit = logged(cast.case, cast.beni, is_abuse_material=True, words=words)
    with pytest.raises(Refused, match="never uploaded"):
        kept(cast, exhibit)
    assert not ExhibitFile.objects.exists()


def test_a_hash_that_is_none_is_refused(cast):
    with pytest.raises(Refused, match="no SHA-256"):
        logged(cast.case, cast.beni, words=ExhibitWords("A drive", sha256="abc"))


def test_a_laboratory_ages_until_it_answers(cast):
    exhibit = logged(cast.case, cast.beni)
    row = send_to_laboratory(by=cast.beni, at=NOW, exhibit=exhibit, asked="Whose", on=OPENED_ON)
    later = OPENED_ON + timedelta(days=40)
    (line,) = one_exhibit(cast.beni, cast.case, exhibit.pk, today=later).lab
    assert line.age == 40
    stale = type(row).objects.get(pk=row.pk)
    on = OPENED_ON + timedelta(days=9)
    record_result(by=cast.beni, at=NOW, request=row, result="His", on=on)
    (line,) = one_exhibit(cast.beni, cast.case, exhibit.pk, today=later).lab
    assert (line.age, line.result) == (9, "His")
    with pytest.raises(Conflict):
        record_result(by=cast.beni, at=NOW, request=stale, result="Hers", on=on)


def statement(cast, **more):
    given = {
        "person": cast.victim, "on": OPENED_ON, "mode": Interview.Mode.VIDEO,
        "room": Interview.Room.CHILD_FRIENDLY, **more,
    }  # fmt: skip
    return record_interview(by=cast.beni, at=NOW, case=cast.case, **given)


@pytest.fixture
def child(cast):
    cast.victim.birth_year = OPENED_ON.year - 12
    cast.victim.save()
    return cast.victim


def test_a_child_is_not_questioned_again_without_a_written_reason(cast, child):
    assert statement(cast).was_child
    with pytest.raises(Refused, match="written reason"):
        statement(cast)
    again = statement(cast, reason="The recording has no sound")
    assert again.number == 2
    assert b"sound" not in bytes(again.reason_sealed)


def test_the_database_holds_that_rule_too(cast, child):
    first = statement(cast)
    first.pk, first.number = uuid4(), 2
    with pytest.raises(DatabaseError), transaction.atomic():
        first.save(force_insert=True)


def test_whoever_may_still_have_been_seventeen_counts_as_a_child(cast):
    cast.victim.birth_year = OPENED_ON.year - 18
    cast.victim.save()
    assert statement(cast).was_child


def test_an_adult_may_be_asked_again(cast):
    cast.victim.birth_year = OPENED_ON.year - 30
    cast.victim.save()
    statement(cast)
    assert statement(cast).number == 2


def test_a_statement_taken_where_a_suspect_was_is_told_before_it_is_saved(cast):
    from_at = NOW - timedelta(hours=3)
    put_in_place(
        by=cast.alma, at=NOW, case=cast.case, person=cast.suspect, kind="room", place="Room 2",
        purpose="other", from_at=from_at, is_planned=False,
    )  # fmt: skip
    where = Where("room 2", from_at + timedelta(hours=1))
    facts = {"on": timezone.localdate(from_at), "room": Interview.Room.OPEN}
    with pytest.raises(WouldMeet):
        statement(cast, **facts, where=where)
    assert not Interview.objects.exists()
    statement(cast, **facts, where=replace(where, reason="It has one room"))
    told = Milestone.objects.get(case=cast.case, type="rescue.together_with_suspects")
    assert told.person == cast.victim
    assert Breakdown.objects.get(case=cast.case).cause == "B27"


def test_the_page_of_a_statement_warns_and_asks_why(cast, client):
    put_in_place(
        by=cast.alma, at=NOW, case=cast.case, person=cast.suspect, kind="room", place="Room 2",
        purpose="other", from_at=NOW - timedelta(days=1), is_planned=False,
    )  # fmt: skip
    client.force_login(cast.beni)
    at = f"/cases/{cast.case.code}/evidence/statement/"
    given = {
        "token": str(uuid4()), "person": str(cast.victim.pk), "mode": "written", "room": "open", "place": "Room 2",
        "on": timezone.localdate(NOW).isoformat(),
    }  # fmt: skip
    assert "Say from when" in client.post(at, given).content.decode()
    given |= {"starts_at": "00:01"}
    page = client.post(at, given).content.decode()
    assert "Nothing is saved yet" in page
    assert not Interview.objects.exists()
    assert client.post(at, {**given, "why_met": "It has one room"}).status_code == 302
    assert Interview.objects.get().person == cast.victim


def test_what_is_tied_counts_until_it_is_taken_back(cast, court):
    exhibit = logged(cast.case, cast.beni)
    row = tie(
        by=cast.beni, at=NOW, case=cast.case, offence="ph.trafficking", element="means",
        exhibit=exhibit,
    )  # fmt: skip
    (found,) = evidence_of(cast.beni, cast.case, today=TODAY).fits
    assert (found.offence.key, found.n_proven) == ("ph.trafficking", 1)
    untie(by=cast.beni, at=NOW, row=row)
    (found,) = evidence_of(cast.beni, cast.case, today=TODAY).fits
    assert found.n_proven == 0
    assert Tie.objects.count() == 1


@pytest.mark.parametrize(("offence", "element"), [("ph.rape", "purpose"), ("none", "act")])
def test_an_offence_is_proven_by_its_own_elements_only(cast, offence, element):
    exhibit = logged(cast.case, cast.beni)
    with pytest.raises(Refused, match="no such element"):
        tie(
            by=cast.beni, at=NOW, case=cast.case, offence=offence, element=element,
            exhibit=exhibit,
        )  # fmt: skip


def text_of(bundle):
    words = [bundle.title, *bundle.about]
    for section in bundle.sections:
        words += [section.title, *section.sentences]
        words += [cell for sheet in section.sheets for row in sheet.rows for cell in row]
    return "\n".join(words)


@pytest.fixture
def case(cast, court):
    furnish_evidence(cast.case, cast.beni, cast.suspect)
    statement(cast)
    return cast.case


def test_a_bundle_holds_charges_elements_chronology_witnesses_exhibits_custody_and_log(cast, case):
    bundle = bundle_of(cast.beni, case, Recipient("The prosecutor", "Trial"), at=NOW)
    assert [section.title for section in bundle.sections] == [
        "Charges", "Elements and their proof", "Chronology", "Witnesses", "Exhibits", "Custody",
        "Disclosure log",
    ]  # fmt: skip
    text = text_of(bundle)
    assert hashlib.sha256(PDF).hexdigest() in text
    assert "Trafficking in persons" in text
    assert "Evidence collected" in text


def test_a_bundle_has_names_only_where_they_are_asked_for(cast, case):
    without = bundle_of(cast.beni, case, Recipient("The clinic", "Report"), at=NOW)
    named = bundle_of(cast.beni, case, Recipient("The prosecutor", "Trial", names=True), at=NOW)
    assert [name for name in (VICTIM_NAME, SUSPECT_NAME) if name in text_of(without)] == []
    assert [name for name in (VICTIM_NAME, SUSPECT_NAME) if name in text_of(named)] == [
        VICTIM_NAME, SUSPECT_NAME,
    ]  # fmt: skip


@pytest.fixture
def prosecutor(cast):
    return prosecution_in(cast.place)


def agrees(cast, prosecutor, *covers, person=None):
    return record_consent(
        by=cast.alma, at=NOW, case=cast.case, person=person or cast.victim, is_given=True,
        purpose="share_prosecution", recipient=prosecutor, covers=covers or ("case_facts",),
        on=OPENED_ON, explained_how="Aloud", explained_in="Tagalog", **ALL_TOLD,
    )  # fmt: skip


def made(cast, case, **more):
    to = Institution.objects.get(name="City Prosecutor")
    return make_bundle(by=cast.beni, at=NOW, case=case, institution=to, why="Trial", **more)


def test_a_bundle_leaves_only_under_the_live_consent_of_every_survivor(cast, case, prosecutor):
    with pytest.raises(Refused, match="No live consent"):
        made(cast, case)
    agrees(cast, prosecutor)
    with pytest.raises(Refused, match="No live consent"):
        made(cast, case, names=True)
    made(cast, case)
    another = survivor(cast)
    with pytest.raises(Refused, match="1 of 2 without"):
        made(cast, case)
    agrees(cast, prosecutor, person=another)
    made(cast, case)
    assert Disclosure.objects.count() == 2
    assert DisclosedPerson.objects.count() == Sending.objects.count() == 3


def test_health_in_a_bundle_needs_a_consent_that_covers_it(cast, case, prosecutor):
    agrees(cast, prosecutor)
    logged(case, cast.beni, kind="medico_legal")
    with pytest.raises(Refused, match="No live consent"):
        made(cast, case)
    agrees(cast, prosecutor, "case_facts", "medical")
    made(cast, case)


def test_a_withdrawal_calls_the_bundle_back(cast, case, prosecutor):
    consent = agrees(cast, prosecutor)
    made(cast, case)
    withdraw_consent(by=cast.alma, at=NOW, consent=consent, on=TODAY)
    recall = Recall.objects.get()
    assert (recall.sending.recipient, recall.sending.person) == (prosecutor, cast.victim)
    assert recall.task.done_at is None
    with pytest.raises(Refused, match="No live consent"):
        made(cast, case)


def test_a_duty_of_law_takes_two_people_and_carries_one_bundle(cast, case, prosecutor):
    duty = cite_bundle_duty(
        by=cast.beni, at=NOW, case=case, institution=prosecutor, citation="Rules of Court, 21"
    )
    with pytest.raises(Refused, match="No live consent"):
        made(cast, case)
    with pytest.raises(Refused, match="Somebody else"):
        second_bundle_duty(by=cast.beni, at=NOW, duty=duty)
    second_bundle_duty(by=cast.alma, at=NOW, duty=duty)
    made(cast, case)
    sent = Sending.objects.get()
    assert (sent.consent, sent.duty, sent.seconded_by) == (None, "Rules of Court, 21", cast.alma)
    with pytest.raises(Refused, match="No live consent"):
        made(cast, case)


def test_a_bundle_goes_to_the_police_or_the_prosecution_and_to_nobody_else(cast, case):
    with pytest.raises(Refused, match="prosecution or the police"):
        make_bundle(by=cast.beni, at=NOW, case=case, institution=cast.office, why="Trial")


@pytest.fixture
def agreed(cast, prosecutor):
    """The survivor agrees that what happened is told to the prosecutor."""
    return agrees(cast, prosecutor)


def test_a_bundle_is_a_zip_of_pdf_and_word_with_a_manifest_that_fits(cast, case, agreed):
    content = made(cast, case)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        pdf = archive.read(f"{case.code}-bundle.pdf")
        word = Document(io.BytesIO(archive.read(f"{case.code}-bundle.docx")))
        told = json.loads(archive.read("manifest.json"))
    assert pdf.startswith(b"%PDF-")
    assert any("Custody" in paragraph.text for paragraph in word.paragraphs)
    assert told["files"][f"{case.code}-bundle.pdf"] == hashlib.sha256(pdf).hexdigest()
    assert check(content).faults == ()


def test_making_a_bundle_is_logged_as_a_disclosure_and_stands_in_the_next(cast, case, agreed):
    made(cast, case)
    assert Disclosure.objects.get().made_by == cast.beni
    assert b"Prosecutor" not in bytes(Disclosure.objects.get().words_sealed)
    again = bundle_of(cast.beni, case, Recipient("The court", "Appeal"), at=NOW)
    assert [row[1] for row in again.sections[-1].sheets[0].rows] == ["City Prosecutor", "The court"]


def repacked(content, change):
    """The zip with one file of it changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()


@pytest.mark.parametrize("name", ["pdf", "docx", "json", "extra", "gone"])
def test_any_change_to_a_bundle_is_found(cast, agreed, case, name):
    def change(files):
        path = next((one for one in files if one.endswith(name)), "")
        if name == "extra":
            files["letter.txt"] = b"new"
        elif name == "gone":
            files.pop(f"{case.code}-bundle.docx")
        else:
            half = len(files[path]) // 2
            files[path] = files[path][:half] + b" " + files[path][half:]

    assert check(repacked(made(cast, case), change)).faults


def test_what_is_no_bundle_is_refused(cast, agreed, case):
    with pytest.raises(Refused, match="no whole bundle"):
        check(b"PK not really")
    damaged = bytearray(made(cast, case))
    damaged[60:70] = b"\xff" * 10
    with pytest.raises(Refused, match="no whole bundle"):
        check(bytes(damaged))


def test_a_bundle_that_points_past_every_end_is_refused(cast, agreed, case):
    """Where a file begins may be told in eight bytes; these tell of more than there can be."""
    whole = bytearray(made(cast, case))
    at = whole.index(b"PK\x01\x02")
    n_name = int.from_bytes(whole[at + 28 : at + 30], "little")
    whole[at + 42 : at + 46] = b"\xff" * 4
    told = b"\x01\x00\x08\x00" + b"\xff" * 7 + b"\xf0"
    whole[at + 30 : at + 32] = len(told).to_bytes(2, "little")
    end = at + 46 + n_name
    whole[end:end] = told
    size = whole.rindex(b"PK\x05\x06") + 12
    whole[size : size + 4] = (
        int.from_bytes(whole[size : size + 4], "little") + len(told)
    ).to_bytes(4, "little")
    with pytest.raises(Refused, match="no whole bundle"):
        check(bytes(whole))


def test_a_bundle_that_promises_more_than_any_holds_is_not_unpacked(cast, agreed, case):
    """A few bytes may be named by many entries: it is refused before any of them is read."""
    whole = bytearray(made(cast, case))
    at = whole.index(b"PK\x01\x02")
    for _ in range(2):
        whole[at + 24 : at + 28] = (0xFFFFFFFE).to_bytes(4, "little")
        at = whole.index(b"PK\x01\x02", at + 1)
    with pytest.raises(Refused, match="more than any bundle holds"):
        check(bytes(whole))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_second_file_of_a_name_is_told(cast, agreed, case):
    """One reader unpacks the first, another the last; only one of them is as it was signed."""
    held = io.BytesIO(made(cast, case))
    with zipfile.ZipFile(held, "a") as archive:
        name = archive.namelist()[0]
        true = archive.read(name)
        archive.writestr(name, true + b"?")
        archive.writestr(name, true)
    assert check(held.getvalue()).faults == (f"{name} is there twice",)


def test_a_bundle_is_checked_on_the_command_line_without_the_office(cast, agreed, case, tmp_path):
    whole, broken = tmp_path / "whole.zip", tmp_path / "broken.zip"
    whole.write_bytes(made(cast, case))
    broken.write_bytes(repacked(whole.read_bytes(), lambda files: files.update(x=b"y")))
    good = CliRunner().invoke(verify_bundle, [str(whole)])
    bad = CliRunner().invoke(verify_bundle, [str(broken)])
    assert (good.exit_code, bad.exit_code) == (0, 1)
    assert "as it was made" in good.output
    assert "x is not in the manifest" in bad.output


NASTY = '#panic("x") "quoted" \\ $a$ <b> & é हिन्दी \x07 \n *bold* @ref `raw`'


def test_no_words_are_code_in_a_bundle():
    bundle = Bundle(NASTY, [NASTY], [Section(NASTY, [NASTY], [Sheet([NASTY], [[NASTY]])])])
    assert pdf_of(bundle).startswith(b"%PDF-")
    assert "quoted" in Document(io.BytesIO(word_of(bundle))).paragraphs[1].text


def test_a_bundle_says_on_every_page_who_made_it_when_and_why(cast, agreed, case):
    files = zipfile.ZipFile(io.BytesIO(made(cast, case)))
    word = Document(io.BytesIO(files.read(f"{case.code}-bundle.docx")))
    mark = word.sections[0].header.paragraphs[0].text
    assert re.fullmatch(r"Made by .+ on \d+ March 2024, \d\d:\d\d\. Why: for .+, .+\.", mark)
    pages = PdfReader(io.BytesIO(files.read(f"{case.code}-bundle.pdf"))).pages
    assert all(mark.split(". Why")[0] in page.extract_text() for page in pages)


@pytest.fixture
def page(client, cast):
    client.force_login(cast.beni)

    def opened(name, *parts, typed=None):
        address = reverse(name, args=[cast.case.code, *parts])
        if typed is None:
            return client.get(address)
        return client.post(address, {"token": uuid4(), **typed}, follow=True)

    return opened


def test_the_whole_way_through_the_pages(cast, court, page, prosecutor):
    day = OPENED_ON.isoformat()
    typed = {
        "kind": "messages", "what": "Chats", "seized_on": day, "holder": "Station store",
        "place": "Her room",
    }  # fmt: skip
    page("exhibit_new", typed=typed)
    exhibit = Exhibit.objects.get()
    file = SimpleUploadedFile("chat.pdf", PDF)
    page("exhibit_file_new", exhibit.pk, typed={"file": file, "copy": "evidentiary"})
    stamp = "2024-03-01T10:00"
    moved_on = {"taker": "Prosecutor", "why": "For the charge", "moved_at": stamp}
    page("exhibit_move", exhibit.pk, typed=moved_on)
    text = page("exhibit", exhibit.pk).content.decode()
    assert hashlib.sha256(PDF).hexdigest() in text
    answer = page("tie_new", typed={"point": "ph.trafficking|act", "piece": f"e|{exhibit.pk}"})
    assert "1 of 3 elements proven" in answer.content.decode()
    row = ExhibitFile.objects.get()
    assert page("exhibit_file", row.pk).content == PDF
    bundle = page("bundle", typed={"to": prosecutor.pk, "why": "Trial"})
    assert "No live consent" in bundle.content.decode()
    agrees(cast, prosecutor)
    bundle = page("bundle", typed={"to": prosecutor.pk, "why": "Trial"})
    assert check(bundle.content).faults == ()


def test_the_page_says_never_to_upload_abuse_material(cast, page):
    assert "Never upload material that shows the abuse" in page("exhibit_new").content.decode()


def test_the_evidence_page_asks_no_more_of_many_exhibits(
    cast, court, page, django_assert_max_num_queries
):
    furnish_evidence(cast.case, cast.beni, cast.suspect)
    with django_assert_max_num_queries(70) as few:
        assert page("case_evidence").status_code == 200
    for _ in range(12):
        exhibit = logged(cast.case, cast.beni)
        tie(
            by=cast.beni, at=NOW, case=cast.case, offence="ph.trafficking", element="act",
            exhibit=exhibit,
        )  # fmt: skip
    with django_assert_max_num_queries(70) as more:
        assert page("case_evidence").status_code == 200
    assert len(more) == len(few)


def test_an_exhibit_is_seized_on_a_day_that_has_come(cast):
    with pytest.raises(Refused):
        logged(cast.case, cast.beni, seized_on=date(2030, 1, 1))


def test_a_working_copy_is_handed_out_without_its_place_and_evidence_whole(cast):
    exhibit, photograph = logged(cast.case, cast.beni), jpeg(segment(0xE1, exif(6)))
    whole = kept(cast, exhibit, content=photograph)
    working = kept(cast, exhibit, content=photograph, copy=WORKING)
    assert read_file(by=cast.beni, at=NOW, row=whole) == photograph
    handed_out = read_file(by=cast.beni, at=NOW, row=working)
    assert PLACE in photograph
    assert PLACE not in handed_out
    assert handed_out.startswith(b"\xff\xd8")


def test_a_damaged_working_copy_is_not_handed_out(cast):
    cut = jpeg(segment(0xE1, exif(6)))[:30]
    working = kept(cast, logged(cast.case, cast.beni), content=cut, copy=WORKING)
    with pytest.raises(Refused, match="damaged"):
        read_file(by=cast.beni, at=NOW, row=working)
