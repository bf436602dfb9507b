-- Reference snapshots come before the events of a run, because events name their hospitals and beds. A
-- snapshot comes again at the beginning of each partition. One that is older than what silver knows changes
-- nothing.

INSERT INTO snapshots (message_number, reference_id, recorded_at, fault)
SELECT
    o.message_number,
    o.document ->> 'reference_id' AS reference_id,
    o.recorded_at,
    CASE
        WHEN o.document ->> 'schema_version' NOT LIKE '1.%' THEN 'schema_version'
        WHEN jsonb_typeof(o.document -> 'reference_id') <> 'string' THEN 'reference_id'
        -- an index does not take a long text, and no run would get past it
        WHEN length(o.document ->> 'reference_id') > 200 THEN 'reference_id'
        WHEN o.recorded_at IS NULL THEN 'recorded_at'
        -- as for events; after a wrong clock, all later snapshots would count as older
        WHEN o.recorded_at NOT BETWEEN '2000-01-01 00:00:00+00' AND '2068-01-01 00:00:00+00'
            THEN 'recorded_at'
        WHEN NOT o.older THEN take_reference(o.document)
    END AS fault
FROM (
    SELECT
        d.message_number,
        d.document,
        try_moment(d.document ->> 'recorded_at') AS recorded_at,
        exists(
            SELECT FROM reference_snapshots AS r
            WHERE r.recorded_at > try_moment(d.document ->> 'recorded_at')
        ) AS older
    FROM documents AS d
    WHERE d.document ? 'reference_id'
    -- the newest one is taken last, so its values stay
    ORDER BY try_moment(d.document ->> 'recorded_at'), d.message_number
    OFFSET 0
) AS o;

INSERT INTO rejected (message_number, reason, detail)
SELECT
    message_number,
    CASE WHEN fault = 'schema_version' THEN 'schema version not supported' ELSE 'reference wrong' END
        AS reason,
    fault AS detail
FROM snapshots
WHERE fault IS NOT NULL;

INSERT INTO reference_snapshots (reference_id, recorded_at)
SELECT
    reference_id,
    max(recorded_at) AS recorded_at
FROM snapshots
WHERE fault IS NULL
GROUP BY reference_id
ON CONFLICT (reference_id) DO UPDATE
    SET recorded_at = greatest(reference_snapshots.recorded_at, excluded.recorded_at);
