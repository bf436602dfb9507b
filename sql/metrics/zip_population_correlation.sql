-- id: zip_population_correlation
-- title: Populous ZIP codes have more patients
-- severity: warning
-- description: Correlation between the patients and the population of a ZIP code, over ZIP codes with
--   patients and a known population. n counts the patients. Around one hospital or a network distance
--   matters too (see local_distance_ratio), so n is 0.
-- unit: correlation
-- low: 0.7
-- high: 1
-- min_rows: 20000
-- source: Census population of ZIP codes

SELECT
    corr(homes.patients, z.population) AS value,
    CASE
        WHEN (SELECT (d.config ->> 'single_hospital')::boolean FROM current_dataset AS d) THEN 0
        ELSE sum(homes.patients)
    END AS n
FROM (
    SELECT
        zipcode,
        count(*) AS patients
    FROM patients
    GROUP BY zipcode
) AS homes
JOIN zip_codes AS z USING (zipcode)
WHERE z.population IS NOT NULL
