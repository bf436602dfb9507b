-- id: clinic_follow_up_pct
-- title: Visits to the clinic with a follow-up appointment
-- severity: warning
-- description: Share of true in the column follow_up of the view clinic_visits. Other populations have no
--   value.
-- unit: % of visits
-- low: 27
-- high: 33
-- min_rows: 3000
-- source: reference model, the clinic dataset

SELECT
    100.0 * avg(follow_up::integer) AS value,
    count(*) AS n
FROM clinic_visits
WHERE (SELECT d.config ->> 'population' FROM current_dataset AS d) = 'clinic'
