-- id: events_out_of_order
-- title: Events of an encounter with numbers out of order
-- severity: error
-- description: The number of an event is that of its encounter with two more digits, which count the
--   events in the order in which they occurred. An event is recorded when it occurs or later.

WITH ordered AS (
    SELECT
        event_key,
        encounter_id,
        occurred_at,
        recorded_at,
        lag(occurred_at) OVER (PARTITION BY encounter_id ORDER BY event_key) AS earlier
    FROM adt_events
    WHERE encounter_id IS NOT NULL
)

SELECT
    event_key,
    encounter_id,
    occurred_at,
    recorded_at,
    earlier
FROM ordered
WHERE
    event_key / 100 <> encounter_id
    OR occurred_at < earlier
    OR recorded_at < occurred_at
ORDER BY event_key
