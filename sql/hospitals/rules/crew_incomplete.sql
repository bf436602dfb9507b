-- id: crew_incomplete
-- title: Run without two people on duty who may give the care
-- severity: error
-- description: An own run has two different people on duty, at work in their shifts when it begins. Both
--   are emergency medical technicians or paramedics. For advanced care, a paramedic attends the patient. The
--   vehicle is of the hospital, and equipped for the care.

WITH crews AS (
    SELECT
        a.run_id,
        a.care,
        a.driver_id,
        a.attendant_id,
        a.hospital_id,
        a.vehicle_id,
        d.role AS driver_role,
        t.role AS attendant_role
    FROM ambulance_runs AS a
    LEFT JOIN shifts AS d
        ON
            a.driver_shift_id = d.shift_id
            AND a.driver_id = d.staff_id
            AND a.dispatched_at >= d.planned_start
            AND a.dispatched_at < d.planned_end
            AND d.started_at IS NOT NULL
    LEFT JOIN shifts AS t
        ON
            a.attendant_shift_id = t.shift_id
            AND a.attendant_id = t.staff_id
            AND a.dispatched_at >= t.planned_start
            AND a.dispatched_at < t.planned_end
            AND t.started_at IS NOT NULL
    WHERE a.operator = 'own'
)

SELECT
    c.run_id,
    c.care,
    c.driver_id,
    c.attendant_id,
    c.vehicle_id
FROM crews AS c
LEFT JOIN roles AS d ON c.driver_role = d.role
LEFT JOIN roles AS t ON c.attendant_role = t.role
LEFT JOIN vehicles AS v ON c.vehicle_id = v.vehicle_id AND c.hospital_id = v.hospital_id
WHERE
    c.driver_id = c.attendant_id
    OR coalesce(d.licence, '') NOT IN ('EMT', 'Paramedic')
    OR coalesce(t.licence, '') NOT IN ('EMT', 'Paramedic')
    OR (c.care <> 'basic' AND t.licence <> 'Paramedic')
    OR v.care IS NULL
    OR (c.care = 'advanced' AND v.care = 'basic')
    OR (c.care = 'critical care' AND v.care <> 'critical care')
ORDER BY c.run_id
