"""A court clerk's list: dates in three formats, names misspelt, rows twice; shown, set, taken back."""

from __future__ import annotations

import io
from datetime import date, time
from uuid import uuid4

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from amparo.audit.models import Entry
from amparo.casework.cases.models import Erasure, RoleKind
from amparo.casework.cases.services.keeping import agree_to_erase, ask_to_erase
from amparo.casework.cases.services.opening import close_case
from amparo.casework.cases.services.people import give_role
from amparo.casework.docket.models import Hearing, HearingImport
from amparo.casework.docket.selectors.matching import Fate
from amparo.casework.docket.services.filing import accuse, open_court_case
from amparo.casework.docket.services.hearings import set_hearing
from amparo.casework.docket.services.importing import (
    keep_list,
    look_over,
    set_listed,
    sheet_of,
    take_list_back,
)
from amparo.casework.docket.services.preparing import need_ready
from amparo.casework.docket.sheets import hearing_type, read_sheet
from amparo.errors import Conflict, Refused
from amparo.vault.sealing import ERASED
from tests.casework.docket.conftest import FILED_ON
from tests.cast import NOW, SUSPECT_NAME, institution, open_one

TODAY = date(2024, 3, 15)
HEAD = "Sl;Case No.;Accused;Hearing date;Purpose;Court hall"


def read(*lines, order="dmy", head=HEAD):
    return read_sheet("\n".join([head, *lines]).encode(), "list.csv", order=order, today=TODAY)


def days(*written, order="dmy"):
    lines = [f"{n};R-1;Somebody;{text};Mention;3" for n, text in enumerate(written)]
    return [row.on for row in read(*lines, order=order).rows]


def test_the_columns_are_found_by_what_clerks_call_them():
    sheet = read("1;R-PSG-24-1;Reyes;03/04/2024;Mention;3")
    assert sheet.columns == {
        "number": "Case No.", "names": "Accused", "on": "Hearing date", "type": "Purpose",
        "room": "Court hall",
    }  # fmt: skip
    assert sheet.unused == ("Sl",)


def test_three_ways_of_writing_a_day_in_one_column():
    assert days("2024-04-03", "13/04/2024", "3 April 2024") == [
        date(2024, 4, 3), date(2024, 4, 13), date(2024, 4, 3),
    ]  # fmt: skip


def test_one_row_shows_which_way_the_others_are_written():
    assert days("04/13/2024", "03/04/2024") == [date(2024, 4, 13), date(2024, 3, 4)]
    assert days("13/04/2024", "03/04/2024", order="mdy") == [date(2024, 4, 13), date(2024, 4, 3)]


def test_where_nothing_shows_it_the_courts_own_way_is_taken():
    assert days("03/04/2024", "05/06/2024") == [date(2024, 4, 3), date(2024, 6, 5)]
    assert days("03/04/2024", "05/06/2024", order="mdy") == [date(2024, 3, 4), date(2024, 5, 6)]


def test_a_day_that_two_readings_fit_is_not_guessed_in_a_mixed_column():
    sheet = read(
        *[
            f"1;R-1;Somebody;{d};Mention;3"
            for d in ("13/04/2024", "04/13/2024", "03/04/2024", "05/05/2024")
        ]
    )
    assert [row.on for row in sheet.rows] == [
        date(2024, 4, 13), date(2024, 4, 13), None, date(2024, 5, 5),
    ]  # fmt: skip
    assert "4 March 2024" in sheet.rows[2].problem
    assert "3 April 2024" in sheet.rows[2].problem


@pytest.mark.parametrize("text", ["soon", "31/02/2024", "April 2024", "", "12/05/24", "0"])
def test_what_is_no_day_says_so(text):
    (row,) = read(f"1;R-1;Somebody;{text};Mention;3").rows
    assert row.on is None
    assert row.problem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 April 2024 09:30", time(9, 30)),
        ("2024-04-03 14:00:00", time(14)),
        ("3 April 2024 2:30 pm", time(14, 30)),
        ("Wed, 3 April 2024", None),
        ("2024-04-03 00:00:00", None),
    ],
)
def test_an_hour_or_a_weekday_written_with_the_day_is_taken_off_it(text, expected):
    (row,) = read(f"1;R-1;Somebody;{text};Mention;3").rows
    assert (row.on, row.hour) == (date(2024, 4, 3), expected)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("MENTION", "mention"),
        ("for Judgment", "judgment"),
        ("pre trial conference", "pre_trial"),
        ("Cross examination", "cross_examination"),
        ("Gobbledygook", "other"),
        ("", "other"),
    ],
)
def test_a_purpose_is_known_by_the_words_it_comes_near(words, code):
    assert hearing_type(words) == code


