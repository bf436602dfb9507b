-- HL7 messages with codes that are in no HL7 or UB-04 table, and with our own codes that nobody knows.
--
-- Validators such as hl7apy check the structure of a message, and not whether a code exists. This query reads
-- the messages of bronze and returns one row for each wrong code. The schema <schema>_bronze is on the search
-- path. An empty field is no code.

WITH codes AS (
    SELECT
        c.hl7_table,
        unnest(string_to_array(c.codes, ' ')) AS code
    FROM (
        VALUES
        -- sex
        ('0001', 'F M O U A N'),
        -- trigger event: those of the log
        ('0003', 'A01 A02 A03 A04 A05 A06 A07 A08 A11 A12 A13 A14 A15 A16 A20 A21 A22'),
        -- patient class
        ('0004', 'E I O P R B C N U'),
        -- admission type
        ('0007', 'A C E L N R U'),
        -- patient type: our own
        ('0018', 'OBS'),
        -- admission source: UB-04, form locator 15
        ('0023', '1 2 4 5 6 8 9 D E F'),
        -- kind of a diagnosis
        ('0052', 'A W F'),
        -- reason of an event: those of HL7, then our own
        (
            '0062',
            '01 02 03 O U TRIAGE ROOMED PROVIDER DECISION EXPECTED ADMIT STEPUP STEPDOWN LATERAL REPATRIATION'
        ),
        -- service: those of the warehouse
        ('0069', 'MED CMED SURG ORTHO NMED OMED NEPH OBS PED PSYCH EMED INF PALL HIGH ICU'),
        -- status of an observation
        ('0085', 'C D F I N O P R S U W X'),
        -- processing: debugging, production, training
        ('0103', 'D P T'),
        -- version
        ('0104', '2.0 2.1 2.2 2.3 2.3.1 2.4 2.5 2.5.1 2.6 2.7 2.7.1 2.8'),
        -- disposition: UB-04, form locator 17
        (
            '0112',
            '01 02 03 04 05 06 07 09 20 21 30 40 41 42 43 50 51 61 62 63 64 65 66 69 70 81 82 83 84 85 86 87'
            ' 88 89 90 91 92 93 94 95'
        ),
        -- status of a bed
        ('0116', 'C H I K O U'),
        -- type of a value: those that ADT messages use
        ('0125', 'CE CWE DT DTM FT NM SN ST TM TS TX'),
        -- accommodation: our own
        ('0129', 'OUTLIER OWN'),
        -- structure of the message
        (
            '0354',
            'ADT_A01 ADT_A02 ADT_A03 ADT_A05 ADT_A06 ADT_A09 ADT_A12 ADT_A15 ADT_A16 ADT_A20 ADT_A21'
        )
    ) AS c (hl7_table, codes)
),

fields AS (
    SELECT
        f.segment,
        f.field,
        f.hl7_table,
        f.place,
        f.component
    FROM (
        VALUES
        -- The first part of a segment is its name, so field 2 is part 3. In MSH the separator itself is
        -- field 1, so field 9 is part 9.
        ('MSH', 'MSH-9.2', '0003', 9, 2),
        ('MSH', 'MSH-9.3', '0354', 9, 3),
        ('MSH', 'MSH-11', '0103', 11, 1),
        ('MSH', 'MSH-12', '0104', 12, 1),
        ('EVN', 'EVN-4', '0062', 5, 1),
        ('PID', 'PID-8', '0001', 9, 1),
        ('PV1', 'PV1-2', '0004', 3, 1),
        ('PV1', 'PV1-4', '0007', 5, 1),
        ('PV1', 'PV1-10', '0069', 11, 1),
        ('PV1', 'PV1-14', '0023', 15, 1),
        ('PV1', 'PV1-18', '0018', 19, 1),
        ('PV1', 'PV1-36', '0112', 37, 1),
        ('PV2', 'PV2-2', '0129', 3, 1),
        ('DG1', 'DG1-6', '0052', 7, 1),
        ('OBX', 'OBX-2', '0125', 3, 1),
        ('OBX', 'OBX-11', '0085', 12, 1),
        ('NPU', 'NPU-2', '0116', 3, 1)
    ) AS f (segment, field, hl7_table, place, component)
),

segments AS (
    SELECT
        m.message_number,
        string_to_array(s.segment, '|') AS parts
    FROM messages AS m
    CROSS JOIN LATERAL string_to_table(translate(m.raw, E'\n', E'\r'), E'\r') AS s (segment)
    WHERE m.format = 'hl7'
),

told AS (
    SELECT
        s.message_number,
        f.field,
        f.hl7_table,
        split_part(s.parts[f.place], '^', f.component) AS code
    FROM segments AS s
    INNER JOIN fields AS f ON f.segment = s.parts[1]
)

SELECT
    t.message_number,
    t.field,
    t.hl7_table,
    t.code
FROM told AS t
LEFT JOIN codes AS c ON t.hl7_table = c.hl7_table AND t.code = c.code
WHERE t.code <> '' AND t.code <> '""' AND c.code IS NULL
ORDER BY t.message_number, t.field;
