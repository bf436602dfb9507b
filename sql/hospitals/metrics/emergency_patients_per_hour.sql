-- id: emergency_patients_per_hour
-- title: Patients of an emergency provider in an hour
-- severity: warning
-- description: Physicians, physician assistants and nurse practitioners of emergency departments. A
--   patient whom one hands over to the next counts for both. n counts patients. Leaves out the first 30
--   days, in which hospitals fill up.
-- unit: patients an hour
-- low: 1.2
-- high: 3.2
-- min_rows: 5000
-- source: published: 1.8 to 2.8

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
    sum(number) / nullif(sum(hours), 0) AS value,
    coalesce(sum(number), 0)::bigint AS n
FROM people
