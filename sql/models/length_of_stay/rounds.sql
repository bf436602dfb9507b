-- Moments in house of the stays in the temporary table los_stays: one on each local day. With several hours, a patient's
-- days take them in turn, so that there are not several almost equal rows a day.
-- Parameter hours: int[], local hours of the day.

SELECT
    d.encounter_id,
    d.predicted_at
FROM (
    SELECT
        e.encounter_id,
        e.admitted_at,
        e.left_at,
        (
            day + make_interval(
                hours => (%(hours)s::int [])[
                    1 + (e.patient_id + extract(DAY FROM day)::int) %% cardinality(%(hours)s::int [])
                ]
            )
        ) AT TIME ZONE h.time_zone AS predicted_at
    FROM los_stays
    JOIN encounters AS e USING (encounter_id)
    JOIN hospitals AS h USING (hospital_id)
    CROSS JOIN LATERAL generate_series(
        date_trunc('day', e.admitted_at AT TIME ZONE h.time_zone),
        date_trunc('day', e.left_at AT TIME ZONE h.time_zone),
        interval '1 day'
    ) AS day
) AS d
WHERE d.predicted_at > d.admitted_at AND d.predicted_at < d.left_at
