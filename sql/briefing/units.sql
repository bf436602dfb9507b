-- Wards and the emergency department: beds with staff, beds that are dirty, being cleaned or blocked, and
-- patients now.
-- boarders: patients in the emergency department who wait for a bed of this unit, at the last full hour; and
-- what is usual at this time of the day.

WITH now_in_beds AS (
    SELECT
        b.unit_id,
        count(*) AS patients
    FROM briefing_as_of AS w
    JOIN encounters AS e
        ON
            w.hospital_id = e.hospital_id
            AND e.registered_at >= w.as_of - interval '100 days'
            AND w.as_of > e.registered_at
            AND (e.left_at IS NULL OR w.as_of <= e.left_at)
    JOIN bed_stays AS s
        ON
            e.encounter_id = s.encounter_id
            AND w.as_of > s.entered_at
            AND (s.left_at IS NULL OR w.as_of <= s.left_at)
    JOIN beds AS b USING (bed_id)
    GROUP BY b.unit_id
),

not_free AS (
    SELECT
        b.unit_id,
        count(*) AS beds
    FROM briefing_as_of AS w
    JOIN beds AS b USING (hospital_id)
    JOIN bed_status_periods AS p
        ON b.bed_id = p.bed_id AND w.as_of > p.began_at AND (p.ended_at IS NULL OR w.as_of <= p.ended_at)
    GROUP BY b.unit_id
)

SELECT
    u.unit_id,
    u.name,
    u.care_level,
    u.patients_per_nurse::double precision AS patients_per_nurse,
    coalesce(last.staffed_beds, u.beds)::int AS staffed,
    coalesce(n.patients, 0)::int AS patients,
    coalesce(f.beds, 0)::int AS not_free,
    coalesce(last.boarders, 0)::int AS boarders,
    coalesce(usual.boarders, 0)::double precision AS usual_boarders
FROM briefing_as_of AS w
JOIN units AS u USING (hospital_id)
LEFT JOIN now_in_beds AS n USING (unit_id)
LEFT JOIN not_free AS f USING (unit_id)
LEFT JOIN
    LATERAL (
        SELECT
            x.staffed_beds,
            x.boarders
        FROM unit_hours AS x
        WHERE x.unit_id = u.unit_id AND x.hour < w.as_of AND x.hour >= w.as_of - interval '2 hours'
        ORDER BY x.hour DESC
        LIMIT 1
    ) AS last
    ON TRUE
LEFT JOIN
    LATERAL (
        SELECT avg(x.boarders) AS boarders
        FROM generate_series(1, 56) AS g (days)
        JOIN unit_hours AS x
            ON
                u.unit_id = x.unit_id
                AND x.hour = date_trunc('hour', w.as_of - interval '1 second') - g.days * interval '24 hours'
    ) AS usual
    ON TRUE
WHERE u.care_level <> 'operating'
ORDER BY u.unit_id
