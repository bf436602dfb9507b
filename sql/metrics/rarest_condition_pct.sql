-- id: rarest_condition_pct
-- title: Visits for the rarest condition
-- severity: warning
-- description: Every condition has at least 1 % of the visits, so students can study each of them. If the
--   catalog has more than 17 conditions, they share the visits, and the value is multiplied by their number
--   / 17. For other populations than the US n is 0. Reads the first 50,000 patients.
-- unit: % of visits
-- low: 1
-- min_rows: 20000
-- source: softened MEPS-HC 2018 frequencies

WITH seen AS (
    SELECT
        condition_id,
        count(*) AS visits
    FROM visits
    WHERE patient_id <= 50000
    GROUP BY condition_id
)

SELECT
    100.0 * min(coalesce(s.visits, 0)) / nullif(sum(s.visits), 0) * count(*) / 17 AS value,
    CASE
        WHEN (SELECT d.config ->> 'population' FROM current_dataset AS d) = 'us' THEN sum(s.visits)
        ELSE 0
    END AS n
FROM conditions AS c
LEFT JOIN seen AS s ON c.condition_id = s.condition_id
