from __future__ import annotations

from django.urls import path

from amparo.directory.views import institutions, law, places, posts

urlpatterns = [
    path("directory/", institutions.directory, name="directory"),
    path("directory/add/", institutions.institution_add, name="institution_add"),
    path("directory/places/", places.jurisdictions, name="jurisdictions"),
    path("directory/places/add/", places.jurisdiction_add, name="jurisdiction_add"),
    path("directory/law/", law.packs, name="packs"),
    path("directory/law/milestones/", law.milestones, name="milestones"),
    path("directory/law/milestones/<slug:way>/", law.milestones, name="milestones_of"),
    path("directory/law/causes/", law.known_causes, name="causes"),
    path("directory/law/causes/<slug:lacks>/", law.known_causes, name="causes_of"),
    path("directory/law/lists/", law.lists, name="code_lists"),
    path("directory/law/lists/<slug:name>/", law.one_list, name="code_list"),
    path("directory/law/<slug:code>/", law.pack, name="pack"),
    path("directory/law/<slug:code>/<slug:part>/", law.pack_part, name="pack_part"),
    path("directory/<uuid:pk>/", institutions.institution, name="institution"),
    path("directory/<uuid:pk>/change/", institutions.institution_change, name="institution_change"),
    path("directory/<uuid:pk>/units/add/", institutions.unit_add, name="unit_add"),
    path("directory/units/<uuid:pk>/close/", institutions.unit_close, name="unit_close"),
    path("directory/units/<uuid:pk>/posts/add/", posts.post_add, name="post_add"),
    path("directory/posts/<uuid:pk>/appoint/", posts.holder_appoint, name="holder_appoint"),
    path("directory/holdings/<uuid:pk>/end/", posts.holding_end, name="holding_end"),
]
