-- Judges each event. The README of sql/silver lists the reasons; the first one that holds is written down.

WITH compared AS (
    SELECT
        f.message_number,
        f.schema_version,
        f.trigger,
        t.trigger AS known_trigger,
        f.wrong_field,
        f.occurred_at,
        t.occurred_at > t.recorded_at AS before_its_time,
        f.hospital_id,
        h.hospital_id AS known_hospital,
        CASE
            WHEN f.schema_version IS NULL THEN 'schema_version'
            WHEN f.message_id IS NULL THEN 'message_id'
            WHEN f.trigger IS NULL THEN 'trigger'
            WHEN f.occurred_at IS NULL THEN 'occurred_at'
            WHEN f.recorded_at IS NULL THEN 'recorded_at'
            WHEN f.hospital_id IS NULL THEN 'hospital_id'
            WHEN f.trigger <> 'A20' AND f.encounter_id IS NULL THEN 'encounter_id'
            WHEN f.trigger <> 'A20' AND f.patient_id IS NULL THEN 'patient_id'
            WHEN f.trigger IN ('A01', 'A04', 'A06', 'A07') AND f.class IS NULL THEN 'class'
            WHEN f.trigger IN ('A01', 'A02', 'A04', 'A06') AND f.service IS NULL THEN 'service'
            WHEN f.trigger IN ('A02', 'A20') AND f.bed_id IS NULL THEN 'bed_id'
            WHEN f.trigger = 'A20' AND f.bed_status IS NULL THEN 'bed_status'
            WHEN f.trigger = 'A03' AND f.disposition IS NULL THEN 'disposition'
            WHEN f.trigger = 'A08' AND f.update IS NULL THEN 'update'
            WHEN f.trigger IN ('A11', 'A12', 'A13') AND f.cancels IS NULL THEN 'cancels'
            WHEN f.update = 'triage' AND f.esi IS NULL THEN 'esi'
            WHEN f.update = 'roomed' AND f.bed_id IS NULL THEN 'bed_id'
            WHEN f.update = 'decision' AND f.decision IS NULL THEN 'decision'
            WHEN f.update = 'expected discharge' AND f.expected_discharge_on IS NULL
                THEN 'expected_discharge_on'
        END AS missing,
        num_nonnulls(
            f.message_id, f.occurred_at, f.recorded_at, f.hospital_id, f.encounter_id, f.patient_id,
            f.date_of_birth, f.gender, f.class, f.service, f.bed_id, f.from_bed_id, f.arrival_mode,
            f.admission_source, f.complaint_id, f.condition_id, f.bed_reason, f.outlier, f.update, f.esi,
            f.early_warning_score, f.triage_color, f.decision, f.disposition, f.expected_discharge_on,
            f.bed_status, f.cancels, f.staff_id
        ) > num_nonnulls(
            t.event_key, t.occurred_at, t.recorded_at, t.hospital_id, t.encounter_id, t.patient_id,
            t.date_of_birth, t.gender, t.class, t.service, t.bed_id, t.from_bed_id, t.arrival_mode,
            t.admission_source, t.complaint_id, t.condition_id, t.bed_reason, t.outlier, t.update, t.esi,
            t.early_warning_score, t.triage_color, t.decision, t.disposition, t.expected_discharge_on,
            t.bed_status, t.cancels, t.staff_id
        ) AS has_wrong_value,
        -- Only these can be right as they are written and yet unknown: the reference says which there are.
        num_nonnulls(f.service, f.complaint_id, f.condition_id)
        > num_nonnulls(t.service, t.complaint_id, t.condition_id) AS has_unknown_code,
        CASE
            -- the keys of bed events are negative, and only they have no encounter
            WHEN (t.event_key < 0) <> (f.trigger = 'A20') OR t.event_key = 0 THEN 'message_id'
            WHEN f.trigger = 'A20' AND f.encounter_id IS NOT NULL THEN 'encounter_id'
            WHEN f.trigger NOT IN ('A11', 'A12', 'A13') AND f.cancels IS NOT NULL THEN 'cancels'
            WHEN f.trigger <> 'A08' AND f.update IS NOT NULL THEN 'update'
            WHEN f.trigger <> 'A20' AND f.bed_status IS NOT NULL THEN 'bed_status'
        END AS contradiction,
        -- A wrong clock must not open a hundred years of windows.
        CASE
            WHEN t.recorded_at NOT BETWEEN '2000-01-01 00:00:00+00' AND '2068-01-01 00:00:00+00'
                THEN 'recorded_at'
            WHEN t.occurred_at < t.recorded_at - interval '366 days' THEN 'occurred_at'
        END AS out_of_range,
        CASE
            WHEN t.bed_id IS NOT NULL AND b.bed_id IS NULL THEN f.bed_id
            WHEN t.from_bed_id IS NOT NULL AND o.bed_id IS NULL THEN f.from_bed_id
        END AS unknown_bed
    FROM fields AS f
    INNER JOIN events AS t ON f.message_number = t.message_number
    LEFT JOIN hospitals AS h ON t.hospital_id = h.hospital_id
    LEFT JOIN beds AS b ON t.bed_id = b.bed_id AND t.hospital_id = b.hospital_id
    LEFT JOIN beds AS o ON t.from_bed_id = o.bed_id AND t.hospital_id = o.hospital_id
),