def test_a_workbook_with_real_dates_and_a_title_row_is_read():
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["CAUSE LIST OF APRIL"])
        sheet.write_row(1, 0, ["Docket number", "Accused", "Date", "Time", "Stage"])
        sheet.write_row(2, 0, ["R-1", "Somebody"])
        sheet.write_datetime(2, 2, date(2024, 4, 3), day)
        sheet.write_row(2, 3, ["9.30", "Judgment"])
    found = read_sheet(held.getvalue(), "list.xlsx", order="dmy", today=TODAY)
    (row,) = found.rows
    assert (row.number, row.on, row.hour, row.type) == (
        "R-1",
        date(2024, 4, 3),
        time(9, 30),
        "judgment",
    )


@pytest.mark.parametrize(
    ("head", "said"),
    [("Case No.;Purpose", "No column holds the days"), ("Sl;Hearing date", "No column says which")],
)
def test_a_list_without_days_or_cases_is_refused_with_what_to_do(head, said):
    with pytest.raises(Refused, match=said):
        read("1;03/04/2024", head=head)


pytestmark = pytest.mark.django_db
LIST = (
    "1;R-PSG-24-1;anyone;3 April 2024;Mention;3",
    "2;r psg 24 1;anyone;2024-04-03;Mention;3",  # the same once more
    f"3;;{SUSPECT_NAME.replace('e', 'i')};13/05/2024;Judgment;3",  # misspelt
    "4;R-PSG-99-9;Nobody We Know;2024-04-05;Mention;3",
    "5;R-PSG-24-1;anyone;soon;Mention;3",
    "6;R-PSG-24-1;anyone;2023-04-05;Mention;3",  # before it was filed
)


@pytest.fixture
def source(cast, court):
    return keep_list(by=cast.beni, at=NOW, court=cast.court, sheet=read(*LIST))


def test_each_row_says_what_becomes_of_it(cast, source):
    assert [one.fate for one in look_over(cast.beni, source)] == [
        Fate.NEW, Fate.TWICE, Fate.PERHAPS, Fate.NOBODY, Fate.WRONG, Fate.WRONG,
    ]  # fmt: skip


def test_nothing_is_set_by_looking(cast, source):
    look_over(cast.beni, source)
    assert not Hearing.objects.exists()


def test_a_name_alone_sets_nothing_unless_somebody_says_that_it_is_right(cast, source):
    made = set_listed(by=cast.beni, at=NOW, source=source, perhaps=[])
    assert [row.on for row in made] == [date(2024, 4, 3)]


def test_a_name_that_was_looked_at_is_set_too(cast, source):
    row = look_over(cast.beni, source)[2].row.row
    made = set_listed(by=cast.beni, at=NOW, source=source, perhaps=[row])
    assert [(one.on, one.type) for one in made] == [
        (date(2024, 4, 3), "mention"), (date(2024, 5, 13), "judgment"),
    ]  # fmt: skip


def test_a_list_is_carried_out_once(cast, source):
    stale = HearingImport.objects.get(pk=source.pk)
    set_listed(by=cast.beni, at=NOW, source=source, perhaps=[])
    with pytest.raises(Refused, match="already"):
        set_listed(by=cast.beni, at=NOW, source=source, perhaps=[])
    with pytest.raises(Conflict):
        set_listed(by=cast.beni, at=NOW, source=stale, perhaps=[])
    assert Hearing.objects.count() == 1


def test_the_same_list_again_finds_its_hearings_on_the_calendar(cast, source):
    set_listed(by=cast.beni, at=NOW, source=source, perhaps=[])
    again = keep_list(by=cast.beni, at=NOW, court=cast.court, sheet=read(*LIST))
    assert look_over(cast.beni, again)[0].fate is Fate.KNOWN
    assert set_listed(by=cast.beni, at=NOW, source=again, perhaps=[]) == []


def test_taking_it_back_cancels_what_nobody_touched_and_says_what_stays(cast, source):
    row = look_over(cast.beni, source)[2].row.row
    first, _ = set_listed(by=cast.beni, at=NOW, source=source, perhaps=[row])
    need_ready(by=cast.beni, at=NOW, hearing=first, what="The file", party="court", on=FILED_ON)
    assert take_list_back(by=cast.beni, at=NOW, source=source) == (1, 1)
    assert list(Hearing.objects.exclude(outcome="cancelled")) == [first]
    with pytest.raises(Refused, match="nothing to take back"):
        take_list_back(by=cast.beni, at=NOW, source=source)


def test_a_hearing_set_before_is_not_touched_by_taking_back(cast, court):
    on = date(2024, 4, 3)
    mine = set_hearing(by=cast.beni, at=NOW, court_case=court.case, on=on, type="mention")
    source = keep_list(by=cast.beni, at=NOW, court=cast.court, sheet=read(*LIST))
    set_listed(by=cast.beni, at=NOW, source=source, perhaps=[])
    take_list_back(by=cast.beni, at=NOW, source=source)
    mine.refresh_from_db()
    assert not mine.outcome


