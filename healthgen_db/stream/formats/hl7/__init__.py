"""HL7 v2.5.1 ADT messages.

message.py writes an event as a message, segments.py its segments, codes.py has the codes of HL7 tables, text.py
escapes. Reading is done in the database: sql/silver/transform.
"""

from healthgen_db.stream.formats.hl7.message import encode

__all__ = ["encode"]
