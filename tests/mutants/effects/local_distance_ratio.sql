-- dataset: one_hospital
-- every ZIP code of the hospital's state gets the place of another one
CREATE TEMPORARY TABLE homes AS
SELECT
    z.zipcode,
    z.latitude,
    z.longitude
FROM zip_codes AS z
JOIN hospitals AS h ON z.state = h.state AND z.zipcode <> h.zipcode;
UPDATE zip_codes AS own
SET latitude = other.latitude, longitude = other.longitude
FROM (
    SELECT
        zipcode,
        row_number() OVER (ORDER BY zipcode) AS place
    FROM homes
) AS here
JOIN (
    SELECT
        latitude,
        longitude,
        row_number() OVER (ORDER BY md5(zipcode)) AS place
    FROM homes
) AS other ON here.place = other.place
WHERE own.zipcode = here.zipcode;
