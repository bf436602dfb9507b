-- One has seen a provider, one has not left at the moment of the decision, one has not left, and one has a visit.
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id FROM (VALUES (15000), (30001), (50001), (75000), (85000)) AS f (encounter_id);
UPDATE ed_stays
SET decision = 'left without being seen', departed_at = decision_at
WHERE encounter_id IN (15000, 30001, 50001, 85000);
UPDATE ed_stays SET provider_at = NULL WHERE encounter_id IN (30001, 50001, 85000);
UPDATE ed_stays SET departed_at = departed_at + interval '1 second' WHERE encounter_id = 75000;
UPDATE ed_stays SET departed_at = NULL WHERE encounter_id = 85000;
UPDATE ed_stays SET departed_at = departed_at - interval '1 second' WHERE encounter_id = 50001;
UPDATE encounters SET visit_id = NULL WHERE encounter_id = 50001;
