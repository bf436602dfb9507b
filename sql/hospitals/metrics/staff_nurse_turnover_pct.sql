-- id: staff_nurse_turnover_pct
-- title: Nurses who leave in a year
-- severity: warning
-- description: Nurses who resign or retire, against the mean number of nurses. n counts years of work.
-- unit: % a year
-- low: 12.5
-- high: 22.5
-- min_rows: 1000
-- source: published: 18.4 % in 2023, 16.4 % in 2024 (NSI)

WITH spells AS (
    SELECT
        least(coalesce(e.valid_to, d.today), d.today) - greatest(e.valid_from, d.start) + 1 AS days,
        coalesce(e.ended_because IN ('resigned', 'retired') AND e.valid_to <= d.today, FALSE) AS went
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
