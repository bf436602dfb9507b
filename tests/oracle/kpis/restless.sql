-- Makes a hospital restless: occupancy, boarders, the emergency department and those who are ready to leave are near their
-- limits, and change every four days, each on its own. So the status often changes. Some days have no hours at all.

UPDATE encounters
SET ready_at = CASE WHEN encounter_id / 10000 % 30 < extract(WEEK FROM admitted_at) % 13 THEN admitted_at ELSE left_at END
WHERE admitted_at IS NOT NULL;

-- Added to a share of the beds, the hour makes the mean of a day exact: some hours are rounded up, others down.
UPDATE unit_hours AS h
SET
    census = CASE u.care_level WHEN 'emergency' THEN x.crowded ELSE x.full END * h.staffed_beds / 100 + x.hour,
    boarders = CASE u.care_level WHEN 'emergency' THEN 0 ELSE x.boarders * h.staffed_beds / 100 + x.hour END
FROM units AS u, generate_series(timestamptz '2025-09-01 05:00Z', '2026-07-02Z', interval '24 hours') AS d (at)
CROSS JOIN LATERAL (SELECT (extract(EPOCH FROM d.at) / 345600)::int * 10 AS stretch) AS r
CROSS JOIN LATERAL (
    SELECT
        78.4 + abs(hashint4(r.stretch)) % 16 AS full,
        1.4 + abs(hashint4(r.stretch + 1)) % 7 AS boarders,
        95.4 + abs(hashint4(r.stretch + 2)) % 12 * (1 + abs(hashint4(r.stretch + 3)) % 4) AS crowded
) AS s
CROSS JOIN LATERAL (SELECT s.*, generate_series(0, 23) AS number) AS n
CROSS JOIN LATERAL (SELECT n.*, n.number / 24.0 - 0.48 AS hour) AS x
WHERE h.unit_id = u.unit_id AND h.hour = d.at + x.number * interval '1 hour';

DELETE FROM unit_hours WHERE extract(EPOCH FROM hour)::bigint / 86400 % 23 = 0;

ANALYZE unit_hours;
