from django.urls import path

from amparo.casework.aftercare.views import (
    episodes,
    homes,
    papers,
    placements,
    received,
    referrals,
    services,
)

CASE = "cases/<slug:code>/services/"
HOME = "homes/<uuid:home>/"
OUT = f"{CASE}referrals/<uuid:sent>/"
EPISODE = f"{CASE}episodes/<uuid:episode>/"
REF = "received/<slug:ref>/"

urlpatterns = [
    path("homes/", homes.homes, name="homes"),
    path("homes/add/", homes.home_add, name="home_add"),
    path("homes/holds/<uuid:hold>/release/", homes.hold_release, name="hold_release"),
    path(HOME, homes.home, name="home"),
    path(f"{HOME}address/", homes.home_address, name="home_address"),
    path(f"{HOME}seal/", homes.home_seal, name="home_seal"),
    path(f"{HOME}key/", homes.home_key_give, name="home_key_give"),
    path(f"{HOME}change/", homes.home_change, name="home_change"),
    path(f"{HOME}check/", homes.home_check, name="home_check"),
    path(f"{HOME}close/", homes.home_close, name="home_close"),
    path(f"{HOME}hold/", homes.home_hold, name="home_hold"),
    path(CASE, services.services, name="case_services"),
    path(f"{CASE}place/", placements.place_new, name="place_new"),
    path(f"{CASE}beds/<uuid:bed>/escort/", placements.escort, name="bed_escort"),
    path(
        f"{CASE}placements/<uuid:placement>/end/", placements.placement_end, name="placement_end"
    ),
    path(
        f"{CASE}placements/<uuid:placement>/leaving/", placements.placement_leaving,
        name="placement_leaving",
    ),
    path(
        f"{CASE}placements/<uuid:placement>/take-back/", placements.placement_take_back,
        name="placement_take_back",
    ),
    path("services/", referrals.offers, name="offers"),
    path("services/add/", referrals.offer_add, name="offer_add"),
    path("services/offers/<uuid:offer>/end/", referrals.offer_end, name="offer_end"),
    path(f"{CASE}refer/", referrals.referral_new, name="referral_new"),
    path(OUT, referrals.referral_out, name="referral_out"),
    path(f"{OUT}send/", referrals.referral_send, name="referral_send"),
    path(f"{OUT}duty/", referrals.referral_duty, name="referral_duty"),
    path(f"{OUT}second/", referrals.referral_second, name="referral_second"),
    path(f"{OUT}answer/", referrals.referral_answer, name="referral_answer"),
    path(f"{OUT}chase/", referrals.referral_chase, name="referral_chase"),
    path(f"{OUT}end/", referrals.referral_end, name="referral_end"),
    path(f"{CASE}recalls/<uuid:recall>/tell/", referrals.recall_tell, name="recall_tell"),
    path(f"{CASE}recalls/<uuid:recall>/answer/", referrals.recall_answer, name="recall_answer"),
    path("received/", received.received, name="received"),
    path(REF, received.received_one, name="received_one"),
    path(f"{REF}answer/", received.received_answer, name="received_answer"),
    path(f"{REF}recall/", received.received_recall, name="received_recall"),
    path(f"{CASE}begin/", episodes.service_begin, name="service_begin"),
    path(EPISODE, episodes.episode, name="episode"),
    path(f"{EPISODE}given/", episodes.service_give, name="service_give"),
    path(f"{EPISODE}end/", episodes.service_end, name="service_end"),
    path(f"{EPISODE}note/", episodes.note_new, name="note_new"),
    path(f"{EPISODE}notes/", episodes.notes, name="notes"),
    path(f"{EPISODE}notes/destroy/", episodes.notes_destroy, name="notes_destroy"),
    path(
        f"{EPISODE}notes/destroy/<uuid:erasure>/", episodes.notes_destruction,
        name="notes_destruction",
    ),
    path(f"{EPISODE}income/", episodes.income_new, name="income_new"),
    path(f"{EPISODE}found/", episodes.satisfaction_new, name="satisfaction_new"),
    path(f"{CASE}papers/add/", papers.paper_new, name="paper_new"),
    path(f"{CASE}papers/<uuid:paper>/", papers.paper_step, name="paper_step"),
    path(f"{CASE}money/add/", papers.money_new, name="money_new"),
    path(f"{CASE}money/<uuid:money_due>/", papers.money_came, name="money_came"),
]  # fmt: skip
