-- How far the events of each hospital have come, and which windows of KPIs new events may have changed.

INSERT INTO watermarks AS w (hospital_id, first_recorded_at, recorded_at)
SELECT
    hospital_id,
    min(recorded_at) AS first_recorded_at,
    max(recorded_at) AS recorded_at
FROM new_events
GROUP BY hospital_id
ON CONFLICT (hospital_id) DO UPDATE
    SET
        first_recorded_at = least(w.first_recorded_at, excluded.first_recorded_at),
        recorded_at = greatest(w.recorded_at, excluded.recorded_at);

-- A window knows what happened before its end. So an event changes windows that end after it. If it cancels
-- another one, it changes windows that end after that one.
INSERT INTO changes AS c (hospital_id, from_at)
SELECT
    o.hospital_id,
    min(o.from_at) AS from_at
FROM (
    SELECT
        n.hospital_id,
        least(n.occurred_at, m.occurred_at) AS from_at
    FROM new_events AS n
    LEFT JOIN adt_events AS m ON n.cancels = m.event_key
    UNION ALL
    SELECT
        hospital_id,
        from_at
    FROM changed
) AS o
GROUP BY o.hospital_id
-- gold locks these rows in the same order, so neither waits for the other in a circle
ORDER BY o.hospital_id
ON CONFLICT (hospital_id) DO UPDATE
    SET from_at = least(c.from_at, excluded.from_at);
