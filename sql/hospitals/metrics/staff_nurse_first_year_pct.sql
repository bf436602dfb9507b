-- id: staff_nurse_first_year_pct
-- title: New nurses who leave within a year
-- severity: warning
-- description: The chance to resign or retire in the first 365 days, from the days that new nurses worked.
--   n counts nurses hired.
-- unit: % of new nurses
-- low: 13
-- high: 36
-- min_rows: 250
-- source: published: 22 % of new nurses leave in their first year (NSI 2025)

WITH spells AS (
    SELECT
        h.valid_from AS joined,
        least(coalesce(e.valid_to, d.today), d.today, h.valid_from + 364)
        - greatest(e.valid_from, d.start) + 1 AS days,
        coalesce(
            e.ended_because IN ('resigned', 'retired')
            AND e.valid_to <= least(d.today, h.valid_from + 364),
            FALSE
        ) AS went,
        e.sequence = 1 AND e.valid_from >= d.start AS hired
    FROM employments AS h
    JOIN employments AS e USING (staff_id)
    JOIN roles AS r ON h.role = r.role
    CROSS JOIN current_dataset AS d
    WHERE
        h.sequence = 1
        AND h.post_id IS NOT NULL
        AND r.is_nurse
        AND e.valid_from <= least(d.today, h.valid_from + 364)
        AND coalesce(e.valid_to >= d.start, TRUE)
        AND h.valid_from > d.start - 365
)

SELECT
    100 * (1 - exp(-365.0 * count(*) FILTER (WHERE went) / nullif(sum(days), 0))) AS value,
    count(*) FILTER (WHERE hired) AS n
FROM spells
