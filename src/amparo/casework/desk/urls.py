from django.urls import path

from amparo.casework.desk import intake_urls
from amparo.casework.desk.views import case, caseload, milestones, paper, tasks, team, today

urlpatterns = [
    *intake_urls.urlpatterns,
    path("", today.today_page, name="today"),
    path("cases/", caseload.caseload, name="caseload"),
    path("cases/<slug:code>/", case.case, name="case"),
    path("cases/<slug:code>/timeline/", case.timeline, name="case_timeline"),
    path("cases/<slug:code>/people/", case.people, name="case_people"),
    path("cases/<slug:code>/names/", case.names, name="case_names"),
    path("cases/<slug:code>/looked/", case.looked, name="case_looked"),
    path("cases/<slug:code>/close/", case.close, name="case_close"),
    path("cases/<slug:code>/reopen/", case.reopen, name="case_reopen"),
    path("cases/<slug:code>/record/", milestones.choose, name="record"),
    path("cases/<slug:code>/record/<str:type>/", milestones.record, name="record_step"),
    path("milestones/<uuid:milestone>/correct/", milestones.correct, name="milestone_correct"),
    path("milestones/<uuid:milestone>/withdraw/", milestones.withdraw, name="milestone_withdraw"),
    path("cases/<slug:code>/tasks/add/", tasks.add, name="task_add"),
    path("tasks/<uuid:task>/done/", tasks.done, name="task_done"),
    path("tasks/<uuid:task>/move/", tasks.move, name="task_move"),
    path("cases/<slug:code>/alerts/raise/", tasks.raise_alert, name="alert_raise"),
    path("alerts/<uuid:alert>/resolve/", tasks.resolve_alert, name="alert_resolve"),
    path("cases/<slug:code>/team/", team.team, name="case_team"),
    path("cases/<slug:code>/team/add/", team.join, name="team_join"),
    path("cases/<slug:code>/team/conflict/", team.conflict, name="team_conflict"),
    path("cases/<slug:code>/team/share/", team.share, name="team_share"),
    path("team/<int:member>/lead/", team.lead, name="team_lead"),
    path("team/<int:member>/leave/", team.leave, name="team_leave"),
    path("shares/<int:share>/end/", team.unshare, name="share_end"),
    path("cases/<slug:code>/consent/", paper.consent, name="case_consent"),
    path("cases/<slug:code>/consent/record/", paper.record, name="consent_record"),
    path("consent/<uuid:consent>/withdraw/", paper.withdraw, name="consent_withdraw"),
    path("cases/<slug:code>/documents/", paper.documents, name="case_documents"),
    path("cases/<slug:code>/documents/add/", paper.add, name="document_add"),
    path("documents/<uuid:document>/", paper.document, name="document"),
]
