-- One stay for each pair of times; equal times are allowed
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id
FROM (VALUES (10001), (15000), (30001), (60001), (75000), (85000), (100001)) AS f (encounter_id);
UPDATE ed_stays SET triaged_at = arrived_at - interval '1 second' WHERE encounter_id = 10001;
UPDATE ed_stays SET roomed_at = triaged_at - interval '1 second' WHERE encounter_id = 15000;
UPDATE ed_stays SET roomed_at = NULL, provider_at = triaged_at - interval '1 second' WHERE encounter_id = 30001;
UPDATE ed_stays SET provider_at = roomed_at - interval '1 second' WHERE encounter_id = 60001;
UPDATE ed_stays SET decision_at = triaged_at - interval '1 second' WHERE encounter_id = 75000;
UPDATE ed_stays SET decision_at = provider_at - interval '1 second' WHERE encounter_id = 85000;
UPDATE ed_stays SET departed_at = decision_at - interval '1 second' WHERE encounter_id = 100001;
UPDATE ed_stays SET decision_at = triaged_at, departed_at = triaged_at WHERE encounter_id = 50001;
