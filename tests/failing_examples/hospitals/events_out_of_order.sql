-- One has the number of another encounter, one occurred before an earlier one, and one was recorded too early. Events of
-- the same second, and recorded at once, are allowed.
CREATE TEMPORARY TABLE failing AS
SELECT f.event_key::bigint FROM (VALUES (1000102), (1500001), (3000102), (13000101)) AS f (event_key);
UPDATE adt_events SET occurred_at = '2025-03-03 08:59:59-08' WHERE event_key = 1000102;
UPDATE adt_events SET recorded_at = occurred_at - interval '1 second' WHERE event_key = 3000102;
UPDATE adt_events SET encounter_id = 15001 WHERE event_key = 1500001;
UPDATE adt_events SET encounter_id = 130000 WHERE event_key = 13000101;
