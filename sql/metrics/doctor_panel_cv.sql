-- id: doctor_panel_cv
-- title: How much doctors of a hospital differ in first visits
-- severity: warning
-- description: Standard deviation of the first visits of the doctors of a hospital, divided by their mean,
--   without what chance alone would give; mean over the hospitals with at least 4 doctors. Some doctors have
--   many patients, others few. n counts the first visits; it is 0 for fewer than 10 such hospitals, which
--   may be alike by chance. Reads the first 50,000 patients.
-- unit: ratio
-- low: 0.5
-- high: 1
-- min_rows: 10000
-- source: assumption

WITH by_doctor AS (
    SELECT
        doctor_id,
        hospital_id,
        count(*) AS visits
    FROM visits
    WHERE
        patient_id <= 50000
        AND follow_up_of IS NULL
    GROUP BY doctor_id, hospital_id
),

by_hospital AS (
    SELECT
        avg(coalesce(v.visits, 0)) AS mean,
        var_samp(coalesce(v.visits, 0)) AS variance,
        sum(v.visits) AS visits
    FROM doctor_hospitals
    LEFT JOIN by_doctor AS v USING (doctor_id, hospital_id)
    GROUP BY hospital_id
    HAVING
        count(*) >= 4
        AND sum(v.visits) > 0
)

SELECT
    avg(sqrt(greatest(variance - mean, 0)) / mean) AS value,
    CASE WHEN count(*) >= 10 THEN sum(visits) ELSE 0 END AS n
FROM by_hospital
