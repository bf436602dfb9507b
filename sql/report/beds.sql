-- Beds of the units of each hospital at the end of today: taken, free, dirty (or being cleaned), and blocked.

WITH taken AS (
    SELECT bed_id
    FROM bed_stays
    WHERE left_at IS NULL
    UNION
    SELECT station_id
    FROM ed_stays
    WHERE departed_at IS NULL AND station_id IS NOT NULL
),

out_of_use AS (
    SELECT
        bed_id,
        bool_or(status = 'blocked') AS blocked
    FROM bed_status_periods
    WHERE ended_at IS NULL
    GROUP BY bed_id
)

SELECT
    h.hospital_id,
    h.name AS hospital,
    u.name AS unit,
    u.care_level,
    count(*) AS beds,
    count(t.bed_id) AS taken,
    count(*) FILTER (WHERE t.bed_id IS NULL AND o.blocked) AS blocked,
    count(*) FILTER (WHERE t.bed_id IS NULL AND NOT o.blocked) AS dirty
FROM units AS u
JOIN hospitals AS h USING (hospital_id)
JOIN beds AS b USING (unit_id)
LEFT JOIN taken AS t ON b.bed_id = t.bed_id
LEFT JOIN out_of_use AS o ON b.bed_id = o.bed_id
WHERE u.care_level <> 'operating'
GROUP BY h.hospital_id, u.unit_id
ORDER BY h.hospital_id, u.unit_id
