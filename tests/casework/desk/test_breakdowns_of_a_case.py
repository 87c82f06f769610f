"""One tap on a late or failed step fills the form in; a person says whether a finding is so."""

import re

from amparo.casework.cases.models import Breakdown
from amparo.casework.cases.services.breakdowns import note_breakdown
from tests.casework.cases.acting import happened
from tests.cast import NOW, OPENED_ON


def path(cast, part=""):
    return f"/cases/{cast.case.code}/{part}"


def tapped(client, page, words, about=""):
    """The form behind a link, with what it is filled in with."""
    href = re.search(rf'href="([^"]+{re.escape(about)}[^"]*)"[^>]*>{words}', page)
    assert href, f"no link {words}"
    address = href.group(1).replace("&amp;", "&")
    return client.get(address).context["form"]


def sent(form):
    """What a browser would send without a key pressed."""
    return {name: form[name].value() or "" for name in form.fields}


def test_an_overdue_clock_is_logged_with_one_tap_and_one_press(cast, as_):
    happened(cast, "restrain.arrested", after=3, person=cast.suspect, unit=cast.station)
    client = as_(cast.alma)
    form = tapped(client, client.get(path(cast)).text, "Log a breakdown", "ph.custody")
    answer = client.post(path(cast, "breakdowns/add/"), {**sent(form), "on": "14 January 2024"})
    assert answer.status_code == 302
    row = Breakdown.objects.get()
    assert (row.unit, row.milestone.type) == (cast.station, "restrain.arrested")
    assert row.days_lost > 0


def test_a_failed_step_of_the_timeline_is_logged_with_one_tap(cast, as_):
    happened(cast, "rescue.complaint_refused", after=1, unit=cast.station)
    client = as_(cast.alma)
    form = tapped(client, client.get(path(cast, "timeline/")).text, "log a breakdown")
    assert form["cause"].value() == "B05"
    client.post(path(cast, "breakdowns/add/"), {**sent(form), "on": "9 January 2024"})
    assert Breakdown.objects.get().institution == cast.police


def test_the_tab_lists_what_is_late_until_it_is_logged(cast, as_):
    refused = happened(cast, "rescue.complaint_refused", after=1, unit=cast.station)
    client = as_(cast.alma)
    assert "not logged yet" in client.get(path(cast, "breakdowns/")).text
    note_breakdown(
        by=cast.alma, at=NOW, case=cast.case, cause="B05", on=refused.happened_on,
        milestone=refused,
    )  # fmt: skip
    page = client.get(path(cast, "breakdowns/")).text
    assert f"m%3A{refused.pk}" not in page
    assert "An officer refuses or waves the complaint away" in page


def proposed(cast):
    return note_breakdown(
        by=cast.alma, at=NOW, case=cast.case, cause="B15", on=OPENED_ON, found_by="scene_visit",
        fact="m:1", explained="No visit to the scene within 14 days.",
    )  # fmt: skip


def test_a_finding_is_rejected_with_a_reason_and_not_without(cast, as_):
    row, client = proposed(cast), as_(cast.alma)
    place = f"/breakdowns/{row.pk}/say/"
    assert "No visit to the scene within 14 days." in client.get(place).text
    assert client.post(place, {"decision": "rejected"}).status_code == 422
    client.post(place, {"decision": "rejected", "reason": "They went at once."})
    assert "They went at once." in client.get(path(cast, "breakdowns/")).text
    assert not Breakdown.objects.counted().exists()


def test_a_finding_is_corrected_and_counts(cast, as_):
    row, client = proposed(cast), as_(cast.alma)
    place = f"/breakdowns/{row.pk}/correct/"
    given = sent(client.get(place).context["form"])
    client.post(place, {**given, "on": "8 January 2024", "cause": "B01", "reason": "No vehicle"})
    assert Breakdown.objects.counted().get().cause == "B01"
