-- id: los_model_mismatches
-- title: Model that learned from the future, or from other rows than those of its dataset
-- severity: error
-- description: as_of is at the latest the end of the dataset's today (in the time zone that ends a day last),
--   and the fingerprint is that of the dataset.

SELECT
    m.model_id,
    m.dataset_id,
    m.as_of,
    d.today,
    m.fingerprint
FROM los_models AS m
JOIN datasets AS d USING (dataset_id)
WHERE
    m.as_of AT TIME ZONE 'UTC' > d.today + interval '36 hours'
    OR m.fingerprint <> d.fingerprint
ORDER BY m.model_id
