"""200 messages that nobody can use, with the reason that quarantine gives for each, and some good ones to put between.

good.py has the good ones, and the hospital that they name. json_cases.py, hl7_cases.py and noise.py spoil them, each in
its own way. Each spoiled event has an encounter of its own, so no one of them may ever come into silver.
"""

from tests.malformed.case import Malformed
from tests.malformed.good import GOOD, GOOD_HL7, HOSPITAL, good_events
from tests.malformed.hl7_cases import hl7_cases
from tests.malformed.json_cases import json_cases
from tests.malformed.noise import noise

__all__ = ["GOOD", "GOOD_HL7", "HOSPITAL", "MALFORMED", "Malformed", "good_events"]

MALFORMED: list[Malformed] = [*json_cases(), *hl7_cases(), *noise()]
