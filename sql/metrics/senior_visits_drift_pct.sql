-- id: senior_visits_drift_pct
-- title: Share of visits at 65 and over: last year against the first judged year
-- severity: warning
-- description: Patients come and go, so those in care do not grow old together. Compares the last 365
--   days of the judged time (up to 20 days before today) with the first 365 (from the fourth month), in
--   windows of three years or more. n counts the visits of both.
-- unit: % points
-- low: -1.5
-- high: 1.5
-- min_rows: 300000
-- source: assumption: a hospital in steady state

WITH visits_of AS (
    SELECT
        v.age,
        v.date_of_admission > d.today - 386 AS late
    FROM visits AS v
    CROSS JOIN current_dataset AS d
    WHERE
        (
            v.date_of_admission BETWEEN d.start + 90 AND d.start + 454
            OR v.date_of_admission BETWEEN d.today - 385 AND d.today - 21
        )
        AND d.today - d.start >= 3 * 365
        AND d.config ->> 'population' = 'us'
)

SELECT
    100.0 * avg((age >= 65)::integer) FILTER (WHERE late)
    - 100.0 * avg((age >= 65)::integer) FILTER (WHERE NOT late) AS value,
    count(*) AS n
FROM visits_of
