from django.urls import path

from amparo.repair.resources.views import giving, shared, units

urlpatterns = [
    path("shared/resources/", shared.shared_resources, name="shared_resources"),
    path("resources/", units.resources, name="resources"),
    path("resources/units/<uuid:unit>/", units.unit_resources, name="unit_resources"),
    path("resources/units/<uuid:unit>/check/", units.check_add, name="check_add"),
    path("resources/units/<uuid:unit>/ask/", giving.wanted_ask, name="wanted_ask"),
    path("resources/checks/<uuid:check>/", units.check_correct, name="check_correct"),
    path("resources/areas/", units.areas, name="areas"),
    path("resources/areas/enter/", units.poverty_enter, name="poverty_enter"),
    path("resources/standards/", units.standards, name="standards"),
    path("resources/requests/", giving.wanted_list, name="wanted_list"),
    path("resources/requests/<uuid:wanted>/", giving.wanted, name="wanted"),
    path("resources/requests/<uuid:wanted>/decide/", giving.wanted_decide, name="wanted_decide"),
    path("resources/requests/<uuid:wanted>/order/", giving.wanted_order, name="wanted_order"),
    path("resources/requests/<uuid:wanted>/drop/", giving.wanted_drop, name="wanted_drop"),
    path("resources/requests/<uuid:wanted>/hand-over/", giving.hand_over, name="hand_over"),
    path("resources/things/", giving.things, name="things"),
    path("resources/things/<uuid:asset>/", giving.thing, name="thing"),
    path("resources/things/<uuid:asset>/use/", giving.thing_use, name="thing_use"),
    path("resources/things/<uuid:asset>/upkeep/", giving.thing_upkeep, name="thing_upkeep"),
    path("resources/lines/<uuid:log_line>/", giving.line_correct, name="line_correct"),
]
