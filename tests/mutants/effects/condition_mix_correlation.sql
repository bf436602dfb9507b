-- every condition gets the name of another one
UPDATE conditions AS own
SET name = other.name
FROM (
    SELECT
        condition_id,
        row_number() OVER (ORDER BY condition_id) AS place
    FROM conditions
) AS here
JOIN (
    SELECT
        name,
        row_number() OVER (ORDER BY md5(condition_id::text)) AS place
    FROM conditions
) AS other ON here.place = other.place
WHERE own.condition_id = here.condition_id;
