-- id: emergency_patients_spread
-- title: Patients of emergency providers in an hour: spread
-- severity: warning
-- description: Standard deviation between people against their mean, people of 100 hours and more. n
--   counts people. Leaves out the first 30 days, in which hospitals fill up.
-- unit: ratio
-- low: 0.03
-- high: 0.35
-- min_rows: 10
-- source: assumption: 0.1 to 0.2

WITH patients AS (
    SELECT
        shift_id,
        staff_id,
        count(*) AS number
    FROM encounter_staff
    WHERE act = 'emergency care'
    GROUP BY shift_id, staff_id
),

people AS (
    SELECT
        sum(p.number) AS number,
        sum(extract(EPOCH FROM s.ended_at - s.started_at)) / 3600 AS hours
    FROM patients AS p
    JOIN shifts AS s USING (shift_id)
    CROSS JOIN current_dataset AS d
    WHERE s.ended_at IS NOT NULL AND s.planned_start >= d.start + 30
    GROUP BY p.staff_id
)

SELECT
    stddev(number / hours) / nullif(avg(number / hours), 0) AS value,
    count(*) AS n
FROM people
WHERE hours >= 100
