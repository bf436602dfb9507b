-- question: Do patients stay longer or shorter than expected, and is a month out of the ordinary?
-- who: Quality
-- chart: XmR control chart: nights by expected nights for each month, with the mean and the natural limits.

-- Expected: the mean nights of all visits for the same condition at the same severity, first visits and
-- follow-ups apart. The limits are the mean +- 2.66 times the mean difference between neighboring months.
WITH groups AS (
    SELECT
        d.month_start,
        f.condition_key,
        p.severity,
        f.is_follow_up,
        count(*) AS visits,
        sum(f.stay_nights) AS nights
    FROM fact_visit AS f
    JOIN dim_date AS d ON f.discharge_date = d.date
    JOIN dim_visit_profile AS p USING (visit_profile_key)
    WHERE d.is_complete_month
    GROUP BY d.month_start, f.condition_key, p.severity, f.is_follow_up
),

expected AS (
    SELECT
        month_start,
        visits,
        nights,
        visits * sum(nights) OVER same_kind / sum(visits) OVER same_kind AS expected_nights
    FROM groups
    WINDOW same_kind AS (PARTITION BY condition_key, severity, is_follow_up)
),

months AS (
    SELECT
        month_start,
        sum(visits) AS visits,
        sum(nights) AS nights,
        sum(expected_nights) AS expected_nights,
        sum(nights) / nullif(sum(expected_nights), 0) AS ratio
    FROM expected
    GROUP BY month_start
),

moves AS (
    SELECT
        month_start,
        visits,
        nights,
        expected_nights,
        ratio,
        avg(ratio) OVER () AS mean_ratio,
        abs(ratio - lag(ratio) OVER (ORDER BY month_start)) AS move
    FROM months
)

SELECT
    month_start,
    visits,
    nights,
    round(expected_nights) AS expected_nights,
    round(ratio, 4) AS ratio,
    round(mean_ratio, 4) AS mean_ratio,
    round(mean_ratio - 2.66 * avg(move) OVER (), 4) AS low_limit,
    round(mean_ratio + 2.66 * avg(move) OVER (), 4) AS high_limit
FROM moves
ORDER BY month_start
