-- id: zip_population_correlation
-- title: Patients by ZIP code follow its population
-- severity: warning
-- description: Over the ZIP codes that have patients and a known population; n counts patients.
-- unit: correlation
-- low: 0.7
-- high: 1
-- min_rows: 20000
-- source: Census population of ZIP codes

SELECT
    corr(homes.patients, z.population) AS value,
    sum(homes.patients) AS n
FROM (
    SELECT
        zipcode,
        count(*) AS patients
    FROM patients
    GROUP BY zipcode
) AS homes
JOIN zip_codes AS z USING (zipcode)
WHERE z.population IS NOT NULL
