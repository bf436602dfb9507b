-- The segments of HL7 messages become fields. healthgen_db/stream/formats/hl7/codes.py has the same codes, to
-- write messages. Values of another form stay as they are, and are judged with those of JSON.

INSERT INTO fields
WITH o AS (
    SELECT
        message_number,
        max(value) FILTER (WHERE code = 'MODE') AS arrival_mode,
        max(value) FILTER (WHERE code = '11283-9') AS esi,
        max(value) FILTER (WHERE code = 'EWS') AS early_warning_score,
        max(value) FILTER (WHERE code = 'SATS') AS triage_color,
        max(value) FILTER (WHERE code = 'DECISION') AS decision,
        max(value) FILTER (WHERE code = 'CANCELS') AS cancels,
        array_agg('OBX ' || code ORDER BY code) FILTER (
            WHERE code NOT IN ('MODE', '11283-9', 'EWS', 'SATS', 'DECISION', 'CANCELS')
        ) AS unknown_fields
    FROM hl7_observations
    GROUP BY message_number
),

-- Times such as 20260630140500-0500, and dates such as 20260630, are written as JSON writes them.
h AS (
    SELECT
        m.*,
        split_part(m.msh[9], '^', 2) AS trigger,
        CASE WHEN split_part(m.msh[9], '^', 2) = 'A20' THEN m.npu[1] ELSE m.pv1[3] END AS bed,
        CASE
            WHEN length(m.evn[6]) = 19
                THEN
                    left(m.evn[6], 4) || '-' || substr(m.evn[6], 5, 2) || '-' || substr(m.evn[6], 7, 2)
                    || 'T' || substr(m.evn[6], 9, 2) || ':' || substr(m.evn[6], 11, 2)
                    || ':' || substr(m.evn[6], 13, 5) || ':' || substr(m.evn[6], 18, 2)
            ELSE m.evn[6]
        END AS occurred_at,
        CASE
            WHEN length(m.msh[7]) = 19
                THEN
                    left(m.msh[7], 4) || '-' || substr(m.msh[7], 5, 2) || '-' || substr(m.msh[7], 7, 2)
                    || 'T' || substr(m.msh[7], 9, 2) || ':' || substr(m.msh[7], 11, 2)
                    || ':' || substr(m.msh[7], 13, 5) || ':' || substr(m.msh[7], 18, 2)
            ELSE m.msh[7]
        END AS recorded_at,
        CASE
            WHEN length(m.pid[7]) = 8
                THEN left(m.pid[7], 4) || '-' || substr(m.pid[7], 5, 2) || '-' || substr(m.pid[7], 7, 2)
            ELSE m.pid[7]
        END AS date_of_birth,
        CASE
            WHEN length(m.pv2[9]) = 8
                THEN left(m.pv2[9], 4) || '-' || substr(m.pv2[9], 5, 2) || '-' || substr(m.pv2[9], 7, 2)
            ELSE m.pv2[9]
        END AS expected_discharge_on
    FROM hl7_messages AS m
)

SELECT
    h.message_number,
    -- MSH-21 has the version of our contract, which other senders do not know.
    coalesce(nullif(split_part(h.msh[21], '^', 1), ''), '1.0') AS schema_version,
    nullif(h.msh[10], '') AS message_id,
    nullif(h.trigger, '') AS trigger,
    nullif(h.occurred_at, '') AS occurred_at,
    nullif(h.recorded_at, '') AS recorded_at,
    nullif(split_part(h.msh[4], '^', 2), '') AS hospital_id,
    nullif(split_part(h.pv1[19], '^', 1), '') AS encounter_id,
    nullif(split_part(h.pid[3], '^', 1), '') AS patient_id,
    nullif(split_part(split_part(h.pid[5], '~', 1), '^', 1), '') AS last_name,
    nullif(split_part(split_part(h.pid[5], '~', 1), '^', 2), '') AS first_name,
    nullif(h.date_of_birth, '') AS date_of_birth,
    CASE h.pid[8]
        WHEN 'F' THEN 'Female' WHEN 'M' THEN 'Male' WHEN 'O' THEN 'Other' ELSE nullif(h.pid[8], '')
    END AS gender,
    nullif(split_part(split_part(h.pid[11], '~', 1), '^', 5), '') AS zipcode,
    nullif(split_part(split_part(h.pid[11], '~', 1), '^', 4), '') AS state,
    CASE
        -- P, N and U: preadmitted, not applicable, unknown. Such a message tells no class.
        WHEN h.pv1[2] IN ('', 'P', 'N', 'U') THEN NULL
        WHEN h.pv1[2] = 'E' THEN 'emergency'
        WHEN h.pv1[2] = 'I' THEN 'inpatient'
        WHEN h.pv1[2] = 'O' AND h.pv1[18] = 'OBS' THEN 'observation'
        WHEN h.pv1[2] = 'O' THEN 'outpatient'
        ELSE h.pv1[2]
    END AS class,
    nullif(h.pv1[10], '') AS service,
    -- A place without the number of its bed (PL-10) is an unknown bed.
    nullif(coalesce(nullif(split_part(split_part(h.bed, '^', 10), '&', 1), ''), h.bed), '') AS bed_id,
    nullif(coalesce(nullif(split_part(split_part(h.pv1[6], '^', 10), '&', 1), ''), h.pv1[6]), '')
        AS from_bed_id,
    o.arrival_mode,
    nullif(h.pv1[14], '') AS admission_source,
    nullif(split_part(h.pv2[3], '^', 1), '') AS complaint_id,
    nullif(split_part(h.dg1[3], '^', 1), '') AS condition_id,
    CASE
        WHEN h.trigger <> 'A08'
            THEN
                CASE h.evn[4]
                    WHEN '' THEN NULL
                    WHEN 'STEPUP' THEN 'step-up'
                    WHEN 'STEPDOWN' THEN 'step-down'
                    ELSE lower(h.evn[4])
                END
    END AS bed_reason,
    CASE split_part(h.pv2[2], '^', 1)
        WHEN '' THEN NULL
        WHEN 'OUTLIER' THEN 'true'
        WHEN 'OWN' THEN 'false'
        ELSE split_part(h.pv2[2], '^', 1)
    END AS outlier,
    CASE
        WHEN h.trigger = 'A08'
            THEN
                CASE h.evn[4]
                    WHEN '' THEN NULL WHEN 'EXPECTED' THEN 'expected discharge' ELSE lower(h.evn[4])
                END
    END AS update,
    o.esi,
    o.early_warning_score,
    o.triage_color,
    o.decision,
    nullif(h.pv1[36], '') AS disposition,
    nullif(h.expected_discharge_on, '') AS expected_discharge_on,
    nullif(h.npu[2], '') AS bed_status,
    o.cancels,
    -- The attending clinician, or the operator, who is the nurse of a triage.
    coalesce(nullif(split_part(h.pv1[7], '^', 1), ''), nullif(split_part(h.evn[5], '^', 1), '')) AS staff_id,
    NULL AS wrong_field,
    o.unknown_fields
FROM h
LEFT JOIN o USING (message_number);

-- Segments that a site defines for itself begin with Z.
UPDATE fields AS f
SET unknown_fields = f.unknown_fields || z.names
FROM (
    SELECT
        h.message_number,
        array_agg(DISTINCT left(s.segment, 3)) AS names
    FROM hl7_messages AS h
    CROSS JOIN LATERAL string_to_table(h.message, E'\r') AS s (segment)
    WHERE strpos(h.message, E'\rZ') > 0 AND left(s.segment, 1) = 'Z'
    GROUP BY h.message_number
) AS z
WHERE f.message_number = z.message_number;
