-- every condition gets the base probability of another one
UPDATE conditions AS own
SET late_unpaid_base = other.late_unpaid_base
FROM (
    SELECT
        condition_id,
        row_number() OVER (ORDER BY condition_id) AS place
    FROM conditions
) AS here
JOIN (
    SELECT
        late_unpaid_base,
        row_number() OVER (ORDER BY md5(condition_id::text)) AS place
    FROM conditions
) AS other ON here.place = other.place
WHERE own.condition_id = here.condition_id;
