-- question: How long do patients wait for a provider?
-- who: Emergency department
-- chart: Lines by month, one for each ESI: median minutes, with P90 as a thin line.
-- The last 12 complete months, by the day of arrival. Patients whom nobody saw have no such time.

WITH today AS (
    SELECT max(date) AS today
    FROM dim_date
    WHERE NOT is_after_today
)

SELECT
    d.month_start,
    h.hospital_name,
    p.esi,
    p.esi_label,
    count(*) AS patients,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY f.provider_minutes) AS median_minutes,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY f.provider_minutes) AS p90_minutes
FROM fact_ed_stay AS f
JOIN dim_date AS d ON f.arrived_date = d.date
JOIN dim_ed_profile AS p USING (ed_profile_key)
JOIN dim_hospital AS h USING (hospital_key)
CROSS JOIN today AS t
WHERE
    f.is_seen
    AND d.is_complete_month
    AND d.date >= date_trunc('month', t.today::timestamp) - interval '12 months'
GROUP BY d.month_start, h.hospital_name, p.esi, p.esi_label
ORDER BY h.hospital_name, p.esi, d.month_start
