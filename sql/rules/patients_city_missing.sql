-- id: patients_city_missing
-- title: Patient without a city
-- severity: error
-- description: A patient lives in the city of the ZIP code, so the ZIP code needs a city.

SELECT
    p.patient_id,
    p.zipcode,
    z.city
FROM patients AS p
LEFT JOIN zip_codes AS z USING (zipcode)
WHERE coalesce(btrim(z.city), '') = ''
ORDER BY p.patient_id
