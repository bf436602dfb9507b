-- id: blood_type_max_deviation_pct
-- title: Blood types against the US population, largest difference
-- severity: warning
-- description: O+ 38, A+ 34, B+ 9, O- 7, A- 6, AB+ 3, B- 2, AB- 1 %. Reads the first 50,000 patients.
-- unit: % points
-- high: 1
-- min_rows: 20000
-- source: US overall, as quoted by blood services

WITH us (blood_type, share) AS (
    VALUES
    ('O+', 38), ('A+', 34), ('B+', 9), ('O-', 7), ('A-', 6), ('AB+', 3), ('B-', 2), ('AB-', 1)
),

found AS (
    SELECT
        blood_type,
        count(*) AS patients
    FROM patients
    WHERE patient_id <= 50000
    GROUP BY blood_type
),

everybody AS (
    SELECT count(*) AS patients
    FROM patients
    WHERE patient_id <= 50000
)

SELECT
    max(abs(100.0 * coalesce(f.patients, 0) / nullif(e.patients, 0) - us.share)) AS value,
    max(e.patients) AS n
FROM us
CROSS JOIN everybody AS e
LEFT JOIN found AS f ON us.blood_type = f.blood_type
