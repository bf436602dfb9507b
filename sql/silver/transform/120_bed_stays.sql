-- Bed stays, rebuilt from their valid events. A stay has the last request before it. It ends with the next
-- stay, or when the patient leaves.

INSERT INTO new_bed_stays (
    encounter_id, sequence, bed_id, service, requested_at, entered_at, left_at, reason, outlier
)
WITH requests AS (
    SELECT
        encounter_id,
        event_key,
        bed_id,
        service,
        occurred_at,
        bed_reason,
        outlier,
        enters_bed,
        trigger,
        max(occurred_at) FILTER (WHERE trigger IN ('A14', 'A15')) OVER earlier AS requested_at
    FROM stay_events
    WHERE enters_bed OR trigger IN ('A03', 'A14', 'A15')
    WINDOW earlier AS (
        PARTITION BY encounter_id
        ORDER BY occurred_at, event_key
    )
),

places AS (
    SELECT
        *,
        row_number() OVER later AS sequence,
        lead(occurred_at) OVER later AS left_at
    FROM requests
    WHERE enters_bed OR trigger = 'A03'
    WINDOW later AS (
        PARTITION BY encounter_id
        ORDER BY occurred_at, event_key
    )
)

SELECT
    encounter_id,
    sequence,
    bed_id,
    service,
    requested_at,
    occurred_at AS entered_at,
    left_at,
    bed_reason AS reason,
    outlier
FROM places
WHERE enters_bed;

-- Rows that stay as they are are left alone. The work table was made LIKE this one: it has the same columns.
DELETE FROM bed_stays AS b
USING touched_encounters AS t
WHERE
    b.encounter_id = t.encounter_id
    AND NOT EXISTS (
        SELECT FROM new_bed_stays AS n
        WHERE n.encounter_id = b.encounter_id AND n.sequence = b.sequence AND n.* IS NOT DISTINCT FROM b.*
    );

INSERT INTO bed_stays
SELECT * FROM new_bed_stays  -- noqa: AM04
ON CONFLICT (encounter_id, sequence) DO NOTHING;
