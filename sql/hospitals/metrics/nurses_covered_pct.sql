-- id: nurses_covered_pct
-- title: Time in beds in which a nurse has the patient
-- severity: warning
-- description: All acts of nursing against all time in beds, in hospitals with a workforce. n counts stays
--   in beds.
-- unit: % of the time in beds
-- low: 98
-- high: 101
-- min_rows: 2000
-- source: assumption: always

WITH nursing AS (
    SELECT sum(extract(EPOCH FROM coalesce(e.ended_at, d.today + 1) - e.began_at)) AS seconds
    FROM encounter_staff AS e
    CROSS JOIN current_dataset AS d
    WHERE e.act = 'nursing'
),

stays AS (
    SELECT
        sum(extract(EPOCH FROM coalesce(s.left_at, d.today + 1) - s.entered_at)) AS seconds,
        count(*) AS number
    FROM bed_stays AS s
    JOIN beds AS b USING (bed_id)
    CROSS JOIN current_dataset AS d
    WHERE b.hospital_id IN (SELECT p.hospital_id FROM posts AS p)
)

SELECT
    100 * n.seconds / nullif(s.seconds, 0) AS value,
    s.number AS n
FROM nursing AS n
CROSS JOIN stays AS s
