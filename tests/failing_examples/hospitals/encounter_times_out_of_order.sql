-- One encounter for each pair of times; equal times are allowed
CREATE TEMPORARY TABLE failing AS
SELECT encounter_id FROM (VALUES (10001), (30001), (50001), (90001), (120001), (130001)) AS f (encounter_id);
UPDATE encounters SET admitted_at = registered_at - interval '1 second' WHERE encounter_id = 10001;
UPDATE encounters SET ready_at = admitted_at - interval '1 second' WHERE encounter_id = 30001;
UPDATE encounters SET ready_at = left_at + interval '1 second' WHERE encounter_id = 50001;
UPDATE encounters SET left_at = registered_at - interval '1 second' WHERE encounter_id = 130001;
UPDATE encounters SET left_at = registered_at WHERE encounter_id = 85000;
UPDATE encounters SET admitted_at = NULL, ready_at = registered_at - interval '1 second' WHERE encounter_id = 90001;
UPDATE encounters SET ready_at = NULL, admitted_at = left_at + interval '1 second' WHERE encounter_id = 120001;
UPDATE encounters SET admitted_at = NULL, ready_at = registered_at WHERE encounter_id = 140001;
UPDATE encounters SET ready_at = NULL, admitted_at = left_at WHERE encounter_id = 80001;
UPDATE encounters SET ready_at = admitted_at WHERE encounter_id = 100001;
