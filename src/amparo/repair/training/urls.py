from django.urls import path

from amparo.repair.training.views import courses, officials, shared

urlpatterns = [
    path("shared/training/", shared.shared_training, name="shared_training"),
    path("training/", officials.training, name="training"),
    path("training/needs/", officials.needs, name="needs"),
    path("training/needs/<uuid:post_id>/", officials.need_say, name="need_say"),
    path("training/holdings/<uuid:holding>/", officials.holding_whose, name="holding_whose"),
    path("training/officials/", officials.officials, name="officials"),
    path("training/officials/<uuid:official>/", officials.official, name="official"),
    path(
        "training/officials/<uuid:official>/mentor/", officials.official_mentor,
        name="official_mentor",
    ),
    path("training/courses/", courses.courses, name="courses"),
    path("training/courses/new/", courses.course_new, name="course_new"),
    path("training/courses/<uuid:course>/", courses.course, name="course"),
    path("training/courses/<uuid:course>/teach/", courses.curriculum_add, name="curriculum_add"),
    path("training/courses/<uuid:course>/hold/", courses.session_begin, name="session_begin"),
    path("training/sessions/<uuid:session>/", courses.session, name="session"),
    path("training/sessions/<uuid:session>/came/", courses.session_came, name="session_came"),
    path("training/sessions/<uuid:session>/finish/", courses.session_finish, name="session_finish"),
    path(
        "training/sessions/<uuid:session>/<uuid:official>/", courses.session_person,
        name="session_person",
    ),
    path("training/handing-over/", courses.handing_over, name="handing_over"),
    path("training/changed/", courses.training_changed, name="training_changed"),
]  # fmt: skip
