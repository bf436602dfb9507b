-- Deletes from an operations dataset everything that is stamped at or after the moment in the temporary table cut (at),
-- and all visits and bills. It runs with session_replication_role = replica, so the order of the tables does not matter.

UPDATE encounters SET visit_id = NULL;
DELETE FROM billing;
DELETE FROM visits;
DELETE FROM bookings USING cut WHERE booked_at >= at;
DELETE FROM adt_events USING cut WHERE recorded_at >= at;
DELETE FROM unit_hours USING cut WHERE hour >= date_trunc('hour', at);
DELETE FROM diversions USING cut WHERE began_at >= at;
DELETE FROM facility_transfers USING cut WHERE requested_at >= at;
DELETE FROM surgeries USING cut WHERE booked_at >= at;
UPDATE surgeries SET cancelled_at = NULL, cancel_reason = NULL FROM cut WHERE cancelled_at >= at;
UPDATE surgeries SET ended_at = NULL FROM cut WHERE ended_at >= at;
UPDATE surgeries SET started_at = NULL, room_id = NULL FROM cut WHERE started_at >= at;
DELETE FROM bed_stays USING cut WHERE entered_at >= at;
UPDATE bed_stays SET left_at = NULL FROM cut WHERE left_at >= at;
DELETE FROM ed_stays USING cut WHERE arrived_at >= at;
UPDATE ed_stays SET departed_at = NULL FROM cut WHERE departed_at >= at;
UPDATE ed_stays SET decision_at = NULL, decision = NULL FROM cut WHERE decision_at >= at;
UPDATE ed_stays SET provider_at = NULL FROM cut WHERE provider_at >= at;
UPDATE ed_stays SET roomed_at = NULL, station_id = NULL FROM cut WHERE roomed_at >= at;
UPDATE ed_stays SET triaged_at = NULL, esi = NULL, early_warning_score = NULL, triage_color = NULL
FROM cut WHERE triaged_at >= at;
DELETE FROM encounters USING cut WHERE registered_at >= at AND coalesce(admitted_at <> at, TRUE);
-- The admission at the moment itself stays: it is what the prediction is about.
UPDATE encounters SET admitted_at = NULL, class = 'emergency', ready_at = NULL FROM cut WHERE admitted_at > at;
UPDATE encounters SET ready_at = NULL FROM cut WHERE ready_at >= at;
UPDATE encounters SET left_at = NULL, disposition = NULL, expected_discharge_on = NULL FROM cut
WHERE left_at >= at OR left_at IS NULL