judged AS (
    SELECT
        c.*,
        CASE
            WHEN c.schema_version NOT LIKE '1.%' THEN 'schema version not supported'
            WHEN c.trigger IS NOT NULL AND c.known_trigger IS NULL THEN 'unknown trigger'
            WHEN c.wrong_field IS NOT NULL THEN 'field wrong'
            WHEN c.missing IS NOT NULL THEN 'field missing'
            -- without a hospital nothing is known of its codes
            WHEN c.has_wrong_value AND NOT (c.has_unknown_code AND c.known_hospital IS NULL)
                THEN 'field wrong'
            WHEN c.contradiction IS NOT NULL OR c.out_of_range IS NOT NULL THEN 'field wrong'
            WHEN c.before_its_time THEN 'occurs after it was recorded'
            WHEN c.known_hospital IS NULL THEN 'unknown hospital'
            WHEN c.unknown_bed IS NOT NULL THEN 'unknown bed'
        END AS reason
    FROM compared AS c
)

UPDATE events AS e
SET
    reason = j.reason,
    detail = CASE j.reason
        WHEN 'schema version not supported' THEN j.schema_version
        WHEN 'unknown trigger' THEN j.trigger
        WHEN 'field missing' THEN j.missing
        WHEN 'field wrong'
            THEN coalesce(j.wrong_field, j.contradiction || ' with ' || j.trigger, j.out_of_range)
        WHEN 'occurs after it was recorded' THEN j.occurred_at
        WHEN 'unknown hospital' THEN j.hospital_id
        WHEN 'unknown bed' THEN j.unknown_bed
    END
FROM judged AS j
WHERE e.message_number = j.message_number AND j.reason IS NOT NULL;

-- Which value is wrong, of those that got no type.
UPDATE events AS e
SET detail = w.field || ' ' || left(w.given, 100)
FROM (
    SELECT DISTINCT ON (f.message_number)
        f.message_number,
        v.field,
        v.given
    FROM events AS t
    INNER JOIN fields AS f ON t.message_number = f.message_number
    CROSS JOIN
        LATERAL (
            VALUES
            (1, 'message_id', f.message_id, t.event_key IS NULL),
            (2, 'occurred_at', f.occurred_at, t.occurred_at IS NULL),
            (3, 'recorded_at', f.recorded_at, t.recorded_at IS NULL),
            (4, 'hospital_id', f.hospital_id, t.hospital_id IS NULL),
            (5, 'encounter_id', f.encounter_id, t.encounter_id IS NULL),
            (6, 'patient_id', f.patient_id, t.patient_id IS NULL),
            (7, 'date_of_birth', f.date_of_birth, t.date_of_birth IS NULL),
            (8, 'gender', f.gender, t.gender IS NULL),
            (9, 'class', f.class, t.class IS NULL),
            (10, 'bed_id', f.bed_id, t.bed_id IS NULL),
            (11, 'from_bed_id', f.from_bed_id, t.from_bed_id IS NULL),
            (12, 'arrival_mode', f.arrival_mode, t.arrival_mode IS NULL),
            (13, 'admission_source', f.admission_source, t.admission_source IS NULL),
            (14, 'bed_reason', f.bed_reason, t.bed_reason IS NULL),
            (15, 'outlier', f.outlier, t.outlier IS NULL),
            (16, 'update', f.update, t.update IS NULL),
            (17, 'esi', f.esi, t.esi IS NULL),
            (18, 'early_warning_score', f.early_warning_score, t.early_warning_score IS NULL),
            (19, 'triage_color', f.triage_color, t.triage_color IS NULL),
            (20, 'decision', f.decision, t.decision IS NULL),
            (21, 'disposition', f.disposition, t.disposition IS NULL),
            (22, 'expected_discharge_on', f.expected_discharge_on, t.expected_discharge_on IS NULL),
            (23, 'bed_status', f.bed_status, t.bed_status IS NULL),
            (24, 'cancels', f.cancels, t.cancels IS NULL),
            (25, 'staff_id', f.staff_id, t.staff_id IS NULL),
            (26, 'service', f.service, t.service IS NULL),
            (27, 'complaint_id', f.complaint_id, t.complaint_id IS NULL),
            (28, 'condition_id', f.condition_id, t.condition_id IS NULL)
        ) AS v (place, field, given, has_no_value)
    WHERE t.reason = 'field wrong' AND f.wrong_field IS NULL AND v.given IS NOT NULL AND v.has_no_value
    ORDER BY f.message_number, v.place
) AS w
WHERE e.message_number = w.message_number;

-- An impossible birth date is not taken. The day of an event is that of its place, as its text has it; the
-- day in UTC is at most a day off.
WITH impossible AS (
    UPDATE events AS e
    SET date_of_birth = NULL
    FROM fields AS f
    WHERE
        e.message_number = f.message_number
        AND e.reason IS NULL
        AND (
            e.date_of_birth >= e.occurred_at::date - 1
            OR e.date_of_birth <= e.occurred_at::date + 1 - interval '120 years'
        )
        AND (
            e.date_of_birth > try_day(left(f.occurred_at, 10))
            OR e.date_of_birth <= try_day(left(f.occurred_at, 10)) - interval '120 years'
        )
    RETURNING e.message_number
)

INSERT INTO oddities (message_number, kind, field, example)
SELECT
    i.message_number,
    'impossible birth date' AS kind,
    'date_of_birth' AS field,
    f.date_of_birth AS example
FROM impossible AS i
INNER JOIN fields AS f ON i.message_number = f.message_number;
