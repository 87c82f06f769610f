"""A number typed between two ends, which a slider may move where scripts run."""

from __future__ import annotations

import pytest
from django import forms

from amparo.web.forms import Renderer, SliderField


class Beds(forms.Form):
    default_renderer = Renderer()
    beds = SliderField(label="Beds", low=5, high=40, step=5, unit="beds", help_text="Tonight")


@pytest.mark.parametrize("typed", ["5", "40", " 17 "])
def test_a_whole_number_between_the_ends_is_taken(typed):
    form = Beds({"beds": typed})
    assert form.is_valid()
    assert form.cleaned_data["beds"] == int(typed)


@pytest.mark.parametrize("typed", ["4", "41", "", "many", "7.5"])
def test_anything_else_is_told_both_ends(typed):
    assert Beds({"beds": typed}).errors["beds"] == ["Enter a whole number from 5 to 40"]


def test_without_a_script_it_is_a_number_with_its_unit():
    drawn = Beds().as_div()
    assert 'type="number"' in drawn
    assert "govuk-input__suffix" in drawn
    assert 'type="range"' not in drawn


def test_the_slider_is_told_its_ends_and_step():
    drawn = Beds().as_div()
    assert [text for text in ('min="5"', 'max="40"', 'data-step="5"') if text not in drawn] == []
