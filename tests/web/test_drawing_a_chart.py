from urllib.parse import unquote

import pytest
from defusedxml import ElementTree

from amparo.errors import Broken
from amparo.web.charts import Chart, picture

SVG = """<svg viewBox="0 0 10 10"><text aria-label="Cook's, 100 %">a &amp; b # é</text></svg>"""
CHART = Chart("Steps", "Of 3, 2 went on.", SVG, SVG, ["Step", "Cases"], [["Arrest", "3"]])


def test_the_drawing_survives_whole():
    _, _, data = picture(SVG).partition(",")
    drawn = ElementTree.fromstring(unquote(data))
    assert drawn[0].text == "a & b # é"
    assert drawn[0].get("aria-label") == "Cook's, 100 %"


def test_an_address_holds_nothing_that_ends_it_early():
    assert set(picture(SVG)) & set(" \"'<>#\n\t") == set()


@pytest.mark.parametrize("wrong", ["", "<html></html>", "<svg>", "x <svg></svg>"])
def test_what_is_not_one_drawing_is_refused(wrong):
    with pytest.raises(Broken):
        picture(wrong)


def test_it_is_an_image_so_that_nothing_in_it_can_run(draw):
    evil = "<svg><script>alert(1)</script></svg>"
    text = draw('{% component "chart" chart=chart %}', chart=Chart("t", "s", evil))
    assert "<script" not in text
    assert '<img src="data:image/svg+xml,' in text


def test_a_phone_gets_the_narrow_drawing(draw):
    assert '<source media="(max-width: 640px)"' in draw(
        '{% component "chart" chart=chart %}', chart=CHART
    )


def test_the_sentence_and_the_table_stand_beside_it(draw):
    text = draw('{% component "chart" chart=chart %}', chart=CHART)
    assert "Of 3, 2 went on." in text
    assert "Arrest" in text
