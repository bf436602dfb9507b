-- Moments in house of the finished stays in the temporary table los_stays: one on each local day, at an
-- hour of the temporary table los_hours (turn from 0, hour). With several hours, the days of a patient take
-- them in turn: two moments of one day would be almost the same row.

WITH days AS (
    SELECT
        e.encounter_id,
        e.admitted_at,
        e.left_at,
        h.time_zone,
        day,
        mod(e.patient_id + extract(DAY FROM day)::bigint, (SELECT count(*) FROM los_hours)) AS turn
    FROM los_stays
    JOIN encounters AS e USING (encounter_id)
    JOIN hospitals AS h USING (hospital_id)
    CROSS JOIN LATERAL generate_series(
        date_trunc('day', e.admitted_at AT TIME ZONE h.time_zone),
        date_trunc('day', e.left_at AT TIME ZONE h.time_zone),
        interval '1 day'
    ) AS day
)

SELECT
    encounter_id,
    (day + make_interval(hours => los_hours.hour)) AT TIME ZONE time_zone AS predicted_at
FROM days
JOIN los_hours USING (turn)
WHERE
    (day + make_interval(hours => los_hours.hour)) AT TIME ZONE time_zone > admitted_at
    AND (day + make_interval(hours => los_hours.hour)) AT TIME ZONE time_zone < left_at
