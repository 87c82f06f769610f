"""What each entry's verb says to people."""

from __future__ import annotations

from amparo.audit.models import Entry

SAID = {
    "account.changed": "changed an account",
    "account.opened": "opened an account",
    "account.password_set": "set a new password",
    "alert.raised": "raised a safety alert",
    "alert.resolved": "resolved a safety alert",
    "beds.held": "held beds in a home",
    "beds.released": "released beds in a home",
    "breakdown.confirmed": "confirmed a breakdown",
    "breakdown.corrected": "corrected a breakdown",
    "breakdown.noted": "noted a breakdown",
    "breakdown.rejected": "rejected a breakdown",
    "case.opened": "opened the case",
    "case.opened_in_emergency": "opened the case in an emergency",
    "case.read": "looked at the case",
    "case.shared": "shared the case with an institution",
    "case.unshared": "ended a share",
    "compartment.asked": "asked to open a closed part of the case to a colleague",
    "compartment.closed": "closed a part of the case to a colleague again",
    "compartment.opened": "agreed to open a closed part of the case to a colleague",
    "conflict.recorded": "recorded a conflict of interest",
    "consent.recorded": "recorded consent",
    "consent.withdrawn": "recorded that consent was withdrawn",
    "document.added": "added a document",
    "document.read": "downloaded a document",
    "escort.named": "named who travels to a home",
    "home.added": "entered a home",
    "home.address_seen": "saw the address of a home",
    "home.changed": "changed a home",
    "home.checked": "checked the standards of a home",
    "home.closed": "closed a home",
    "milestone.corrected": "corrected a milestone",
    "milestone.recorded": "recorded a milestone",
    "milestone.withdrawn": "withdrew a milestone",
    "opening.reviewed": "reviewed an emergency opening",
    "people.searched": "searched for people",
    "person.added": "added a person",
    "person.changed": "changed a person",
    "person.name_seen": "saw a name",
    "placement.ended": "recorded that a stay ended",
    "placement.taken_back": "took a stay back",
    "referral.decided": "decided on the referral",
    "referral.read": "read the referral",
    "referral.received": "took a referral",
    "role.ended": "ended a role",
    "role.given": "gave a person a role",
    "survivor.placed": "placed a survivor",
    "task.added": "added a task",
    "task.done": "ticked a task off",
    "task.moved": "moved a task",
    "team.joined": "put someone on the team",
    "team.left": "took someone off the team",
    "what_if.asked": "asked what would happen in a simulated system",
    "what_if.opened": "opened the answer to a what-if question",
}


def said(entry: Entry) -> str:
    """What was done, as the end of a sentence that starts with who; the verb where none is kept."""
    words = SAID.get(entry.verb, entry.verb.replace(".", " ").replace("_", " "))
    part = f": {', '.join(entry.fields)}" if entry.verb == "case.read" and entry.fields else ""
    return words + part
