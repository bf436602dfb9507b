-- dataset: one_hospital
-- every ZIP code of the neighboring states gets the place of another one
CREATE TEMPORARY TABLE homes AS
SELECT
    z.zipcode,
    z.latitude,
    z.longitude
FROM zip_codes AS z
JOIN state_neighbors AS n ON z.state = n.neighbor
JOIN hospitals AS h ON n.state = h.state;
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
