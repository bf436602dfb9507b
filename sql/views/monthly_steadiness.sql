-- monthly_steadiness: How steady each series of monthly_activity is: one row for each with enough events.
-- series: As in monthly_activity.
-- period: Months in a period: 1, 3 or 12, the fewest with 800 independent events on average.
-- periods: How many periods are judged, from the fourth month to the last that ended 20 days before today.
-- events: Independent events: registrations, deliveries, two in three courses of care, one in six bills.
-- years: Length of the judged time.
-- worst_pct: Largest difference of a period from the mean of its month or quarter over the years, %.
-- trend_pct: Trend of the series without its seasons, % a year.

WITH judged AS (
    SELECT
        a.series,
        a.total,
        a.weight,
        (extract(YEAR FROM a.month) * 12 + extract(MONTH FROM a.month))::integer - 1 AS number,
        avg(a.events) OVER (PARTITION BY a.series)
        / CASE
            WHEN a.series IN ('registrations', 'deliveries') THEN 1 WHEN a.series = 'charge' THEN 6 ELSE 1.5
        END AS events
    FROM monthly_activity AS a
    CROSS JOIN current_dataset AS d
    WHERE
        a.month >= d.start + interval '3 months'
        AND a.month + interval '1 month' <= d.today - 19
),

lengths AS (
    SELECT
        series,
        total,
        weight,
        number,
        events,
        CASE WHEN events >= 800 THEN 1 WHEN events >= 800 / 3.0 THEN 3 ELSE 12 END AS period
    FROM judged
    -- The visits of a year belong to few courses, so only independent events are judged by year.
    WHERE events >= 800 / CASE WHEN series IN ('registrations', 'deliveries') THEN 12.0 ELSE 3.0 END
),

periods AS (
    SELECT
        series,
        period,
        number / period AS number,
        sum(events) AS events,
        (sum(total) / nullif(sum(weight), 0))::double precision AS value
    FROM lengths
    GROUP BY series, period, number / period
    HAVING count(*) = period
),

seasons AS (
    SELECT
        series,
        period,
        events,
        value / nullif(avg(value) OVER season, 0) AS ratio,
        ln(nullif(value, 0)) - avg(ln(nullif(value, 0))) OVER season AS level,
        (number * period / 12.0 - avg(number * period / 12.0) OVER season)::double precision AS year
    FROM periods
    WINDOW season AS (PARTITION BY series, number * period % 12)
)

SELECT
    series,
    period,
    count(*) AS periods,
    round(sum(events)) AS events,
    count(*) * period / 12.0 AS years,
    100 * max(abs(ratio - 1)) AS worst_pct,
    100 * sum(year * level) / nullif(sum(year * year), 0) AS trend_pct
FROM seasons
GROUP BY series, period
