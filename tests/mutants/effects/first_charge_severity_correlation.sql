-- every first visit gets the severity of another one for the same condition and of the same length
CREATE TEMPORARY TABLE alike AS
SELECT
    visit_id,
    severity,
    dense_rank() OVER (ORDER BY condition_id, date_of_discharge - date_of_admission) AS kind
FROM visits
WHERE follow_up_of IS NULL;
UPDATE visits AS own
SET severity = other.severity
FROM (
    SELECT
        visit_id,
        kind,
        row_number() OVER (PARTITION BY kind ORDER BY visit_id) AS place
    FROM alike
) AS here
JOIN (
    SELECT
        severity,
        kind,
        row_number() OVER (PARTITION BY kind ORDER BY md5(visit_id::text)) AS place
    FROM alike
) AS other ON here.kind = other.kind AND here.place = other.place
WHERE own.visit_id = here.visit_id AND own.severity <> other.severity;
