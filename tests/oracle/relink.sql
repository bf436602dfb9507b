-- Sets follow_up_of of every visit to what it should be, however the visits were corrupted.

UPDATE visits
SET follow_up_of = linked.previous
FROM (
    SELECT
        ctid,
        lag(visit_id) OVER (
            PARTITION BY patient_id, condition_id
            ORDER BY date_of_admission, visit_id
        ) AS previous
    FROM visits
) AS linked
WHERE visits.ctid = linked.ctid AND visits.follow_up_of IS DISTINCT FROM linked.previous
