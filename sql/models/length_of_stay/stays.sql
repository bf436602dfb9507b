-- The inpatient stays that are known at the cut: hours is null while a stay is not over at the cut (it is censored).
-- Planned returns are marked: a scheduled stay for a condition for which the patient had come before. A visit says
-- the same (follow_up_of), but it is in the warehouse only from its bill on.
-- Parameter as_of: the cut, timestamptz.

SELECT
    e.encounter_id,
    e.patient_id,
    e.admitted_at,
    extract(EPOCH FROM e.left_at - e.admitted_at)::float8 / 3600 AS hours,
    e.arrival_mode = 'scheduled' AND EXISTS (
        SELECT 1
        FROM encounters AS x
        WHERE x.patient_id = e.patient_id AND x.condition_id = e.condition_id AND x.registered_at < e.registered_at
    ) AS planned_return
FROM (
    SELECT
        encounter_id,
        patient_id,
        condition_id,
        arrival_mode,
        registered_at,
        admitted_at,
        CASE WHEN left_at < %(as_of)s THEN left_at END AS left_at
    FROM encounters
    WHERE class = 'inpatient' AND admitted_at < %(as_of)s
) AS e
ORDER BY e.admitted_at, e.encounter_id
