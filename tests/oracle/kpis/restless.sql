-- Makes a hospital restless: occupancy, boarders and the emergency department change by day and by stretches of days,
-- so that the status often changes. Some days have no hours at all.

UPDATE unit_hours AS h
SET
    census = CASE u.care_level WHEN 'emergency' THEN x.crowded ELSE x.full END * h.staffed_beds / 100,
    boarders = CASE u.care_level WHEN 'emergency' THEN 0 ELSE h.staffed_beds * x.boarders / 100 END
FROM units AS u, generate_series(timestamptz '2025-09-01Z', '2026-07-02Z', interval '24 hours') AS d (at)
CROSS JOIN LATERAL (
    SELECT
        abs(hashint4((extract(EPOCH FROM d.at) / 864000)::int)) % 30 AS stretch,
        abs(hashint4((extract(EPOCH FROM d.at) / 86400)::int)) % 10 AS day
) AS r
CROSS JOIN LATERAL (
    SELECT
        75 + r.stretch AS full,
        80 + 3 * r.stretch + r.day AS crowded,
        (r.stretch + r.day) / 3 AS boarders
) AS x
WHERE h.unit_id = u.unit_id AND h.hour >= d.at AND h.hour < d.at + interval '24 hours';

DELETE FROM unit_hours WHERE extract(EPOCH FROM hour)::bigint / 86400 % 23 = 0;

ANALYZE unit_hours;
