from django.urls import path

from amparo.repair.hope.views import proofs, stories, word

PROOF = "hope/proofs/<uuid:proof>/"
READY = "hope/ready/<uuid:ready>/"
LEDGER = "hope/institutions/<uuid:partner>/"
PROMISE = "hope/commitments/<uuid:commitment>/"

urlpatterns = [
    path("hope/", word.hope, name="hope"),
    path("hope/commitments/add/", word.commitment_add, name="commitment_add"),
    path(PROMISE, word.commitment, name="commitment"),
    path(f"{PROMISE}see/", word.commitment_see, name="commitment_see"),
    path("hope/letters/add/", word.letter_add, name="letter_add"),
    path("hope/letters/<uuid:letter>/", word.letter, name="letter"),
    path("hope/letters/<uuid:letter>/answer/", word.letter_answer, name="letter_answer"),
    path(LEDGER, word.ledger, name="ledger"),
    path(f"{LEDGER}add/", word.tie_add, name="tie_add"),
    path("hope/surveys/begin/", word.confidence_begin, name="confidence_begin"),
    path("hope/surveys/<uuid:survey>/", word.confidence, name="confidence"),
    path("hope/surveys/<uuid:survey>/add/", word.confidence_wave, name="confidence_wave"),
    path("hope/proofs/candidates/", proofs.proof_candidates, name="proof_candidates"),
    path("hope/proofs/begin/", proofs.proof_begin, name="proof_begin"),
    path(PROOF, proofs.proof, name="proof"),
    path(f"{PROOF}reword/", proofs.proof_reword, name="proof_reword"),
    path(f"{PROOF}check/", proofs.proof_check, name="proof_check"),
    path(f"{PROOF}withdraw/", proofs.proof_withdraw, name="proof_withdraw"),
    path(f"{READY}publish/", proofs.proof_publish, name="proof_publish"),
    path(f"{READY}show/", proofs.proof_show, name="proof_show"),
    path("hope/repairs/", stories.repair_stories, name="repair_stories"),
    path("hope/repairs/<uuid:intervention>/", stories.repair_story, name="repair_story"),
    path("shared/repairs/<uuid:intervention>/", stories.shared_repair, name="shared_repair"),
    path("shared/", word.shared_with, name="shared_with"),
]
