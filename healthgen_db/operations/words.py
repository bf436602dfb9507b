"""The texts of the operations tables. A column of numbers in the code is the index of a text in its tuple."""

SERVICES = {
    "MED": "General medicine",
    "CMED": "Cardiology",
    "SURG": "General surgery",
    "ORTHO": "Orthopedics",
    "NMED": "Neurology",
    "OMED": "Oncology",
    "NEPH": "Nephrology",
    "OBS": "Obstetrics",
    "PED": "Pediatrics",
    "PSYCH": "Psychiatry",
    "EMED": "Emergency medicine",
    "INF": "Infectious diseases",
    "PALL": "Palliative care",
    "HIGH": "High care",
    "ICU": "Intensive care",
}
"""Codes of services, those of MIMIC-IV where it has one, with their names. A place can have fewer of them."""
SERVICE_CODES = tuple(SERVICES)
LEVELS = ("emergency", "general", "telemetry", "step-down", "intensive", "labor", "operating")
"""Levels of care of units."""
CLASSES = ("emergency", "observation", "inpatient", "outpatient")
MODES = ("walk-in", "ambulance", "scheduled", "direct", "clinic", "transfer")
"""Modes of arrival."""
SOURCES = ("1", "2", "4", "5", "6")
"""Admission sources, codes of HL7 table 0023: home, clinic, other hospital, nursing facility, other facility."""
DECISIONS = ("admit", "discharge", "transfer", "left without being seen", "against advice", "died")
"""How a stay in the emergency department ends."""
DISPOSITIONS = ("01", "02", "03", "05", "06", "07", "20", "21", "50", "51", "62", "63", "65")
"""Discharge dispositions, codes of the UB-04 form: home, hospital, nursing facility, cancer or children's hospital,
home health, against advice, died, police, hospice at home, hospice facility, rehabilitation, long-term care hospital,
psychiatric hospital."""
URGENCIES = ("elective", "urgent", "emergency")
TRANSFER_REASONS = (
    "higher level of care",
    "procedure",
    "psychiatric care",
    "patient choice",
    "capacity",
    "back to home hospital",
    "post-acute care",
    "pediatric care",
)
TRANSFER_MODES = (
    "basic ambulance",
    "advanced ambulance",
    "critical care ambulance",
    "helicopter",
    "wheelchair van",
    "private car",
    "secure transport",
)
CARE = (
    "intensive care",
    "surgery",
    "cardiac surgery",
    "stroke care",
    "specialist care",
    "psychiatric care",
    "pediatric care",
    "rehabilitation",
    "long-term acute care",
    "skilled nursing",
    "hospice",
    "general care",
)
"""What facilities offer."""
FACILITY_KINDS = (
    "hospital",
    "psychiatric hospital",
    "children's hospital",
    "rehabilitation hospital",
    "long-term acute care hospital",
    "skilled nursing facility",
    "hospice",
)
BED_KINDS = ("bed", "station", "room")
BED_STATUSES = ("dirty", "cleaning", "blocked")
BED_REASONS = ("admit", "step-up", "step-down", "lateral", "repatriation")
"""Why a patient got a bed."""
UNIT_AGES = ("adult", "child", "all")
"""Whom a unit takes."""
DIRECTIONS = ("out", "in")
"""Directions of a transfer between a hospital and another facility."""
DIVERSION_REASONS = ("crowding", "boarding")
CANCEL_REASONS = ("no operating room", "patient not fit for surgery", "emergency took the room")
"""Why a surgery was put off."""
TRIGGERS = (*(f"A{number:02}" for number in (*range(1, 9), *range(11, 17))), "A20", "A21", "A22")
"""HL7 trigger events of the log: A01 to A08, A11 to A16, A20 to A22."""
UPDATES = ("triage", "roomed", "provider", "decision", "expected discharge")
"""What an event A08 tells."""
BED_STATUS_CODES = ("U", "H", "K", "C")
"""Status of a bed in an event A20, codes of HL7 table 0116: free, being cleaned, waits for cleaning, closed."""

STAFF_GROUPS = ("medical", "nursing", "allied health", "support", "management")
EXPERIENCE = ("junior", "experienced", "senior")
"""Less than 5 years in the profession, 5 to 15, and more."""
BEGAN_BECAUSE = ("hired", "promoted", "experience", "agency contract")
"""Why a row of employments began."""
ENDED_BECAUSE = ("resigned", "retired", "promoted", "experience", "contract ended")
SHIFT_SOURCES = ("own", "float", "overtime", "agency")
"""Who works a shift: the holder of the post or somebody of the team, or who fills in."""
SHIFT_STATUSES = ("planned", "at work", "worked", "standby", "absent", "open")
ABSENCE_KINDS = ("leave", "sickness", "other")
ACTS = (
    "triage",
    "emergency nursing",
    "emergency care",
    "admission",
    "nursing",
    "surgery",
    "anesthesia",
    "operating nursing",
    "discharge",
)
"""What staff do for an encounter."""
TRIAGE_COLORS = ("red", "orange", "yellow", "green", "blue")
"""Levels of the South African Triage Scale."""
RUN_PURPOSES = ("emergency", "transfer")
RUN_OPERATORS = ("own", "other")
PRIORITIES = ("Echo", "Delta", "Charlie", "Bravo", "Alpha", "Omega")
"""Priorities of ambulance calls (MPDS), the highest first."""
AMBULANCE_CARE = ("basic", "advanced", "critical care")
STAFF_PER_HOSPITAL = 1_000_000
"""staff_id = hospital_id * STAFF_PER_HOSPITAL + number of the person. Rosters know people by their number - 1."""
PLAN_DAYS = 28
"""Plans reach so many days beyond today."""

NEVER = 2**62
"""A time after every possible time, seconds since 1970: something that has not happened."""
NOBODY = -1
"""In place of the index or number of a person or a vehicle: there is none."""
