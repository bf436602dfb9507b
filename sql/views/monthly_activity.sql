-- monthly_activity: What happens in each month: one row for each series and month, by date of admission.
-- series: Name: one of five counts, such as visits and patients_in_bed; or follow_up_pct, stay_days, charge.
-- month: First day of the month. Visits of the last 20 days may be missing, because they have no bill yet.
-- value: Number a day, %, days, or dollars at the prices of origin (mean without the 1 % at each end).
-- total: The sum behind the value: value = total / weight.
-- weight: What the sum is divided by: days of the month, visits or bills.
-- events: Registrations, deliveries, bills, or else courses of care that begin in the month.

WITH days AS (
    SELECT
        'visits' AS series,
        date_of_admission AS day,
        count(*)::numeric AS total,
        NULL::bigint AS weight,
        count(*) - count(follow_up_of) AS events
    FROM visits
    GROUP BY date_of_admission
    UNION ALL
    SELECT
        'registrations' AS series,
        registered_on AS day,
        count(*) AS total,
        NULL AS weight,
        count(*) AS events
    FROM patients
    GROUP BY registered_on
    UNION ALL
    SELECT
        'new_conditions' AS series,
        date_of_admission AS day,
        count(*) AS total,
        NULL AS weight,
        count(*) AS events
    FROM visits
    WHERE follow_up_of IS NULL
    GROUP BY date_of_admission
    UNION ALL
    SELECT
        'deliveries' AS series,
        date_of_admission AS day,
        count(*) AS total,
        NULL AS weight,
        count(*) AS events
    FROM visits
    WHERE
        follow_up_of IS NULL
        AND condition_id = (
            SELECT c.condition_id FROM conditions AS c
            WHERE c.name = 'Childbirth'
        )
    GROUP BY date_of_admission
    UNION ALL
    SELECT
        'follow_up_pct' AS series,
        date_of_admission AS day,
        100 * count(follow_up_of) AS total,
        count(*) AS weight,
        count(*) - count(follow_up_of) AS events
    FROM visits
    GROUP BY date_of_admission
    UNION ALL
    SELECT
        'stay_days' AS series,
        date_of_admission AS day,
        sum(date_of_discharge - date_of_admission) AS total,
        count(*) AS weight,
        count(*) - count(follow_up_of) AS events
    FROM visits
    GROUP BY date_of_admission
    UNION ALL
    SELECT
        'patients_in_bed' AS series,
        s.date_of_admission + n.night AS day,
        sum(s.patients) AS total,
        NULL AS weight,
        sum(CASE WHEN n.night = 0 THEN s.courses ELSE 0 END)::bigint AS events
    FROM (
        SELECT
            date_of_admission,
            date_of_discharge,
            count(*) AS patients,
            count(*) - count(follow_up_of) AS courses
        FROM visits
        GROUP BY date_of_admission, date_of_discharge
    ) AS s
    CROSS JOIN LATERAL generate_series(0, s.date_of_discharge - s.date_of_admission - 1) AS n (night)
    GROUP BY s.date_of_admission + n.night
),

-- Charges in steps of 2 %: the 1 % at each end is found without sorting all bills. From 200,000 patients on
-- (--patients), it reads one patient in two, three, four and so on.
charges AS (
    SELECT
        date_trunc('month', v.date_of_admission::timestamp)::date AS month,
        floor(ln(b.total_charge::double precision) * 50) AS step,
        sum(b.total_charge) AS dollars,
        count(*) AS bills
    FROM visits AS v
    JOIN billing AS b USING (visit_id)
    WHERE
        b.total_charge > 0
        AND v.patient_id % (
            SELECT greatest(1, (d.config ->> 'patients')::bigint / 100000) FROM current_dataset AS d
        ) = 0
    GROUP BY
        date_trunc('month', v.date_of_admission::timestamp),
        floor(ln(b.total_charge::double precision) * 50)
),

ranked AS (
    SELECT
        month,
        dollars,
        bills,
        (sum(bills) OVER (PARTITION BY month ORDER BY step) - bills / 2.0)
        / sum(bills) OVER (PARTITION BY month) AS rank
    FROM charges
),

found AS (
    SELECT
        d.series,
        date_trunc('month', d.day)::date AS month,
        sum(d.total) AS total,
        sum(d.weight) AS weight,
        sum(d.events) AS events
    FROM days AS d
    GROUP BY d.series, date_trunc('month', d.day)
    UNION ALL
    SELECT
        'charge' AS series,
        r.month,
        sum(r.dollars) / p.price AS total,
        sum(r.bills) AS weight,
        sum(r.bills) AS events
    FROM ranked AS r
    JOIN price_index AS p USING (month)
    WHERE r.rank BETWEEN 0.01 AND 0.99
    GROUP BY r.month, p.price
),

-- A month in which nothing happens has a row too. weight is null for counts, which are divided by the days.
months AS (
    SELECT
        s.series,
        m.month::date AS month,
        CASE
            WHEN s.by_day
                THEN
                    least((m.month + interval '1 month')::date, d.today + 1)
                    - greatest(m.month::date, d.start)
        END AS days
    FROM (
        VALUES
        ('visits', TRUE),
        ('registrations', TRUE),
        ('new_conditions', TRUE),
        ('deliveries', TRUE),
        ('patients_in_bed', TRUE),
        ('follow_up_pct', FALSE),
        ('stay_days', FALSE),
        ('charge', FALSE)
    ) AS s (series, by_day)
    CROSS JOIN current_dataset AS d
    CROSS JOIN LATERAL generate_series(
        date_trunc('month', d.start::timestamp), d.today::timestamp, interval '1 month'
    ) AS m (month)
)

SELECT
    m.series,
    m.month,
    coalesce(f.total, 0) / nullif(coalesce(m.days, f.weight), 0) AS value,
    coalesce(f.total, 0) AS total,
    coalesce(m.days, f.weight, 0)::bigint AS weight,
    coalesce(f.events, 0)::bigint AS events
FROM months AS m
LEFT JOIN found AS f USING (series, month)
