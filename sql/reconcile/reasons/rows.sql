-- Why rows of tables are not equal: the reason of the missing events of their encounter or bed, the
-- most serious one first. `follows` lists the rows that are just what the events of silver tell.

WITH ranks AS (
    SELECT *
    FROM (
        VALUES
        (1, 'LOST'),
        (2, 'UNEXPLAINED'),
        (3, 'irreparable'),
        (4, 'quarantined'),
        (5, 'not ingested yet'),
        (6, 'not sent yet')
    ) AS r (rank, reason)
),

of_encounters AS (
    SELECT
        e.encounter_id,
        min(r.rank) AS rank
    FROM event_reasons AS e
    JOIN ranks AS r USING (reason)
    WHERE e.encounter_id IS NOT NULL
    GROUP BY e.encounter_id
),

of_beds AS (
    SELECT
        e.bed_id,
        min(r.rank) AS rank
    FROM event_reasons AS e
    JOIN ranks AS r USING (reason)
    WHERE e.encounter_id IS NULL
    GROUP BY e.bed_id
),

-- A period of a bed begins and ends with an event. A missing one in between makes it longer.
of_periods AS (
    SELECT
        d.number,
        min(r.rank) AS rank
    FROM differences AS d
    JOIN event_reasons AS e
        ON
            d.bed_id = e.bed_id
            AND d.first_at <= e.occurred_at
            AND e.occurred_at <= coalesce(d.last_at, d.sent_until, 'infinity')
    JOIN ranks AS r USING (reason)
    GROUP BY d.number
),

ends AS (
    -- an event is recorded up to 25 hours after it occurred
    SELECT
        hospital_id,
        max(recorded_at) - interval '25 hours' AS complete_until
    FROM sent_adt_events
    GROUP BY hospital_id
)

SELECT
    d.relation,
    d.kind,
    d.hospital_id,
    d.encounter_id,
    d.bed_id,
    d.sequence,
    d.first_at,
    d.last_at,
    CASE
        WHEN f.number IS NULL AND d.kind = 'missing' THEN 'LOST'
        WHEN f.number IS NULL THEN 'UNEXPLAINED'
        WHEN r.reason IS NOT NULL THEN r.reason
        WHEN
            d.kind <> 'extra' AND (d.sent_until IS NULL OR d.sent_until > e.complete_until)
            THEN 'not recorded yet'
        ELSE 'UNEXPLAINED'
    END AS reason
FROM differences AS d
LEFT JOIN follows AS f USING (number)
LEFT JOIN of_encounters AS o USING (encounter_id)
LEFT JOIN of_periods AS p USING (number)
LEFT JOIN of_beds AS b USING (bed_id)
LEFT JOIN ranks AS r ON coalesce(o.rank, p.rank, b.rank) = r.rank
LEFT JOIN ends AS e USING (hospital_id)
