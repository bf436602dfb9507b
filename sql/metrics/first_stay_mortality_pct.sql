-- id: first_stay_mortality_pct
-- title: First overnight stays that end in death
-- severity: warning
-- description: Reads admissions from the fourth month of the dataset on. Before, follow-ups of courses
--   that began before start look like first visits. n counts the stays.
-- unit: % of first overnight stays
-- low: 1.3
-- high: 2.5
-- min_rows: 20000
-- source: assumption: about 2 %, as in US hospitals

SELECT
    100.0 * count(*) FILTER (WHERE p.date_of_death = v.date_of_discharge) / nullif(count(*), 0) AS value,
    count(*) AS n
FROM visits AS v
JOIN patients AS p USING (patient_id)
WHERE
    v.follow_up_of IS NULL
    AND v.date_of_discharge > v.date_of_admission
    AND v.date_of_admission >= (SELECT d.start + 90 FROM current_dataset AS d)
    AND (SELECT d.config ->> 'population' FROM current_dataset AS d) = 'us'
