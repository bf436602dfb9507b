-- How steady the series are. A small dataset has no row, because its months differ by chance.
SELECT
    series,
    period,
    periods,
    worst_pct,
    trend_pct
FROM monthly_steadiness
ORDER BY series
