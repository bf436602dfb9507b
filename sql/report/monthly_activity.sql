-- The eight series by month, as the view has them.
SELECT
    series,
    month,
    value,
    total,
    weight,
    events
FROM monthly_activity
ORDER BY series, month
