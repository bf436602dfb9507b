-- Table icustays of MIMIC-IV's module icu: one row for each stay in intensive care. Bed stays in intensive
-- care that follow one another without another ward between them are one stay.

CREATE VIEW icustays AS
WITH intensive AS (
    SELECT
        b.encounter_id,
        b.sequence,
        b.entered_at,
        b.left_at,
        u.name AS unit,
        -- Equal for bed stays with consecutive numbers.
        b.sequence - row_number() OVER (PARTITION BY b.encounter_id ORDER BY b.sequence) AS stay
    FROM bed_stays AS b
    JOIN beds USING (bed_id)
    JOIN units AS u USING (unit_id)
    WHERE u.care_level = 'intensive'
),

stays AS (
    SELECT
        encounter_id,
        min(sequence) AS first_sequence,
        (array_agg(unit ORDER BY sequence))[1] AS first_careunit,
        (array_agg(unit ORDER BY sequence DESC))[1] AS last_careunit,
        min(entered_at) AS entered_at,
        (array_agg(left_at ORDER BY sequence DESC))[1] AS left_at
    FROM intensive
    GROUP BY encounter_id, stay
)

SELECT
    e.patient_id AS subject_id,
    e.encounter_id AS hadm_id,
    e.encounter_id * 100 + s.first_sequence AS stay_id,
    s.first_careunit::character varying(255) AS first_careunit,
    s.last_careunit::character varying(255) AS last_careunit,
    s.entered_at AT TIME ZONE h.time_zone AS intime,
    s.left_at AT TIME ZONE h.time_zone AS outtime,
    extract(EPOCH FROM s.left_at - s.entered_at)::double precision / 86400 AS los
FROM stays AS s
JOIN encounters AS e USING (encounter_id)
JOIN hospitals AS h USING (hospital_id);

COMMENT ON VIEW icustays IS 'Stays in intensive care as in MIMIC-IV: one row for each.';
COMMENT ON COLUMN icustays.subject_id IS 'Number of the patient: patient_id.';
COMMENT ON COLUMN icustays.hadm_id IS 'Number of the admission: encounter_id.';
COMMENT ON COLUMN icustays.stay_id IS
'Number of the stay: encounter_id * 100 + the number of its first bed stay; transfers has it as transfer_id.';
COMMENT ON COLUMN icustays.first_careunit IS 'Unit in which the stay began.';
COMMENT ON COLUMN icustays.last_careunit IS 'Unit in which the stay ended, or in which the patient is now.';
COMMENT ON COLUMN icustays.intime IS 'When the patient came into intensive care.';
COMMENT ON COLUMN icustays.outtime IS 'When the patient left intensive care; null while in it.';
COMMENT ON COLUMN icustays.los IS 'Length of the stay in days, with fractions; null while it lasts.';
