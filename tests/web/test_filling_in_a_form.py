from datetime import date, timedelta

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from amparo.web.dates import Dated, Precision
from amparo.web.forms import DatePrecisionField, PlainDateField
from tests.web.urls import ArrestForm


@pytest.fixture
def filled(client, db):
    def filling(**typed):
        return client.post("/arrest/", typed).content.decode()

    return filling


class Every(forms.Form):
    note = forms.CharField(
        label="Note", help_text="Leave names out.", max_length=300, required=False,
        widget=forms.Textarea,
    )  # fmt: skip
    place = forms.ChoiceField(label="Place", choices=[("1", "Station 7"), ("2", "Court 3")])
    needs = forms.MultipleChoiceField(
        label="Needs", choices=[("a", "Care"), ("b", "Shelter")], required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    told = forms.BooleanField(label="Told", required=False)
    memo = forms.FileField(label="Memo", required=False)
    password = forms.CharField(label="Password", widget=forms.PasswordInput)


def test_what_was_typed_stays(filled):
    assert 'value="31 February 2024"' in filled(happened_on="31 February 2024", station="7")


def test_what_was_chosen_stays(filled):
    assert 'value="told" id="id_source_1" checked' in filled(source="told")


def test_the_title_says_there_is_an_error(filled):
    assert "<title>Error: Arrest – Amparo</title>" in filled(station="7")


def test_the_title_of_an_empty_form_does_not(client, db):
    assert "<title>Arrest – Amparo</title>" in client.get("/arrest/").content.decode()


def test_the_summary_links_to_the_field(filled):
    text = filled(happened_on="soon", station="7", source="told")
    assert '<a href="#id_happened_on">Write the date like 3 March 2024' in text


def test_the_summary_links_to_the_first_of_several_choices(filled):
    assert '<a href="#id_source_0">“How do you know?” needs an answer</a>' in filled()


def test_an_empty_field_is_asked_for_by_its_label(filled):
    assert "Enter station" in filled()


def test_the_error_and_the_hint_are_tied_to_the_field(filled):
    text = filled(happened_on="soon")
    assert 'aria-describedby="id_happened_on_helptext id_happened_on_error"' in text
    assert 'id="id_happened_on_error"' in text
    assert 'id="id_happened_on_helptext"' in text
    assert 'aria-invalid="true"' in text


def test_choices_stand_in_a_fieldset_with_a_legend(filled):
    text = filled()
    assert "<fieldset" in text
    assert "How do you know?</legend>" in text


def test_what_is_typed_cannot_become_markup(filled):
    assert "<script>alert" not in filled(station="<script>alert(1)</script>")


def test_the_browsers_own_bubbles_stay_away():
    assert " required" not in str(ArrestForm())


def test_a_long_text_counts_its_characters():
    assert 'data-maxlength="300"' in str(Every())


def test_an_optional_field_says_so():
    assert str(Every()).count("(optional)") == 3


def test_a_filter_does_not_call_its_fields_optional():
    class Filter(Every):
        filtering = True

    assert "(optional)" not in str(Filter())


@pytest.mark.parametrize(
    "piece",
    ["govuk-select", "govuk-checkboxes__input", "govuk-textarea", "govuk-file-upload",
     "govuk-password-input"],
)  # fmt: skip
def test_each_widget_is_in_the_house_style(piece):
    assert piece in str(Every())


def test_a_complaint_of_the_whole_form_is_shown():
    form = ArrestForm({"happened_on": "2020", "station": "7", "source": "told"})
    form.is_valid()
    form.add_error(None, "The arrest is before the complaint")
    assert 'id="form_errors"' in str(form)
    assert "The arrest is before the complaint" in str(form)


def test_a_date_carries_its_precision():
    assert DatePrecisionField().clean("about June 2020") == Dated(date(2020, 6, 1), Precision.ABOUT)


def test_an_optional_date_may_be_left_empty():
    assert DatePrecisionField(required=False).clean("") is None


def test_a_day_to_come_is_refused():
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError, match="still to come"):
        DatePrecisionField().clean(tomorrow.isoformat())


def test_a_day_to_come_is_taken_where_it_may_be():
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert PlainDateField(future=True).clean(tomorrow.isoformat()) == tomorrow


def test_a_plain_date_needs_its_day():
    with pytest.raises(ValidationError, match="Add the day"):
        PlainDateField().clean("March 2020")


def test_a_stored_date_is_shown_as_it_would_be_typed():
    form = ArrestForm(initial={"happened_on": Dated(date(2020, 6, 1), Precision.MONTH)})
    assert 'value="June 2020"' in str(form)


def test_the_same_date_written_otherwise_is_no_change():
    assert not DatePrecisionField().has_changed(date(2020, 6, 3), "3/6/2020")
