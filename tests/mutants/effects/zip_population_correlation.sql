-- every ZIP code gets the population of another one
UPDATE zip_codes AS own
SET population = other.population
FROM (
    SELECT
        zipcode,
        row_number() OVER (ORDER BY zipcode) AS place
    FROM zip_codes
) AS here
JOIN (
    SELECT
        population,
        row_number() OVER (ORDER BY md5(zipcode::text)) AS place
    FROM zip_codes
) AS other ON here.place = other.place
WHERE own.zipcode = here.zipcode;
