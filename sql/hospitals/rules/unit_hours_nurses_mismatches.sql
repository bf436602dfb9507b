-- id: unit_hours_nurses_mismatches
-- title: Nurses of a unit and hour unlike shifts and patients
-- severity: error
-- description: nurses_worked counts the nurses of the unit who are on duty when the hour starts, without
--   those at the door, in recovery rooms and on call. Nurses who were sent there (float) may be any of
--   these. nurses_required is the census by the patients per nurse of the unit, rounded up.

WITH duty AS (
    SELECT
        s.unit_id,
        s.planned_start,
        s.planned_end,
        CASE s.source WHEN 'float' THEN 1 ELSE 0 END AS sent
    FROM shifts AS s
    JOIN posts AS p USING (post_id)
    JOIN shift_types AS t USING (shift_type)
    WHERE
        (p.team IN ('ward nurses', 'emergency nurses', 'operating nurses') OR s.source = 'float')
        AND NOT t.on_call
        AND s.status IN ('at work', 'worked')
),

moments AS (
    SELECT
        unit_id,
        planned_start AS at,
        1 - sent AS least_nurses,
        1 AS most_nurses,
        NULL::smallint AS nurses_worked
    FROM duty
    UNION ALL
    SELECT
        unit_id,
        planned_end AS at,
        sent - 1 AS least_nurses,
        -1 AS most_nurses,
        NULL::smallint AS nurses_worked
    FROM duty
    UNION ALL
    SELECT
        unit_id,
        hour AS at,
        0 AS least_nurses,
        0 AS most_nurses,
        nurses_worked
    FROM unit_hours
),

-- The sum up to a moment includes all changes of that moment.
counted AS (
    SELECT
        unit_id,
        at,
        nurses_worked,
        sum(least_nurses) OVER (PARTITION BY unit_id ORDER BY at) AS least_nurses,
        sum(most_nurses) OVER (PARTITION BY unit_id ORDER BY at) AS most_nurses
    FROM moments
)

SELECT
    unit_id,
    at AS hour
FROM counted
WHERE nurses_worked NOT BETWEEN least_nurses AND most_nurses
UNION
SELECT
    c.unit_id,
    c.hour
FROM unit_hours AS c
JOIN units AS u USING (unit_id)
WHERE c.nurses_required <> ceil(c.census / u.patients_per_nurse)
ORDER BY unit_id, hour
