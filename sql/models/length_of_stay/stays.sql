-- The inpatient stays that are known at a cut, in the temporary table los_cut (as_of). hours is null while
-- a stay is not over at the cut: it is censored. Planned returns are marked: a scheduled stay for a
-- condition for which the patient had come before. A visit says the same (follow_up_of), but it is in the
-- warehouse only from its bill on.

WITH stays AS (
    SELECT
        e.encounter_id,
        e.patient_id,
        e.condition_id,
        e.arrival_mode,
        e.registered_at,
        e.admitted_at,
        CASE WHEN e.left_at < c.as_of THEN e.left_at END AS left_at
    FROM encounters AS e
    JOIN los_cut AS c ON e.admitted_at < c.as_of
    WHERE e.class = 'inpatient'
)

SELECT
    e.encounter_id,
    e.patient_id,
    e.admitted_at,
    extract(EPOCH FROM e.left_at - e.admitted_at)::float8 / 3600 AS hours,
    e.arrival_mode = 'scheduled' AND EXISTS (
        SELECT 1
        FROM encounters AS x
        WHERE
            x.patient_id = e.patient_id
            AND x.condition_id = e.condition_id
            AND x.registered_at < e.registered_at
    ) AS planned_return
FROM stays AS e
ORDER BY e.admitted_at, e.encounter_id
