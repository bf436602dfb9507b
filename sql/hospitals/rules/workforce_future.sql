-- id: workforce_future
-- title: Work after today, or a plan of more than 28 days
-- severity: error
-- description: Nothing has happened after today. Shifts, leave, hiring and leaving are known at most 28 days
--   ahead. Sickness is not planned.

WITH clocks AS (
    SELECT
        h.hospital_id,
        h.time_zone,
        d.today,
        (d.today + 1)::timestamp AT TIME ZONE h.time_zone AS now_at,
        (d.today + 29)::timestamp AT TIME ZONE h.time_zone AS plans_end
    FROM hospitals AS h
    CROSS JOIN current_dataset AS d
)

SELECT
    'shifts' AS table_name,
    s.shift_id AS row_id
FROM shifts AS s
JOIN clocks AS c USING (hospital_id)
WHERE
    greatest(s.started_at, s.ended_at) >= c.now_at
    OR s.planned_start >= c.plans_end
UNION
SELECT
    'encounter_staff' AS table_name,
    e.encounter_id AS row_id
FROM encounter_staff AS a
JOIN encounters AS e USING (encounter_id)
JOIN clocks AS c USING (hospital_id)
WHERE greatest(a.began_at, a.ended_at) >= c.now_at
UNION
SELECT
    'ambulance_runs' AS table_name,
    r.run_id AS row_id
FROM ambulance_runs AS r
JOIN clocks AS c USING (hospital_id)
WHERE greatest(r.arrived_at, r.offloaded_at, r.available_at) >= c.now_at
UNION
SELECT
    'employments' AS table_name,
    e.staff_id AS row_id
FROM employments AS e
JOIN clocks AS c USING (hospital_id)
WHERE greatest(e.valid_from, e.valid_to) > c.today + 28
UNION
SELECT
    'absences' AS table_name,
    a.staff_id AS row_id
FROM absences AS a
CROSS JOIN current_dataset AS d
WHERE
    a.first_day > d.today + 28
    OR (a.kind = 'sickness' AND greatest(a.first_day, a.last_day) > d.today)
ORDER BY table_name, row_id
