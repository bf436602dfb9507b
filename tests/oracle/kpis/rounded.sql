-- Rounds times down, of one patient to the hour and of the next one to the local day. So lengths of exactly 24, 48 or 96
-- hours, waits of exactly 4 hours, and times at the very begin or end of a window become frequent.

DO $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT
            table_name,
            string_agg(format(
                '%1$I = date_trunc(CASE encounter_id / 10000 %% 2 WHEN 0 THEN ''hour'' ELSE ''day'' END, %1$I, ''America/Chicago'')',
                column_name
            ), ', ') AS changes
        FROM information_schema.columns
        WHERE
            table_schema = current_schema() AND data_type = 'timestamp with time zone'
            AND table_name IN (
                'encounters', 'ed_stays', 'bed_stays', 'surgeries', 'facility_transfers', 'ambulance_runs', 'adt_events'
            )
        GROUP BY table_name
    LOOP
        EXECUTE format('UPDATE %I SET %s WHERE encounter_id IS NOT NULL', found.table_name, found.changes);
    END LOOP;
END $$;

DELETE FROM bed_stays WHERE left_at = entered_at;

DELETE FROM surgeries WHERE ended_at = started_at;

UPDATE ambulance_runs SET on_scene_at = called_at + interval '8 minutes 59 seconds' WHERE encounter_id / 20000 % 2 = 0;

UPDATE adt_events SET recorded_at = occurred_at + interval '15 minutes' WHERE encounter_id / 20000 % 2 = 0;

ANALYZE;
