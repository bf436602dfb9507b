-- id: staff_nurse_retired_pct
-- title: Nurses who retire in a year
-- severity: warning
-- description: Against the mean number of nurses. n counts years of work.
-- unit: % a year
-- low: 0.8
-- high: 3.4
-- min_rows: 1000
-- source: assumption: 2 %, from the ages of nurses in hospitals (11 % are 60 and older), who retire at 62
--   to 64 in the mean

WITH spells AS (
    SELECT
        least(coalesce(e.valid_to, d.today), d.today) - greatest(e.valid_from, d.start) + 1 AS days,
        coalesce(e.ended_because = 'retired' AND e.valid_to <= d.today, FALSE) AS went
    FROM employments AS e
    JOIN roles AS r USING (role)
    CROSS JOIN current_dataset AS d
    WHERE
        e.post_id IS NOT NULL
        AND r.is_nurse
        AND e.valid_from <= d.today
        AND coalesce(e.valid_to >= d.start, TRUE)
)

SELECT
    100 * 365.25 * count(*) FILTER (WHERE went) / nullif(sum(days), 0) AS value,
    (sum(days) / 365.25)::bigint AS n
FROM spells
