-- question: Who leaves the hospital, and from which role?
-- who: Chief nurse
-- chart: Bars: people who resigned or retired in the last 365 days, by role, with the turnover in %.
-- Turnover: leavers / the mean of the people 365 days ago and today, as in the KPI turnover_pct. Without
-- agencies.

WITH today AS (
    SELECT max(date) AS today
    FROM dim_date
    WHERE NOT is_after_today
),

people AS (
    SELECT
        s.home_hospital_name,
        s.staff_group,
        s.staff_role,
        s.staff_id,
        s.valid_from <= t.today - 365 AND coalesce(s.valid_to > t.today - 365, TRUE) AS was_there,
        s.is_current,
        s.ended_because = 'resigned' AND s.valid_to - 1 > t.today - 365 AND s.valid_to - 1 <= t.today
            AS has_resigned,
        s.ended_because = 'retired' AND s.valid_to - 1 > t.today - 365 AND s.valid_to - 1 <= t.today
            AS has_retired
    FROM dim_staff AS s
    CROSS JOIN today AS t
    WHERE s.staff_id IS NOT NULL AND NOT s.is_agency
),

numbers AS (
    SELECT
        home_hospital_name,
        staff_group,
        staff_role,
        count(DISTINCT staff_id) FILTER (WHERE was_there) AS people_before,
        count(DISTINCT staff_id) FILTER (WHERE is_current) AS people_now,
        count(DISTINCT staff_id) FILTER (WHERE has_resigned) AS resigned,
        count(DISTINCT staff_id) FILTER (WHERE has_retired) AS retired
    FROM people
    GROUP BY home_hospital_name, staff_group, staff_role
)

SELECT
    home_hospital_name,
    staff_group,
    staff_role,
    people_before,
    people_now,
    resigned,
    retired,
    round(200.0 * (resigned + retired) / nullif(people_before + people_now, 0), 1) AS turnover_pct
FROM numbers
WHERE people_before + people_now > 0
ORDER BY home_hospital_name ASC, resigned + retired DESC, staff_role ASC
