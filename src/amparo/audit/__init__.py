"""The audit trail: every write, and every read of a person's record, in one chain.

An entry names things by label and id, never by foreign key, so the room stands below all others
and outlives whatever it speaks of.
"""
