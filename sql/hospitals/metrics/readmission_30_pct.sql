-- id: readmission_30_pct
-- title: Inpatient stays followed by an unplanned one within 30 days
-- severity: warning
-- description: Of the same patient, at any hospital; unplanned is what was not scheduled. Stays that end
--   in death or a transfer do not count, nor those that ended less than 30 days ago. Leaves out the first
--   30 days, in which hospitals fill up.
-- unit: % of inpatient stays
-- low: 7
-- high: 18
-- min_rows: 3000
-- source: published: 13.9 to 14.0 %, all payers (HCUP 2010-16)

WITH stays AS (
    SELECT
        e.left_at,
        e.disposition,
        lead(e.admitted_at) OVER own AS next_at,
        lead(e.arrival_mode) OVER own AS next_mode
    FROM encounters AS e
    WHERE e.class = 'inpatient'
    WINDOW own AS (PARTITION BY e.patient_id ORDER BY e.admitted_at)
)

SELECT
    100.0 * count(*) FILTER (
        WHERE s.next_at - s.left_at <= interval '30 days' AND s.next_mode <> 'scheduled'
    ) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM stays AS s
CROSS JOIN current_dataset AS d
WHERE
    s.left_at >= d.start + 30
    AND s.left_at < d.today - 30
    AND s.disposition NOT IN ('02', '05', '20', '65')
