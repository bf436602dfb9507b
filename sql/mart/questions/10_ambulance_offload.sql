-- question: How long do ambulances wait until the hospital takes over the patient?
-- who: Emergency department
-- chart: Cumulative share of the runs by minute (ECDF), with a mark at the target of 30 minutes.
-- Emergency runs of the last 91 days. The target: 90 % within 30 minutes (California APOT-1).

WITH today AS (
    SELECT max(date) AS today
    FROM dim_date
    WHERE NOT is_after_today
),

minutes AS (
    SELECT
        f.hospital_key,
        ceil(f.offload_minutes)::integer AS minute,
        count(*) AS runs
    FROM fact_ambulance_run AS f
    JOIN dim_run_profile AS p USING (run_profile_key)
    WHERE
        p.purpose = 'emergency'
        AND f.offload_minutes IS NOT NULL
        AND f.arrived_date > (SELECT t.today FROM today AS t) - 91
    GROUP BY f.hospital_key, ceil(f.offload_minutes)
)

SELECT
    h.hospital_name,
    m.minute AS within_minutes,
    m.runs,
    round(
        100.0 * sum(m.runs) OVER (PARTITION BY m.hospital_key ORDER BY m.minute)
        / sum(m.runs) OVER (PARTITION BY m.hospital_key),
        2
    ) AS runs_pct,
    m.minute <= 30 AS is_within_target
FROM minutes AS m
JOIN dim_hospital AS h USING (hospital_key)
ORDER BY h.hospital_name, m.minute
