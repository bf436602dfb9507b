-- id: case_mix_index
-- topic: Admissions and patients
-- title: Case-mix index
-- unit: ratio
-- formula: Mean weight of the inpatient stays whose bill is dated (billing_date) on a local day that ended
--   in the window: from the local date of its begin, to before the local date of its end. Weight of a
--   condition and severity (of the visit) = mean length of stay (left_at - admitted_at) of the inpatient
--   stays of the same hospital, condition and severity billed in the 365 days before the local date of the
--   window's begin / mean length of all inpatient stays of the hospital billed in these days. Stays of a
--   condition and severity with fewer than 5 of these are left out.
-- denominator: billed stays with a weight
-- source: published idea: CMS case-mix index; weights own, from lengths of stay, not from costs
-- good: none
-- reads: billing, encounters, kpi_departments, visits
-- min_n: 20
-- replaces: 14

WITH days AS (
    -- whole local days that ended in the window: bills have a date and no hour
    SELECT
        window_id,
        hospital_id,
        began_at,
        ended_at,
        (began_at AT TIME ZONE time_zone)::date AS first_day,
        (ended_at AT TIME ZONE time_zone)::date AS next_day
    FROM kpi_windows
),

years AS (
    SELECT
        hospital_id,
        min(began_at) - interval '9480 hours' AS left_from,
        min(first_day) - 365 AS first_day,
        max(first_day) AS next_day
    FROM days
    GROUP BY hospital_id
),

-- A bill comes within days of leaving: 30 days more (720 hours) are enough for the index. No end of the years
-- here: Postgres would expect few rows and look up each of many thousand bills.
stays AS MATERIALIZED (
    SELECT
        e.hospital_id,
        e.service,
        v.condition_id,
        v.severity,
        b.billing_date,
        e.left_at,
        extract(EPOCH FROM e.left_at - e.admitted_at)::double precision AS seconds
    FROM years AS y
    JOIN encounters AS e
        ON
            y.hospital_id = e.hospital_id
            AND y.left_from <= e.left_at
    JOIN billing AS b
        ON
            e.visit_id = b.visit_id
            AND y.first_day <= b.billing_date
    JOIN visits AS v ON b.visit_id = v.visit_id
    WHERE e.class = 'inpatient'
),

billed AS (
    SELECT
        w.window_id,
        w.first_day,
        s.hospital_id,
        s.service,
        s.condition_id,
        s.severity
    FROM days AS w
    JOIN stays AS s
        ON
            w.hospital_id = s.hospital_id
            AND w.first_day <= s.billing_date
            AND w.next_day > s.billing_date
            AND w.ended_at > s.left_at
),

daily AS (
    SELECT
        s.hospital_id,
        s.condition_id,
        s.severity,
        s.billing_date,
        count(*) AS n,
        sum(s.seconds) AS seconds
    FROM stays AS s
    JOIN years AS y
        ON
            s.hospital_id = y.hospital_id
            AND s.billing_date < y.next_day
    GROUP BY s.hospital_id, s.condition_id, s.severity, s.billing_date
),

-- A stay is counted from its bill until 365 days later. So the sum before a day is the sum over the 365 days
-- before it, and many windows cost one sort.
steps AS (
    SELECT
        hospital_id,
        condition_id,
        severity,
        billing_date + 1 AS day,
        n,
        seconds,
        FALSE AS is_window
    FROM daily
    UNION ALL
    SELECT
        hospital_id,
        condition_id,
        severity,
        billing_date + 366 AS day,
        -n AS n,
        -seconds AS seconds,
        FALSE AS is_window
    FROM daily
    UNION ALL
    SELECT DISTINCT
        hospital_id,
        condition_id,
        severity,
        first_day AS day,
        0 AS n,
        0 AS seconds,
        TRUE AS is_window
    FROM billed
),

running AS (
    SELECT
        hospital_id,
        condition_id,
        severity,
        day AS first_day,
        is_window,
        sum(n) OVER cell AS n,
        sum(seconds) OVER cell AS seconds,
        sum(n) OVER hospital AS hospital_n,
        sum(seconds) OVER hospital AS hospital_seconds
    FROM steps
    WINDOW
        cell AS (PARTITION BY hospital_id, condition_id, severity ORDER BY day),
        hospital AS (PARTITION BY hospital_id ORDER BY day)
),

weighted AS (
    SELECT
        s.window_id,
        d.department_id,
        (r.seconds / r.n) / (r.hospital_seconds / r.hospital_n) AS weight
    FROM billed AS s
    JOIN running AS r USING (hospital_id, condition_id, severity, first_day)
    LEFT JOIN kpi_departments AS d USING (hospital_id, service)
    WHERE
        r.is_window
        AND r.n >= 5
)

SELECT
    w.window_id,
    x.department_id,
    avg(x.weight) AS value,
    count(x.weight) AS n
FROM kpi_windows AS w
LEFT JOIN weighted AS x USING (window_id)
GROUP BY GROUPING SETS ((w.window_id), (w.window_id, x.department_id))
HAVING grouping(x.department_id) = 1 OR x.department_id IS NOT NULL
