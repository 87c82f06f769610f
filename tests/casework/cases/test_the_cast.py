"""The cast is what it says."""


def test_alma_leads_the_case(cast):
    assert cast.case.team.get(leads=True).user == cast.alma


def test_the_referral_is_the_first_milestone(cast):
    assert [m.type for m in cast.case.milestones.all()] == ["rescue.referral_received"]
