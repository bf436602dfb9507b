"""How an event is written: as a line of JSON, as an HL7 v2.5.1 message, or as a FHIR R4 Encounter.

Each format is a function from an event, and the places that it names, to bytes. All say the same; FHIR says what an
Encounter resource can hold.
"""
