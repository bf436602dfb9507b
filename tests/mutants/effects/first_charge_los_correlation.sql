-- every first visit gets the length of another one for the same condition and of the same severity
CREATE TEMPORARY TABLE alike AS
SELECT
    visit_id,
    date_of_discharge - date_of_admission AS days,
    dense_rank() OVER (ORDER BY condition_id, severity) AS kind
FROM visits
WHERE follow_up_of IS NULL AND patient_id <= 20000;
UPDATE visits AS own
SET date_of_discharge = own.date_of_admission + other.days
FROM (
    SELECT
        visit_id,
        kind,
        row_number() OVER (PARTITION BY kind ORDER BY visit_id) AS place
    FROM alike
) AS here
JOIN (
    SELECT
        days,
        kind,
        row_number() OVER (PARTITION BY kind ORDER BY md5(visit_id::text)) AS place
    FROM alike
) AS other ON here.kind = other.kind AND here.place = other.place
WHERE own.visit_id = here.visit_id;
