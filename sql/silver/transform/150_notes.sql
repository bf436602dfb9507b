-- Notes what was odd about messages that could be used. Nothing is lost by it.

INSERT INTO oddities (message_number, kind, field, example)
SELECT
    f.message_number,
    'unknown field' AS kind,
    left(u.field, 100) AS field,
    f.message_id AS example
FROM fields AS f
INNER JOIN events AS e USING (message_number)
CROSS JOIN LATERAL unnest(f.unknown_fields) AS u (field)
WHERE e.reason IS NULL AND f.unknown_fields IS NOT NULL;

-- Fields that the contract has in such a message, but that the event can be understood without.
INSERT INTO oddities (message_number, kind, field, example)
SELECT
    f.message_number,
    'missing field' AS kind,
    m.field,
    f.message_id AS example
FROM fields AS f
INNER JOIN events AS e USING (message_number)
CROSS JOIN
    LATERAL (
        VALUES
        ('last_name', e.encounter_id IS NOT NULL AND f.last_name IS NULL),
        ('first_name', e.encounter_id IS NOT NULL AND f.first_name IS NULL),
        ('date_of_birth', e.encounter_id IS NOT NULL AND f.date_of_birth IS NULL),
        ('gender', e.encounter_id IS NOT NULL AND f.gender IS NULL),
        ('zipcode', e.encounter_id IS NOT NULL AND f.zipcode IS NULL),
        ('state', e.encounter_id IS NOT NULL AND f.state IS NULL),
        ('arrival_mode', e.trigger IN ('A01', 'A04', 'A06') AND f.arrival_mode IS NULL),
        ('admission_source', e.trigger IN ('A01', 'A04', 'A06') AND f.admission_source IS NULL),
        ('class', e.trigger = 'A03' AND f.class IS NULL),
        ('service', e.trigger = 'A03' AND f.service IS NULL)
    ) AS m (field, missing)
WHERE
    e.reason IS NULL
    AND m.missing
    -- most messages miss nothing, and end here
    AND (
        (
            e.encounter_id IS NOT NULL
            AND num_nulls(f.last_name, f.first_name, f.date_of_birth, f.gender, f.zipcode, f.state) > 0
        )
        OR (e.trigger IN ('A01', 'A04', 'A06') AND num_nulls(f.arrival_mode, f.admission_source) > 0)
        OR (e.trigger = 'A03' AND num_nulls(f.class, f.service) > 0)
    );

-- late: its hospital has sent an event that was recorded more than an hour later, in an earlier run
INSERT INTO oddities (message_number, kind, field, example)
SELECT
    n.message_number,
    'late' AS kind,
    '' AS field,
    n.event_key::text AS example
FROM new_events AS n
INNER JOIN watermarks AS w USING (hospital_id)
WHERE n.recorded_at < w.recorded_at - interval '1 hour';

-- out of order: it came after a valid event of the same encounter that happened later
INSERT INTO oddities (message_number, kind, field, example)
SELECT
    o.message_number,
    'out of order' AS kind,
    '' AS field,
    o.event_key::text AS example
FROM (
    SELECT
        message_number,
        event_key,
        min(message_number) OVER (
            PARTITION BY encounter_id
            ORDER BY occurred_at DESC, event_key DESC
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS later_came
    FROM stay_events
) AS o
INNER JOIN new_events AS n ON o.message_number = n.message_number
WHERE o.message_number > o.later_came;

INSERT INTO notes AS k (kind, field, messages, example, first_message_number)
SELECT
    kind,
    field,
    count(*) AS messages,
    left(min(example), 100) AS example,
    min(message_number) AS first_message_number
FROM oddities
GROUP BY kind, field
ON CONFLICT (kind, field) DO UPDATE
    SET messages = k.messages + excluded.messages, last_seen = now();
