-- id: rarest_condition_pct
-- title: Visits for the rarest condition
-- severity: warning
-- description: No condition falls under 1 % of visits, so that every one can be studied. People were
--   younger in a window of more than eight years, so it is not judged: its n is 0. Read on the first 50,000
--   patients.
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
    100.0 * min(coalesce(s.visits, 0)) / nullif(sum(s.visits), 0) AS value,
    CASE
        WHEN (SELECT d.today - d.start FROM current_dataset AS d) <= 8 * 366 THEN sum(s.visits)
        ELSE 0
    END AS n
FROM conditions AS c
LEFT JOIN seen AS s ON c.condition_id = s.condition_id
