-- id: visits_unique_ids
-- title: Visit number used more than once
-- severity: error
-- description: A bill names its visit by its number, so the number must mean one stay.
-- enforced_by: pk_visits

SELECT
    visit_id,
    count(*) AS visits
FROM visits
GROUP BY visit_id
HAVING count(*) > 1
ORDER BY visit_id