def test_a_name_that_fits_two_cases_sets_neither(cast, court):
    other = open_one(by=cast.beni, programme=cast.programme)
    give_role(
        by=cast.beni, at=NOW, case=other, person=cast.suspect, role=RoleKind.SUSPECT, on=FILED_ON
    )
    second = open_court_case(
        by=cast.beni, at=NOW, case=other, court=cast.court, on=FILED_ON, token=uuid4()
    )
    accuse(by=cast.beni, at=NOW, court_case=second, person=cast.suspect, on=FILED_ON)
    sheet = read(f"1;;{SUSPECT_NAME};2024-04-05;Mention;3")
    source = keep_list(by=cast.beni, at=NOW, court=cast.court, sheet=sheet)
    assert look_over(cast.beni, source)[0].fate is Fate.SEVERAL


def test_a_case_of_another_organisation_is_nobody(cast, court):
    source = keep_list(by=cast.dario, at=NOW, court=cast.court, sheet=read(*LIST))
    fates = {one.fate for one in look_over(cast.dario, source)}
    assert fates == {Fate.NOBODY, Fate.WRONG}


def test_the_list_is_sealed_and_comes_back_as_it_was(cast, source):
    assert b"Nobody We Know" not in bytes(source.rows_sealed)
    assert sheet_of(HearingImport.objects.get(pk=source.pk)) == read(*LIST)
    assert "Nobody We Know" not in str(list(Entry.objects.values()))


def send(client, court, *lines):
    file = SimpleUploadedFile("april.csv", "\n".join([HEAD, *lines]).encode())
    typed = {"court": court.pk, "file": file, "order": "dmy"}
    return client.post(reverse("hearings_import"), typed, follow=True)


def test_the_whole_way_through_the_pages(cast, court, client):
    client.force_login(cast.beni)
    page = send(client, cast.court, *LIST)
    text = page.content.decode()
    assert "Nothing is set yet" in text
    assert "It stands in the list twice" in text
    address = page.redirect_chain[-1][0]
    row = look_over(cast.beni, HearingImport.objects.get())[2].row.row
    done = client.post(address, {"perhaps": [row]}, follow=True).content.decode()
    assert "2 hearings are on the calendar" in done
    assert "2 set; 4 not used" in done
    assert "None of your open court cases fits it" in done
    back = client.post(f"{address}undo/", follow=True).content.decode()
    assert "2 hearings are taken back" in back


def test_a_file_that_is_no_table_says_so_and_sets_nothing(cast, court, client):
    client.force_login(cast.beni)
    file = SimpleUploadedFile("april.pdf", b"%PDF-1.7 nothing")
    typed = {"court": cast.court.pk, "file": file, "order": "dmy"}
    answer = client.post(reverse("hearings_import"), typed)
    assert answer.status_code == 422
    assert "a PDF" in answer.content.decode()


def test_anothers_list_is_not_there(cast, court, client, source):
    client.force_login(cast.alma)
    assert client.get(reverse("hearings_list", args=[source.pk])).status_code == 404
    assert client.post(reverse("hearings_undo", args=[source.pk])).status_code == 404


def erase_the_case(cast):
    close_case(by=cast.alma, at=NOW, case=cast.case, on=FILED_ON, reason="lost_contact")
    ask_to_erase(by=cast.sofia, at=NOW, case=cast.case, why=Erasure.Why.ASKED)
    agree_to_erase(by=cast.alma, at=NOW, case=cast.case)


def test_its_text_goes_with_the_first_case_erased_and_what_it_set_is_still_taken_back(
    cast, court, client, source
):
    other = institution("Another court", "court", cast.place)
    elsewhere = keep_list(by=cast.beni, at=NOW, court=other, sheet=read(*LIST))
    unused = keep_list(by=cast.carla, at=NOW, court=cast.court, sheet=read(*LIST))
    set_listed(by=cast.beni, at=NOW, source=source, perhaps=[])
    erase_the_case(cast)
    # A row that fitted nothing may name somebody of the case.
    assert HearingImport.objects.get(pk=source.pk).rows() == ERASED
    assert HearingImport.objects.get(pk=unused.pk).rows() == ERASED
    with pytest.raises(Refused, match="erased"):
        look_over(cast.beni, HearingImport.objects.get(pk=source.pk))
    assert "Nobody We Know" in HearingImport.objects.get(pk=elsewhere.pk).rows()
    client.force_login(cast.beni)
    address = reverse("hearings_list", args=[source.pk])
    assert (
        "Erased, with a case of this court. 1 of them set" in client.get(address).content.decode()
    )
    back = client.post(f"{address}undo/", follow=True).content.decode()
    assert "1 hearing is taken back" in back
    client.force_login(cast.carla)
    page = client.get(reverse("hearings_list", args=[unused.pk])).content.decode()
    assert "Bring the list in again" in page


def test_the_calendar_of_a_supervisor_opens_after_a_case_with_a_date_was_erased(
    cast, court, client
):
    on = date(2024, 4, 3)
    set_hearing(by=cast.beni, at=NOW, court_case=court.case, on=on, type="mention")
    erase_the_case(cast)
    client.force_login(cast.sofia)
    for address in ("/calendar/?day=2024-04-03", "/calendar/list/?on=2024-04-03", "/stuck/"):
        assert client.get(address).status_code == 200
