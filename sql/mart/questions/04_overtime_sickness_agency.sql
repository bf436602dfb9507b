-- question: How many hours are overtime, agency work and sickness in each month?
-- who: Chief nurse
-- chart: Stacked areas by month, with a target line of 5 %.
-- The last 24 complete months. Overtime and agency are in % of the hours worked, sickness in % of the hours
-- planned for people, without stand-ins.

WITH today AS (
    SELECT max(date) AS today
    FROM dim_date
    WHERE NOT is_after_today
)

SELECT
    d.month_start,
    h.hospital_name,
    sum(f.worked_hours) AS worked_hours,
    sum(f.overtime_hours) AS overtime_hours,
    sum(f.agency_hours) AS agency_hours,
    sum(f.sick_hours) AS sick_hours,
    round(100 * sum(f.overtime_hours) / nullif(sum(f.worked_hours), 0), 2) AS overtime_pct,
    round(100 * sum(f.agency_hours) / nullif(sum(f.worked_hours), 0), 2) AS agency_pct,
    round(
        100 * sum(f.sick_hours) FILTER (WHERE NOT f.is_stand_in)
        / nullif(sum(f.planned_hours) FILTER (WHERE NOT f.is_stand_in AND NOT f.is_open), 0),
        2
    ) AS sick_pct
FROM fact_shift AS f
JOIN dim_date AS d ON f.shift_date = d.date
JOIN dim_hospital AS h USING (hospital_key)
CROSS JOIN today AS t
WHERE d.is_complete_month AND d.date >= date_trunc('month', t.today::timestamp) - interval '24 months'
GROUP BY d.month_start, h.hospital_name
ORDER BY h.hospital_name, d.month_start
