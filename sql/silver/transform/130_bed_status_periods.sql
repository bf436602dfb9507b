-- Times in which beds could take nobody, from A20: K dirty, H cleaning, C blocked, until the next status of
-- the bed. For each bed, they are rebuilt from the last status before its first new one on.

INSERT INTO touched_beds (bed_id, from_at)
SELECT
    n.bed_id,
    coalesce(
        (
            SELECT max(a.occurred_at) FROM adt_events AS a
            WHERE a.trigger = 'A20' AND n.bed_id = a.bed_id AND n.first_at > a.occurred_at
        ),
        n.first_at
    ) AS from_at
FROM (
    SELECT
        bed_id,
        min(occurred_at) AS first_at
    FROM new_events
    WHERE encounter_id IS NULL
    GROUP BY bed_id
) AS n;

DELETE FROM bed_status_periods AS p
USING touched_beds AS t
WHERE p.bed_id = t.bed_id AND p.began_at >= t.from_at;

INSERT INTO bed_status_periods (bed_id, began_at, ended_at, status)
SELECT
    s.bed_id,
    s.occurred_at AS began_at,
    s.ended_at,
    CASE s.bed_status WHEN 'K' THEN 'dirty' WHEN 'H' THEN 'cleaning' ELSE 'blocked' END AS status
FROM (
    SELECT
        a.bed_id,
        a.occurred_at,
        a.bed_status,
        -- at the same moment, a bed is first free (U) of the old status, and then has the new one
        lead(a.occurred_at)
            OVER (PARTITION BY a.bed_id ORDER BY a.occurred_at, a.bed_status <> 'U', abs(a.event_key))
            AS ended_at
    FROM touched_beds AS t
    CROSS JOIN LATERAL (
        SELECT a.*
        FROM adt_events AS a
        WHERE a.trigger = 'A20' AND t.bed_id = a.bed_id AND t.from_at <= a.occurred_at
        ORDER BY a.occurred_at
    ) AS a
) AS s
WHERE s.bed_status <> 'U' AND s.ended_at IS DISTINCT FROM s.occurred_at;
