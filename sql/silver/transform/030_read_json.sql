-- JSON messages become documents, and documents become fields. What is no JSON is rejected.

INSERT INTO rejected (message_number, reason, detail)
SELECT
    message_number,
    CASE WHEN raw_bytes IS NULL THEN 'neither JSON nor HL7' ELSE 'not UTF-8 text' END AS reason,
    CASE WHEN raw_bytes IS NULL THEN 'begins with ' || left(raw, 20) END AS detail
FROM taken
WHERE raw_bytes IS NOT NULL OR format NOT IN ('json', 'hl7');

INSERT INTO documents (message_number, colons, document)
SELECT
    message_number,
    (length(raw) - length(replace(raw, '":', ''))) / 2 AS colons,
    try_json(raw) AS document
FROM taken
WHERE raw_bytes IS NULL AND format = 'json';

INSERT INTO rejected (message_number, reason, detail)
SELECT
    t.message_number,
    'not JSON' AS reason,
    json_fault(t.raw) AS detail
FROM documents AS d
INNER JOIN taken AS t USING (message_number)
WHERE d.document IS NULL;

-- Numbers are taken with their quotes, if they have any: a text is no number.
INSERT INTO fields
SELECT
    d.message_number,
    d.document ->> 'schema_version' AS schema_version,
    d.document ->> 'message_id' AS message_id,
    d.document ->> 'trigger' AS trigger,
    d.document ->> 'occurred_at' AS occurred_at,
    d.document ->> 'recorded_at' AS recorded_at,
    nullif((d.document -> 'hospital_id')::text, 'null') AS hospital_id,
    nullif((d.document -> 'encounter_id')::text, 'null') AS encounter_id,
    nullif((d.document -> 'patient' -> 'patient_id')::text, 'null') AS patient_id,
    d.document -> 'patient' ->> 'last_name' AS last_name,
    d.document -> 'patient' ->> 'first_name' AS first_name,
    d.document -> 'patient' ->> 'date_of_birth' AS date_of_birth,
    d.document -> 'patient' ->> 'gender' AS gender,
    d.document -> 'patient' ->> 'zipcode' AS zipcode,
    d.document -> 'patient' ->> 'state' AS state,
    d.document ->> 'class' AS class,
    d.document ->> 'service' AS service,
    nullif((d.document -> 'bed_id')::text, 'null') AS bed_id,
    nullif((d.document -> 'from_bed_id')::text, 'null') AS from_bed_id,
    d.document ->> 'arrival_mode' AS arrival_mode,
    d.document ->> 'admission_source' AS admission_source,
    nullif((d.document -> 'complaint_id')::text, 'null') AS complaint_id,
    nullif((d.document -> 'condition_id')::text, 'null') AS condition_id,
    d.document ->> 'bed_reason' AS bed_reason,
    nullif((d.document -> 'outlier')::text, 'null') AS outlier,
    d.document ->> 'update' AS update,
    nullif((d.document -> 'esi')::text, 'null') AS esi,
    nullif((d.document -> 'early_warning_score')::text, 'null') AS early_warning_score,
    d.document ->> 'triage_color' AS triage_color,
    d.document ->> 'decision' AS decision,
    d.document ->> 'disposition' AS disposition,
    d.document ->> 'expected_discharge_on' AS expected_discharge_on,
    d.document ->> 'bed_status' AS bed_status,
    d.document ->> 'cancels' AS cancels,
    nullif((d.document -> 'staff' -> 'staff_id')::text, 'null') AS staff_id,
    CASE
        WHEN jsonb_typeof(d.document -> 'message_id') NOT IN ('string', 'null') THEN 'message_id'
        WHEN jsonb_typeof(d.document -> 'schema_version') NOT IN ('string', 'null') THEN 'schema_version'
        WHEN jsonb_typeof(d.document -> 'patient') NOT IN ('object', 'null') THEN 'patient'
        WHEN jsonb_typeof(d.document -> 'patient' -> 'last_name') NOT IN ('string', 'null') THEN 'last_name'
        WHEN jsonb_typeof(d.document -> 'patient' -> 'first_name') NOT IN ('string', 'null') THEN 'first_name'
        WHEN jsonb_typeof(d.document -> 'patient' -> 'zipcode') NOT IN ('string', 'null') THEN 'zipcode'
        WHEN jsonb_typeof(d.document -> 'admission_source') NOT IN ('string', 'null') THEN 'admission_source'
        WHEN jsonb_typeof(d.document -> 'disposition') NOT IN ('string', 'null') THEN 'disposition'
        WHEN jsonb_typeof(d.document -> 'cancels') NOT IN ('string', 'null') THEN 'cancels'
        WHEN jsonb_typeof(d.document -> 'staff') NOT IN ('object', 'null') THEN 'staff'
    END AS wrong_field,
    unknown_fields(d.document) AS unknown_fields
FROM documents AS d
WHERE d.document IS NOT NULL AND NOT d.document ? 'reference_id';

-- A message that has a key twice means two things. Without repeated keys, each colon after a quote belongs to
-- a value that was taken, to the objects patient and staff, or to the two names of staff. Only other messages
-- are looked at closely.
WITH suspects AS MATERIALIZED (
    SELECT f.message_number
    FROM fields AS f
    INNER JOIN documents AS d ON f.message_number = d.message_number
    WHERE
        f.wrong_field IS NULL
        AND d.colons <> num_nonnulls(
            f.schema_version, f.message_id, f.trigger, f.occurred_at, f.recorded_at, f.hospital_id,
            f.encounter_id, f.patient_id, f.last_name, f.first_name, f.date_of_birth, f.gender, f.zipcode,
            f.state, f.class, f.service, f.bed_id, f.from_bed_id, f.arrival_mode, f.admission_source,
            f.complaint_id, f.condition_id, f.bed_reason, f.outlier, f.update, f.esi, f.early_warning_score,
            f.triage_color, f.decision, f.disposition, f.expected_discharge_on, f.bed_status, f.cancels,
            f.staff_id
        ) + num_nonnulls(f.patient_id) + 3 * num_nonnulls(f.staff_id)
)

UPDATE fields AS f
SET wrong_field = repeated_key(t.raw) || ' (twice)'
FROM suspects AS s
INNER JOIN taken AS t ON s.message_number = t.message_number
WHERE f.message_number = s.message_number;
