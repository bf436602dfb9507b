-- id: staff_promoted_pct
-- title: Leading posts that go to people of the hospital
-- severity: warning
-- description: Charge nurses, heads of service and managers: those who were promoted to the role, against
--   all who were promoted to it or hired for it.
-- unit: % of people in these roles
-- low: 55
-- high: 95
-- min_rows: 60
-- source: assumption: 75 %

SELECT
    100.0 * count(*) FILTER (WHERE e.began_because = 'promoted') / nullif(count(*), 0) AS value,
    count(*) AS n
FROM employments AS e
JOIN roles AS r USING (role)
CROSS JOIN current_dataset AS d
WHERE
    (r.staff_group = 'management' OR r.role IN ('Charge nurse', 'Head of service'))
    AND e.began_because IN ('promoted', 'hired')
    AND e.valid_from <= d.today
