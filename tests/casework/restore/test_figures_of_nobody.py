"""Recovery in figures before anybody's aftercare has begun."""

from datetime import date

import pytest

from amparo.casework.cases.eventlog import Scope
from amparo.casework.restore.selectors.figures import figures_for
from amparo.errors import CannotEstimate

pytestmark = pytest.mark.django_db
TODAY = date(2024, 12, 2)


def test_with_nobody_in_aftercare_it_says_so(cast, as_):
    with pytest.raises(CannotEstimate):
        figures_for(cast.nadia, Scope(), today=TODAY)
    assert "Aftercare has begun for nobody" in as_(cast.nadia).get("/recovery/").text
    assert as_(cast.eva).get("/recovery/").status_code == 404
