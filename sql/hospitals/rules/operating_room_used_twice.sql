-- id: operating_room_used_twice
-- title: Two surgeries in one operating room at a time
-- severity: error
-- description: A surgery that has not ended keeps its room. A cancelled one never started.

WITH held AS (
    SELECT
        encounter_id,
        sequence,
        room_id,
        started_at,
        max(coalesce(ended_at, 'infinity')) OVER (
            PARTITION BY room_id
            ORDER BY started_at, encounter_id, sequence
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS free_at
    FROM surgeries
)

SELECT
    encounter_id,
    sequence,
    room_id,
    started_at
FROM held
WHERE started_at < free_at
ORDER BY encounter_id, sequence
