"""A photograph is kept whole and handed out without the place it was taken at."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from amparo.audit.models import Entry
from amparo.casework.cases.models import Document
from tests.vault.test_uploads import PLACE, exif, jpeg, pdf, segment

PHOTOGRAPH = jpeg(segment(0xE1, exif(6)))


def upload(client, cast, content):
    file = SimpleUploadedFile("at home.jpg", content, content_type="image/jpeg")
    return client.post(
        f"/cases/{cast.case.code}/documents/add/",
        {"file": file, "kind": "court_order", "title": "A photograph", "dated_on": ""},
    )


@pytest.fixture
def kept(cast, as_) -> Document:
    upload(as_(cast.alma), cast, PHOTOGRAPH)
    return Document.objects.get()


def test_it_is_handed_out_without_its_place(cast, as_, kept):
    answer = as_(cast.alma).get(f"/documents/{kept.pk}/")
    assert PLACE not in answer.content
    assert answer.content.startswith(b"\xff\xd8")
    assert kept.file.sha256 == hashlib.sha256(PHOTOGRAPH).hexdigest()


def test_the_original_is_handed_out_whole_and_the_trail_says_so(cast, as_, kept):
    answer = as_(cast.alma).get(f"/documents/{kept.pk}/whole/")
    assert answer.content == PHOTOGRAPH
    assert Entry.objects.get(verb="document.read").fields == ["whole"]


def test_the_original_asks_again_who_it_is(cast, as_, kept, settings):
    settings.REQUIRE_FRESH_SIGN_IN = True
    assert as_(cast.alma).get(f"/documents/{kept.pk}/whole/").status_code == 302


@pytest.mark.parametrize("whole", ["", "whole/"])
def test_it_comes_as_a_download_in_which_nothing_runs(cast, as_, kept, whole):
    answer = as_(cast.alma).get(f"/documents/{kept.pk}/{whole}")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_what_would_do_harm_is_answered_in_the_form(cast, as_):
    answer = upload(as_(cast.alma), cast, pdf(b"1 0 obj << /S /JavaScript /JS (x) >>"))
    assert answer.status_code == 422
    assert "print it to a new PDF" in answer.content.decode()
    assert not Document.objects.exists()
