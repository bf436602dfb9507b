-- question: How many hours do admitted patients wait in the emergency department, and why?
-- who: Emergency department
-- chart: Line of the hours by month; Pareto bars of the reasons.
-- The last 12 complete months, by the day on which the patient left the department. The reason is the state
-- of the ward when the admission was decided.

WITH today AS (
    SELECT max(date) AS today
    FROM dim_date
    WHERE NOT is_after_today
),

months AS (
    SELECT
        d.month_start,
        f.hospital_key,
        f.boarding_reason_key,
        count(*) AS patients,
        sum(f.boarding_minutes) / 60 AS hours
    FROM fact_ed_stay AS f
    JOIN dim_date AS d ON f.departed_date = d.date
    CROSS JOIN today AS t
    WHERE
        f.is_admitted
        AND d.is_complete_month
        AND d.date >= date_trunc('month', t.today::timestamp) - interval '12 months'
    GROUP BY d.month_start, f.hospital_key, f.boarding_reason_key
)

SELECT
    h.hospital_name,
    m.month_start,
    r.boarding_reason,
    m.patients,
    round(m.hours, 1) AS boarding_hours,
    round(sum(m.hours) OVER (PARTITION BY m.hospital_key, m.month_start), 1) AS boarding_hours_of_month,
    round(
        100 * sum(m.hours) OVER (PARTITION BY m.hospital_key, m.boarding_reason_key)
        / nullif(sum(m.hours) OVER (PARTITION BY m.hospital_key), 0),
        1
    ) AS reason_pct_of_year
FROM months AS m
JOIN dim_boarding_reason AS r USING (boarding_reason_key)
JOIN dim_hospital AS h USING (hospital_key)
ORDER BY h.hospital_name ASC, m.month_start ASC, reason_pct_of_year DESC, r.boarding_reason ASC
