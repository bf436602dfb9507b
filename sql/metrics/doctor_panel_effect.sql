-- id: doctor_panel_effect
-- title: First visits follow the panel weight of the doctor
-- severity: warning
-- description: The value says by how many percent the first visits to a doctor in a hospital rise when the
--   doctor's weight rises by one percent. It is about 1 when the weight acts in full and 0 when it does not
--   act. Only doctors of the same specialty, with the same number of weekdays in the same hospital, are
--   compared. n counts their first visits. Reads the first 100,000 patients.
-- unit: slope
-- low: 0.6
-- high: 1.4
-- min_rows: 1500
-- source: assumption

WITH by_doctor AS (
    SELECT
        doctor_id,
        hospital_id,
        count(*) AS visits
    FROM visits
    WHERE
        patient_id <= 100000
        AND follow_up_of IS NULL
    GROUP BY doctor_id, hospital_id
),

alike AS (
    SELECT
        regr_sxy(ln(v.visits::float8), ln(d.panel_weight::float8)) AS sxy,
        regr_sxx(ln(v.visits::float8), ln(d.panel_weight::float8)) AS sxx,
        sum(v.visits) AS visits
    FROM by_doctor AS v
    JOIN doctors AS d USING (doctor_id)
    JOIN doctor_hospitals AS h USING (doctor_id, hospital_id)
    GROUP BY v.hospital_id, d.specialty_id, length(h.weekdays)
    HAVING min(d.panel_weight) < max(d.panel_weight)
)

SELECT
    sum(sxy) / sum(sxx) AS value,
    sum(visits) AS n
FROM alike
