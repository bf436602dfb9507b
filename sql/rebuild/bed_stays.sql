-- Bed stays as the ADT log tells them. A stay has the last request before it. It ends with the next stay, or
-- when the patient leaves.

WITH valid AS (
    SELECT
        e.*,
        e.trigger = 'A02' OR (e.trigger IN ('A01', 'A06') AND e.bed_id IS NOT NULL) AS enters_bed
    FROM adt_events AS e
    WHERE
        e.trigger NOT IN ('A05', 'A11', 'A12', 'A13', 'A20')
        AND NOT EXISTS (
            SELECT FROM adt_events AS c
            WHERE c.cancels = e.event_key
        )
),

requests AS (
    SELECT
        *,
        max(occurred_at) FILTER (WHERE trigger IN ('A14', 'A15'))
            OVER (PARTITION BY encounter_id ORDER BY event_key) AS requested_at
    FROM valid
),

places AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY encounter_id ORDER BY event_key)::smallint AS sequence,
        lead(occurred_at) OVER (PARTITION BY encounter_id ORDER BY event_key) AS left_at
    FROM requests
    WHERE enters_bed OR trigger = 'A03'
)

SELECT
    encounter_id,
    sequence,
    bed_id,
    service,
    requested_at,
    occurred_at AS entered_at,
    left_at
FROM places
WHERE enters_bed
ORDER BY encounter_id, sequence
