-- id: nurses_patients_spread
-- title: Patients of a nurse in a shift: spread
-- severity: warning
-- description: Patients for whom a nurse of a general ward was there in a shift of 12 hours: standard
--   deviation against mean. n counts shifts. Leaves out the first 30 days, in which hospitals fill up.
-- unit: ratio
-- low: 0.2
-- high: 0.55
-- min_rows: 5000
-- source: assumption: 0.3 to 0.45; small wards differ most

WITH patients AS (
    SELECT
        shift_id,
        count(*) AS number
    FROM encounter_staff
    WHERE act = 'nursing'
    GROUP BY shift_id
)

SELECT
    stddev(p.number) / nullif(avg(p.number), 0) AS value,
    count(*) AS n
FROM patients AS p
JOIN shifts AS s USING (shift_id)
JOIN units AS u USING (unit_id)
CROSS JOIN current_dataset AS d
WHERE
    u.care_level = 'general'
    AND s.planned_end = s.planned_start + interval '12 hours'
    AND s.planned_start >= d.start + 30
