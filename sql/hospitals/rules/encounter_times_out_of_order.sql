-- id: encounter_times_out_of_order
-- title: Times of an encounter out of order
-- severity: error
-- description: A patient registers, is admitted, is ready to leave and leaves, in this order.
-- enforced_by: ck_encounters_admitted_after_registration, ck_encounters_ready_after_admission,
--   ck_encounters_left_last

SELECT
    encounter_id,
    registered_at,
    admitted_at,
    ready_at,
    left_at
FROM encounters
WHERE
    admitted_at < registered_at
    OR ready_at < registered_at
    OR ready_at < admitted_at
    OR left_at < registered_at
    OR left_at < admitted_at
    OR left_at < ready_at
ORDER BY encounter_id
