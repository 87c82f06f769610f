from django.urls import path

from amparo.repair.accountability.views import beside, inside, outside

ONE = "officials/complaints/<uuid:grievance>/"

urlpatterns = [
    path("tell/", outside.tell, name="tell"),
    path("tell/back/", outside.tell_back, name="tell_back"),
    path("officials/", inside.grievances, name="grievances"),
    path("officials/complaints/tell/", inside.grievance_tell, name="grievance_tell"),
    path(ONE, inside.grievance, name="grievance"),
    path(f"{ONE}<slug:act>/", inside.grievance_act, name="grievance_act"),
    path("officials/keepers/add/", inside.keeper_add, name="keeper_add"),
    path("officials/keepers/<uuid:keeper>/agree/", inside.keeper_agree, name="keeper_agree"),
    path("officials/keepers/<uuid:keeper>/end/", inside.keeper_end, name="keeper_end"),
    path("officials/figures/", beside.grievance_figures, name="grievance_figures"),
    path("officials/channels/add/", beside.channel_add, name="channel_add"),
    path("officials/recognition/add/", beside.recognition_add, name="recognition_add"),
    path("officials/decoys/add/", beside.decoy_add, name="decoy_add"),
    path("officials/protection/add/", beside.shield_add, name="shield_add"),
    path("officials/protection/<uuid:shield>/end/", beside.shield_end, name="shield_end"),
]
