-- question: How many different patients do we see each month?
-- who: Quality
-- chart: Line of patients, with a thin line of visits.

-- is_first_in_month counts each patient once in a month, so nothing must be made distinct here.
SELECT
    d.month_start,
    count(*) FILTER (WHERE f.is_first_in_month) AS patients,
    count(*) AS visits
FROM fact_visit AS f
JOIN dim_date AS d ON f.admission_date = d.date
WHERE d.is_complete_month
GROUP BY d.month_start
ORDER BY d.month_start
