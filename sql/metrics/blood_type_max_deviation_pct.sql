-- id: blood_type_max_deviation_pct
-- title: Blood types against the US population, largest difference
-- severity: warning
-- description: O+ 38, A+ 34, B+ 9, O- 7, A- 6, AB+ 3, B- 2, AB- 1 %.
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
        count(*) AS patients,
        sum(count(*)) OVER () AS all_patients
    FROM patients
    GROUP BY blood_type
)

SELECT
    max(abs(100.0 * coalesce(f.patients / f.all_patients, 0) - us.share)) AS value,
    max(f.all_patients) AS n
FROM us
LEFT JOIN found AS f ON us.blood_type = f.blood_type
