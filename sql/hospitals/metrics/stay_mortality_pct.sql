-- id: stay_mortality_pct
-- title: Inpatients who die in the hospital
-- severity: warning
-- description: Stays for follow-up count, which nobody dies in: a fifth of the inpatient stays. Leaves
--   out the first 30 days, in which hospitals fill up.
-- unit: % of inpatient stays
-- low: 0.7
-- high: 3.2
-- min_rows: 3000
-- source: published: 2.0 % of stays, 765,651 deaths in 2007 (HCUP)

SELECT
    100.0 * count(*) FILTER (WHERE e.disposition = '20') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM encounters AS e
CROSS JOIN current_dataset AS d
WHERE
    e.class = 'inpatient'
    AND e.left_at >= d.start + 30
