-- Periods of beds as silver should have them: K dirty, H cleaning, C blocked, until the next status of
-- the bed. At the same moment, a bed is first free (U) of the old status, and then has the new one;
-- keys of such events fall with time.

WITH events AS (
    SELECT
        s.bed_id,
        s.occurred_at,
        s.bed_status,
        lead(s.occurred_at)
            OVER (PARTITION BY s.bed_id ORDER BY s.occurred_at ASC, s.event_key DESC)
            AS ended_at
    FROM sent_adt_events AS s
    WHERE
        s.trigger = 'A20'
        AND s.bed_id IN (
            SELECT d.bed_id FROM differences AS d
            WHERE d.relation = 'bed_status_periods'
        )
        AND EXISTS (
            SELECT FROM taken_adt_events AS t
            WHERE t.event_key = s.event_key
        )
)

SELECT
    bed_id,
    occurred_at AS began_at,
    ended_at,
    CASE bed_status WHEN 'K' THEN 'dirty' WHEN 'H' THEN 'cleaning' ELSE 'blocked' END AS status
FROM events
WHERE bed_status <> 'U' AND ended_at IS DISTINCT FROM occurred_at
