from django.urls import path

from amparo.casework.restore.views import (
    assessing,
    figures,
    instruments,
    keeping_safe,
    planning,
    recovery,
    returning,
)

AT = "cases/<slug:code>/restore/"
ONE = f"{AT}<uuid:survivor>/"
DRAFT = f"{ONE}drafts/<uuid:draft>/"
ROUND = f"{ONE}assessments/<uuid:done>/"
PLAN = f"{ONE}plan/"
VERSION = f"{PLAN}versions/<uuid:version>/"

urlpatterns = [
    path("recovery/", figures.figures, name="recovery_figures"),
    path("instruments/", instruments.instruments, name="instruments"),
    path("instruments/load/", instruments.load, name="instrument_load"),
    path("instruments/training/add/", instruments.training_add, name="training_add"),
    path(
        "instruments/training/<uuid:training>/end/", instruments.training_end,
        name="training_end",
    ),
    path(AT, recovery.restore, name="case_restore"),
    path(ONE, recovery.recovery, name="recovery"),
    path(f"{ONE}own/", recovery.own, name="recovery_own"),
    path(f"{ONE}assess/", assessing.begin, name="assess"),
    path(f"{DRAFT}finish/", assessing.finish, name="assessment_finish"),
    path(f"{DRAFT}drop/", assessing.drop, name="assessment_drop"),
    path(f"{DRAFT}<slug:part>/", assessing.domain, name="assessment_domain"),
    path(ROUND, assessing.assessment, name="assessment"),
    path(f"{ROUND}correct/", assessing.correct, name="assessment_correct"),
    path(f"{ROUND}second/", assessing.second, name="assessment_second"),
    path(PLAN, planning.plan, name="care_plan"),
    path(f"{PLAN}version/", planning.version_make, name="plan_version_make"),
    path(f"{PLAN}goals/<uuid:goal>/", planning.goal_change, name="goal_change"),
    path(f"{PLAN}goals/<uuid:goal>/action/", planning.action_add, name="action_add"),
    path(f"{PLAN}actions/<uuid:action>/", planning.action_change, name="action_change"),
    path(f"{PLAN}parts/<uuid:goal>/leave-out/", planning.leave_out, name="plan_leave_out"),
    path(f"{PLAN}<slug:part>/", planning.side, name="plan_side"),
    path(f"{PLAN}<slug:part>/goal/", planning.goal_add, name="goal_add"),
    path(VERSION, planning.version, name="plan_version"),
    path(f"{VERSION}agree/", planning.agree, name="plan_agree"),
    path(f"{VERSION}approve/", planning.approve, name="plan_approve"),
    path(f"{ONE}danger/", keeping_safe.danger, name="danger"),
    path(f"{ONE}safety-plan/", keeping_safe.safety_plan, name="safety_plan"),
    path(f"{ONE}contact/", keeping_safe.contact, name="safe_contact"),
    path(f"{ONE}threats/add/", keeping_safe.threat_add, name="threat_add"),
    path(
        f"{ONE}threats/<uuid:threat>/take-back/", keeping_safe.threat_take_back,
        name="threat_take_back",
    ),
    path(f"{ONE}return/<slug:kind>/", returning.assess, name="return_assess"),
    path(f"{ONE}home/", returning.home, name="go_home"),
    path(f"{ONE}visit/", returning.follow_up, name="follow_up"),
    path(f"{ONE}harm/", returning.harm, name="harm_again"),
    path(f"{ONE}feedback/", returning.feedback, name="feedback"),
    path(f"{ONE}end/", returning.end, name="aftercare_end"),
    path(f"{ONE}resume/", returning.resume, name="aftercare_resume"),
]  # fmt: skip
