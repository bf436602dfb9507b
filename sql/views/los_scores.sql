-- los_scores: Predictions beside what happened, of datasets with the options of the newest, today aside.
-- model_id: The model.
-- encounter_id: The stay.
-- hospital_id: The hospital.
-- predicted_at: The moment whose facts the prediction is made of.
-- hours_so_far: Hours from admission to the prediction.
-- p10_hours: Length of the whole stay that 10 % of such stays stay below.
-- p50_hours: Length of the whole stay that half of such stays stay below.
-- p90_hours: Length of the whole stay that 90 % of such stays stay below.
-- actual_hours: Hours from admission to leaving; null while the patient is still here.
-- leave_24: Predicted probability to leave within 24 hours.
-- left_24: Whether the patient left within 24 hours; null while it is not known.
-- leave_48: Predicted probability to leave within 48 hours.
-- left_48: Whether the patient left within 48 hours; null while it is not known.
-- over_48: Predicted probability of more than 48 hours.
-- over_96: Predicted probability of more than 96 hours.
-- stayed_over_48: Whether the stay has more than 48 hours; null while it is not known.
-- stayed_over_96: Whether the stay has more than 96 hours; null while it is not known.

WITH outcomes AS (
    SELECT
        p.*,
        e.admitted_at,
        e.left_at,
        coalesce(e.left_at, (c.today + 1)::timestamp AT TIME ZONE h.time_zone) AS seen_until
    FROM los_predictions AS p
    JOIN datasets AS d ON p.dataset_id = d.dataset_id
    JOIN current_dataset AS c
        ON d.config - 'today' = c.config - 'today' AND d.generator_version = c.generator_version
    JOIN encounters AS e ON p.encounter_id = e.encounter_id AND p.hospital_id = e.hospital_id
    JOIN hospitals AS h ON e.hospital_id = h.hospital_id
    WHERE e.admitted_at <= p.predicted_at
)

SELECT
    model_id,
    encounter_id,
    hospital_id,
    predicted_at,
    hours_so_far,
    p10_hours,
    p50_hours,
    p90_hours,
    extract(EPOCH FROM left_at - admitted_at)::double precision / 3600 AS actual_hours,
    leave_24,
    CASE
        WHEN seen_until > predicted_at + interval '24 hours' THEN FALSE
        WHEN left_at IS NOT NULL THEN TRUE
    END AS left_24,
    leave_48,
    CASE
        WHEN seen_until > predicted_at + interval '48 hours' THEN FALSE
        WHEN left_at IS NOT NULL THEN TRUE
    END AS left_48,
    over_48,
    over_96,
    CASE
        WHEN seen_until > admitted_at + interval '48 hours' THEN TRUE
        WHEN left_at IS NOT NULL THEN FALSE
    END AS stayed_over_48,
    CASE
        WHEN seen_until > admitted_at + interval '96 hours' THEN TRUE
        WHEN left_at IS NOT NULL THEN FALSE
    END AS stayed_over_96
FROM outcomes
