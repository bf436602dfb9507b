-- id: flu_december_to_february_pct
-- title: Flu visits from December to February
-- severity: warning
-- description: Follow-ups come weeks later, so the share of visits is lower than the share of admissions in
--   the source. Counts whole calendar years of the dataset.
-- unit: % of flu visits
-- low: 55
-- high: 85
-- min_rows: 1000
-- source: CDC NHSN admissions 2022-26: 72 % of admissions

SELECT
    100.0 * count(*) FILTER (WHERE extract(MONTH FROM v.date_of_admission) IN (12, 1, 2))
    / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS v
JOIN conditions AS c USING (condition_id)
CROSS JOIN current_dataset AS d
WHERE
    c.name = 'Flu'
    AND v.date_of_admission >= date_trunc('year', d.start + interval '1 year - 1 day')
    AND v.date_of_admission < date_trunc('year', d.today - interval '1 month')
