-- id: uninsured_by_state_correlation
-- title: The uninsured by state against the published shares
-- severity: warning
-- description: Correlation over the states, each as heavy as it has patients. Counts patients under 65, in
--   states with at least 300 of them; it needs ten such states.
-- unit: correlation
-- low: 0.7
-- min_rows: 20000
-- source: Census ACS, people without health insurance by state

WITH by_state AS (
    SELECT
        s.uninsured_pct::float8 AS published,
        100.0 * avg((p.insurance_provider_id IS NULL)::integer)::float8 AS uninsured,
        count(*)::float8 AS patients
    FROM patients AS p
    JOIN states AS s USING (state)
    WHERE
        p.age < 65
        AND s.uninsured_pct IS NOT NULL
    GROUP BY s.state, s.uninsured_pct
    HAVING count(*) >= 300
),

weighted AS (
    SELECT
        sum(patients) AS patients,
        sum(patients * published) / sum(patients) AS mean_published,
        sum(patients * uninsured) / sum(patients) AS mean_uninsured
    FROM by_state
    HAVING count(*) >= 10
)

SELECT
    sum(b.patients * (b.published - w.mean_published) * (b.uninsured - w.mean_uninsured))
    / nullif(sqrt(
        sum(b.patients * (b.published - w.mean_published) ^ 2)
        * sum(b.patients * (b.uninsured - w.mean_uninsured) ^ 2)
    ), 0) AS value,
    sum(b.patients)::bigint AS n
FROM by_state AS b
CROSS JOIN weighted AS w
