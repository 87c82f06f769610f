"""A justice system that never was, with causes built in, so that what finds causes can be tested.

Source: the stories are public accounts of reform work in Cebu, Chennai and Mukono; the numbers
are made up. Misleads when: taken for a real place. Nothing here measures anyone.
"""

from amparo.flow.simulate.model import (
    About,
    Effect,
    Instead,
    Known,
    Model,
    Period,
    Record,
    Repeat,
    SimulatedCase,
    SimulatedUnit,
    Step,
    Wait,
)
from amparo.flow.simulate.programmes import bonded_labour, trafficking_of_children
from amparo.flow.simulate.running import fingerprint_of, simulate

__all__ = [
    "About", "Effect", "Instead", "Known", "Model", "Period", "Record", "Repeat", "SimulatedCase",
    "SimulatedUnit", "Step", "Wait", "bonded_labour", "fingerprint_of", "simulate",
    "trafficking_of_children",
]  # fmt: skip
