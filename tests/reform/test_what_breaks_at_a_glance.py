"""What breaks, when there is more of it than fits on a screen."""

from django.template.loader import render_to_string

from amparo.directory.packs import causes
from amparo.flow.attrition import wilson
from amparo.flow.clusters import Cluster
from amparo.reform.pages.breaks import breaks_page
from amparo.reform.selectors.breaks import Breaks

N_CAUSES = 8


def shown() -> str:
    clusters = tuple(
        Cluster(cause.id, "arrest", 20 - at, 20 - at, 100, wilson(20 - at, 100), 10, 1, 0.1 * at)
        for at, cause in enumerate(causes()[:N_CAUSES])
    )
    page = breaks_page(Breaks(clusters, None, 100, 124, 0), {})
    return render_to_string("reform/breaks.html", {"page": page, "links": ()})


def test_the_first_five_causes_are_seen_and_the_others_a_tap_away():
    before, _, after = shown().partition("<details")
    before, after = (part.count("/repairs/cause/?cause=") for part in (before, after))
    assert (before, after) == (5, N_CAUSES - 5)


def test_it_says_how_many_others_there_are():
    assert "The other 3 causes" in shown()
