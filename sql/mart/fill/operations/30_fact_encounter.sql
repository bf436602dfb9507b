-- Encounters. Each step is one hash join: at this point of a load no table has an index.

INSERT INTO fact_encounter (
    encounter_id,
    visit_id,
    patient_key,
    hospital_key,
    condition_key,
    complaint_key,
    encounter_profile_key,
    first_unit_key,
    last_unit_key,
    last_bed_key,
    admitting_staff_key,
    arrived_date,
    arrived_hour_key,
    admitted_date,
    left_date,
    left_hour_key,
    expected_discharge_date,
    arrived_at,
    admitted_at,
    ready_at,
    left_at,
    age_years,
    hours,
    bed_hours,
    boarded_hours,
    delay_hours,
    moves,
    is_here,
    is_ed,
    is_admitted,
    is_icu,
    is_outlier,
    is_died
)
WITH ed_units AS (
    SELECT
        hospital_id,
        min(unit_id) AS ed_unit_id
    FROM units
    WHERE care_level = 'emergency'
    GROUP BY hospital_id
),

zones AS (
    -- now is the end of the dataset's today in the hospital's time zone
    SELECT
        h.hospital_id,
        h.time_zone,
        (c.today + 1)::timestamp AT TIME ZONE h.time_zone AS now_at,
        u.ed_unit_id
    FROM hospitals AS h
    CROSS JOIN current_dataset AS c
    LEFT JOIN ed_units AS u USING (hospital_id)
),

ward_stays AS (
    SELECT
        b.encounter_id,
        min(d.unit_id) FILTER (WHERE b.sequence = 1) AS first_unit_id,
        max(b.sequence) AS last_sequence,
        sum(extract(EPOCH FROM coalesce(b.left_at, z.now_at) - b.entered_at)) AS seconds,
        count(*) - 1 AS moves,
        bool_or(u.care_level = 'intensive') AS is_icu,
        bool_or(b.outlier) AS is_outlier
    FROM bed_stays AS b
    JOIN beds AS d USING (bed_id)
    JOIN units AS u USING (unit_id)
    JOIN zones AS z ON u.hospital_id = z.hospital_id
    GROUP BY b.encounter_id
),

-- Who acts after midnight began the shift on the day before. The number of a shift holds its day.
admissions AS (
    SELECT DISTINCT ON (a.encounter_id)
        a.encounter_id,
        v.staff_key
    FROM encounter_staff AS a
    JOIN dim_staff AS v
        ON
            a.staff_id = v.staff_id
            AND v.valid_from <= date '1950-01-01' + (a.shift_id / 100000 % 100000)::integer
            AND (
                v.valid_to IS NULL
                OR v.valid_to > date '1950-01-01' + (a.shift_id / 100000 % 100000)::integer
            )
    WHERE a.act = 'admission'
    ORDER BY a.encounter_id, a.began_at
)

SELECT
    e.encounter_id,
    e.visit_id,
    e.patient_id AS patient_key,
    e.hospital_id AS hospital_key,
    coalesce(e.condition_id, 0) AS condition_key,
    coalesce(e.complaint_id, 0) AS complaint_key,
    p.encounter_profile_key,
    coalesce(w.first_unit_id, 0) AS first_unit_key,
    coalesce(d.unit_id, CASE WHEN s.encounter_id IS NOT NULL THEN z.ed_unit_id END, 0) AS last_unit_key,
    coalesce(d.bed_id, s.station_id, 0) AS last_bed_key,
    coalesce(a.staff_key, 0) AS admitting_staff_key,
    (e.registered_at AT TIME ZONE z.time_zone)::date AS arrived_date,
    extract(HOUR FROM e.registered_at AT TIME ZONE z.time_zone) AS arrived_hour_key,
    (e.admitted_at AT TIME ZONE z.time_zone)::date AS admitted_date,
    (e.left_at AT TIME ZONE z.time_zone)::date AS left_date,
    extract(HOUR FROM e.left_at AT TIME ZONE z.time_zone) AS left_hour_key,
    e.expected_discharge_on AS expected_discharge_date,
    e.registered_at AS arrived_at,
    e.admitted_at,
    e.ready_at,
    e.left_at,
    extract(YEAR FROM age((e.registered_at AT TIME ZONE z.time_zone)::date, t.date_of_birth)) AS age_years,
    extract(EPOCH FROM e.left_at - e.registered_at) / 3600 AS hours,
    coalesce(w.seconds, 0) / 3600 AS bed_hours,
    CASE
        WHEN
            s.decision = 'admit'
            THEN extract(EPOCH FROM coalesce(s.departed_at, z.now_at) - s.decision_at) / 3600
        ELSE 0
    END AS boarded_hours,
    extract(EPOCH FROM e.left_at - e.ready_at) / 3600 AS delay_hours,
    coalesce(w.moves, 0) AS moves,
    e.left_at IS NULL AS is_here,
    s.encounter_id IS NOT NULL AS is_ed,
    e.admitted_at IS NOT NULL AS is_admitted,
    coalesce(w.is_icu, FALSE) AS is_icu,
    coalesce(w.is_outlier, FALSE) AS is_outlier,
    coalesce(e.disposition = '20', FALSE) AS is_died
FROM encounters AS e
JOIN zones AS z USING (hospital_id)
JOIN patients AS t USING (patient_id)
JOIN services AS v USING (service)
-- one comparison of texts: of five, the planner expects far too few rows
JOIN dim_encounter_profile AS p
    ON
        concat_ws(
            '|', e.class, e.arrival_mode, e.admission_source, v.name, coalesce(e.disposition, 'None')
        )
        = concat_ws(
            '|',
            p.encounter_class,
            p.arrival_mode,
            p.admission_source_code,
            p.service_name,
            p.disposition_code
        )
LEFT JOIN ed_stays AS s USING (encounter_id)
LEFT JOIN ward_stays AS w USING (encounter_id)
LEFT JOIN bed_stays AS b ON e.encounter_id = b.encounter_id AND w.last_sequence = b.sequence
LEFT JOIN beds AS d ON b.bed_id = d.bed_id
LEFT JOIN admissions AS a ON e.encounter_id = a.encounter_id
