"""Codes of HL7 tables for the words of the warehouse. sql/silver/transform has the same table for reading."""

SYSTEM = "HEALTHGEN"
"""Who sends the messages, and who assigns the numbers of patients, encounters, staff and beds."""
STRUCTURES = {
    "A01": "ADT_A01",
    "A02": "ADT_A02",
    "A03": "ADT_A03",
    "A04": "ADT_A01",
    "A05": "ADT_A05",
    "A06": "ADT_A06",
    "A07": "ADT_A06",
    "A08": "ADT_A01",
    "A11": "ADT_A09",
    "A12": "ADT_A12",
    "A13": "ADT_A01",
    "A14": "ADT_A05",
    "A15": "ADT_A15",
    "A16": "ADT_A16",
    "A20": "ADT_A20",
    "A21": "ADT_A21",
    "A22": "ADT_A21",
}
"""MSH-9.3, table 0354: the structure of the message of each trigger event."""
CLASSES = {"emergency": "E", "observation": "O", "inpatient": "I", "outpatient": "O"}
"""PV1-2, table 0004. PV1-18 tells the two classes O apart: it is OBS for an observation."""
OBSERVATION = "OBS"
PREADMIT, UNKNOWN_CLASS = "P", "U"
"""PV1-2 of events that tell no class: A05, and the others. HL7 does not allow an empty PV1-2."""
SEXES = {"Female": "F", "Male": "M", "Other": "O"}
"""PID-8, table 0001."""
UPDATE_REASONS = {
    "triage": "TRIAGE",
    "roomed": "ROOMED",
    "provider": "PROVIDER",
    "decision": "DECISION",
    "expected discharge": "EXPECTED",
}
"""EVN-4 of A08, our own codes of table 0062."""
BED_REASONS = {
    "admit": "ADMIT",
    "step-up": "STEPUP",
    "step-down": "STEPDOWN",
    "lateral": "LATERAL",
    "repatriation": "REPATRIATION",
}
"""EVN-4 of the events that enter a bed, our own codes of table 0062."""
ACCOMMODATIONS = {
    True: "OUTLIER^Unit of another service or level^99HGA",
    False: "OWN^Unit of the own service and level^99HGA",
}
"""PV2-2, our own codes of table 0129: AdtEvent.outlier."""
OBSERVATIONS = {
    "esi": ("NM", "11283-9^Acuity assessment^LN"),
    "early_warning_score": ("NM", "EWS^Early warning score^99HGO"),
    "triage_color": ("ST", "SATS^Color of the South African Triage Scale^99HGO"),
    "decision": ("ST", "DECISION^Decision of the emergency department^99HGO"),
    "arrival_mode": ("ST", "MODE^Mode of arrival^99HGO"),
    "cancels": ("ST", "CANCELS^Message that is cancelled^99HGO"),
}
"""OBX-2 and OBX-3 of what HL7 has no field for: LOINC for the Emergency Severity Index, else our own codes."""
