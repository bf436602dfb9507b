-- id: specialist_share_pct
-- title: Care that a specialist of the hospital covers, given by a specialist
-- severity: warning
-- description: Counts first visits to hospitals with a doctor whose specialty covers the condition and the
--   treatment, general practice left out. Generalists treat the rest, and some common conditions, which do
--   not count here. Reads the first 50,000 patients.
-- unit: % of these visits
-- low: 95
-- min_rows: 5000
-- source: assumption

WITH covered AS (
    SELECT DISTINCT
        h.hospital_id,
        t.condition_id,
        t.treatment_id
    FROM doctor_hospitals AS h
    JOIN doctors USING (doctor_id)
    JOIN specialties AS s USING (specialty_id)
    JOIN specialty_treatments AS t USING (specialty_id)
    WHERE NOT s.generalist
)

SELECT
    100.0 * count(*) FILTER (WHERE NOT s.generalist) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS v
JOIN covered USING (hospital_id, condition_id, treatment_id)
JOIN doctors USING (doctor_id)
JOIN specialties AS s USING (specialty_id)
JOIN conditions AS c USING (condition_id)
WHERE
    c.name NOT IN (
        'High blood pressure', 'Diabetes', 'Arthritis', 'Asthma', 'Flu', 'Migraine', 'Allergies'
    )
    AND v.patient_id <= 50000
    AND v.follow_up_of IS NULL
