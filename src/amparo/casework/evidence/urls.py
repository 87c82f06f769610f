from django.urls import path

from amparo.casework.evidence.views import evidence

AT = "cases/<slug:code>/evidence/"

urlpatterns = [
    path(AT, evidence.evidence, name="case_evidence"),
    path(f"{AT}add/", evidence.exhibit_new, name="exhibit_new"),
    path(f"{AT}statement/", evidence.interview_new, name="interview_new"),
    path(f"{AT}tie/", evidence.tie_new, name="tie_new"),
    path(f"{AT}tie/<uuid:tie>/end/", evidence.untie, name="untie"),
    path(f"{AT}bundle/", evidence.bundle, name="bundle"),
    path(f"{AT}bundle/duty/", evidence.bundle_duty, name="bundle_duty"),
    path(
        f"{AT}bundle/duty/<uuid:bundle_duty>/second/", evidence.bundle_second, name="bundle_second"
    ),
    path(f"{AT}exhibits/<uuid:exhibit>/", evidence.exhibit, name="exhibit"),
    path(f"{AT}exhibits/<uuid:exhibit>/move/", evidence.exhibit_move, name="exhibit_move"),
    path(f"{AT}exhibits/<uuid:exhibit>/file/", evidence.exhibit_file_new, name="exhibit_file_new"),
    path(f"{AT}exhibits/<uuid:exhibit>/laboratory/", evidence.lab_new, name="lab_new"),
    path(f"{AT}laboratory/<uuid:lab>/", evidence.lab_result, name="lab_result"),
    path(f"{AT}files/<uuid:file>/", evidence.exhibit_file, name="exhibit_file"),
]
