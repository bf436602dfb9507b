-- every delivery gets the length of another one
CREATE TEMPORARY TABLE deliveries AS
SELECT
    v.visit_id,
    v.date_of_discharge - v.date_of_admission AS days
FROM visits AS v
JOIN conditions AS c USING (condition_id)
WHERE c.name = 'Childbirth' AND v.follow_up_of IS NULL;
UPDATE visits AS own
SET date_of_discharge = own.date_of_admission + other.days
FROM (
    SELECT
        visit_id,
        row_number() OVER (ORDER BY visit_id) AS place
    FROM deliveries
) AS here
JOIN (
    SELECT
        days,
        row_number() OVER (ORDER BY md5(visit_id::text)) AS place
    FROM deliveries
) AS other ON here.place = other.place
WHERE own.visit_id = here.visit_id;
