-- implies: billing_followup_exceeded_first, first_visit_los_out_of_range, same_day_not_allowed

-- one follow-up of a follow-up is said to follow the first visit
-- one follow-up is said to follow no visit
-- one first visit is said to follow the patient's visit before, which was for another condition
CREATE TEMPORARY TABLE chosen AS
(
    SELECT v.visit_id, earlier.follow_up_of
    FROM visits AS v
    JOIN visits AS earlier ON v.follow_up_of = earlier.visit_id
    JOIN visits AS first ON earlier.follow_up_of = first.visit_id
    WHERE v.date_of_admission - first.date_of_discharge <= 180
    ORDER BY v.visit_id
    LIMIT 1
)
UNION ALL
(
    SELECT v.visit_id, NULL
    FROM visits AS v
    JOIN conditions AS c USING (condition_id)
    WHERE v.follow_up_of IS NOT NULL AND c.name <> 'Childbirth'
    ORDER BY v.visit_id DESC
    LIMIT 1
)
UNION ALL
(
    SELECT v.visit_id, earlier.visit_id
    FROM visits AS v
    JOIN conditions AS c USING (condition_id)
    JOIN visits AS earlier ON v.patient_id = earlier.patient_id AND v.visit_id = earlier.visit_id + 1
    WHERE
        v.follow_up_of IS NULL
        AND v.date_of_discharge - v.date_of_admission <= 2
        AND v.date_of_admission - earlier.date_of_discharge <= 180
        AND c.name <> 'Childbirth'
    ORDER BY v.visit_id
    LIMIT 1
);
CREATE TEMPORARY TABLE failing AS SELECT visit_id FROM chosen;
UPDATE visits AS v SET follow_up_of = chosen.follow_up_of FROM chosen WHERE v.visit_id = chosen.visit_id;
