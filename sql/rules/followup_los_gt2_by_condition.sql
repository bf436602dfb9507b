-- id: followup_los_gt2_by_condition
-- title: Follow-up longer than two days
-- severity: error
-- description: A follow-up checks on a condition that was treated before. Only first visits are longer
--   stays.

SELECT
    visit_id,
    condition_id,
    date_of_admission,
    date_of_discharge
FROM visits
WHERE
    follow_up_of IS NOT NULL
    AND date_of_discharge - date_of_admission > 2
ORDER BY visit_id
