-- id: reference_condition_mismatches
-- title: Condition of the reference model that is missing or changed
-- severity: error
-- description: The 17 conditions of the reference model keep its category, ages, length of stay, treatments
--   and payment figures. More conditions are welcome.

WITH promised (
    name, category, los_min, los_max, adult_only, same_day_possible, follow_up_required,
    primary_treatment, secondary_treatment, late_unpaid_base, late_paid_base
) AS (
    VALUES
    (
        'High blood pressure', 'chronic', 0, 2, true, true, false,
        'Medication', 'Lifestyle Counseling', 0.08, 0.12
    ),
    ('Diabetes', 'chronic', 1, 4, false, true, true, 'Insulin Therapy', 'Dietary Management', 0.10, 0.15),
    ('Arthritis', 'chronic', 1, 3, true, true, true, 'Physical Therapy', 'Joint Injections', 0.08, 0.12),
    ('Asthma', 'chronic', 0, 2, false, true, true, 'Inhaler', 'Nebulizer Therapy', 0.08, 0.12),
    ('Cancer', 'complex', 5, 10, false, false, true, 'Chemotherapy', 'Radiation Therapy', 0.22, 0.25),
    ('Broken bones', 'acute', 0, 5, false, true, true, 'Cast', 'Surgery', 0.10, 0.15),
    ('Heart disease', 'complex', 5, 10, true, false, true, 'Bypass Surgery', 'Medication', 0.16, 0.20),
    ('Pneumonia', 'acute', 2, 7, false, false, false, 'Medication', 'Oxygen Therapy', 0.12, 0.18),
    ('Flu', 'minor', 0, 2, false, true, false, 'Medication', 'Rest & Fluids', 0.06, 0.10),
    ('Migraine', 'minor', 0, 1, false, true, false, 'Medication', 'Pain Management', 0.06, 0.10),
    ('Depression', 'depression', 3, 7, false, false, false, 'Therapy (CBT)', 'Medication', 0.09, 0.12),
    ('Anxiety', 'depression', 1, 3, false, false, false, 'Counseling', 'Medication', 0.09, 0.12),
    ('Allergies', 'minor', 0, 1, false, true, false, 'Medication', 'Allergy Shots', 0.05, 0.08),
    ('Kidney failure', 'complex', 5, 10, true, false, true, 'Dialysis', 'Transplant Evaluation', 0.20, 0.23),
    ('Stroke', 'complex', 5, 10, true, false, true, 'Rehabilitation', 'Medication', 0.18, 0.22),
    ('COVID-19', 'acute', 3, 14, false, false, false, 'Supportive Care', 'Medication', 0.14, 0.20),
    ('Childbirth', 'acute', 1, 5, true, false, false, 'Delivery', 'Cesarean Section', 0.07, 0.10)
),

found AS (
    SELECT
        c.name,
        c.category,
        c.los_min::integer,
        c.los_max::integer,
        c.adult_only,
        c.same_day_possible,
        c.follow_up_required,
        string_agg(t.name, ', ') FILTER (WHERE r.role = 'primary') AS primary_treatment,
        string_agg(t.name, ', ') FILTER (WHERE r.role = 'secondary') AS secondary_treatment,
        c.late_unpaid_base::numeric,
        c.late_paid_base::numeric
    FROM conditions AS c
    JOIN condition_treatments AS r USING (condition_id)
    JOIN treatments AS t USING (treatment_id)
    GROUP BY c.condition_id
)

SELECT *
FROM (
    SELECT * FROM promised
    EXCEPT
    SELECT * FROM found
) AS broken
ORDER BY name
