-- Functions of the transform. They read values, and never stop at wrong ones.

CREATE FUNCTION try_json(message text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN message::jsonb;
EXCEPTION WHEN others THEN
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION try_json(text) IS
'The document of a text; null if the text is no JSON that the database can hold.';

CREATE FUNCTION json_fault(message text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    PERFORM message::jsonb;
    RETURN NULL;
EXCEPTION WHEN others THEN
    RETURN sqlerrm;
END
$$;
COMMENT ON FUNCTION json_fault(text) IS
'Why a text is no JSON that the database can hold; null if it is.';

CREATE FUNCTION repeated_key(message text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT k.key
FROM (
    SELECT '' AS inside, o.key
    FROM json_each(message::json) AS o
    UNION ALL
    SELECT o.key AS inside, i.key
    FROM json_each(message::json) AS o
    CROSS JOIN LATERAL json_object_keys(CASE WHEN json_typeof(o.value) = 'object' THEN o.value END) AS i (key)
) AS k
GROUP BY k.inside, k.key
HAVING count(*) > 1
ORDER BY k.inside, k.key
LIMIT 1
$$;
COMMENT ON FUNCTION repeated_key(text) IS
'A key that a JSON object, or an object inside it, has twice; null if there is none.';

CREATE FUNCTION keys_of(document jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT array_agg(k.key ORDER BY k.key) FROM jsonb_object_keys(document) AS k (key)
$$;
COMMENT ON FUNCTION keys_of(jsonb) IS 'The keys of a JSON object, sorted; null if it has none.';

CREATE FUNCTION without_known_fields(document jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT document - ARRAY[
    'schema_version', 'message_id', 'trigger', 'occurred_at', 'recorded_at', 'hospital_id', 'encounter_id',
    'patient', 'class', 'service', 'bed_id', 'from_bed_id', 'arrival_mode', 'admission_source',
    'complaint_id', 'condition_id', 'bed_reason', 'outlier', 'update', 'esi', 'early_warning_score',
    'triage_color', 'decision', 'disposition', 'expected_discharge_on', 'bed_status', 'cancels', 'staff'
]
$$;
COMMENT ON FUNCTION without_known_fields(jsonb) IS
'An event without the fields of version 1.0 of the contract.';

CREATE FUNCTION unknown_fields(document jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
    WHEN without_known_fields(document) <> '{}'::jsonb THEN keys_of(without_known_fields(document))
END
$$;
COMMENT ON FUNCTION unknown_fields(jsonb) IS
'The fields of an event that the contract does not know; null if none.';

CREATE FUNCTION is_number(value text, digits integer) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT value <> '' AND length(value) <= digits AND translate(value, '0123456789', '') = ''
$$;
COMMENT ON FUNCTION is_number(text, integer) IS
'Whether a text is a whole number without a sign, of so many digits at most.';

CREATE FUNCTION is_key(value text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT is_number(CASE WHEN value LIKE '-%' THEN substr(value, 2) ELSE value END, 18)
$$;
COMMENT ON FUNCTION is_key(text) IS
'Whether a text is an event_key: a whole number of at most 18 digits, with a minus before it for beds.';

CREATE FUNCTION try_cast_moment(value text) RETURNS timestamptz
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN value::timestamptz;
EXCEPTION WHEN others THEN
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION try_cast_moment(text) IS
'The moment of a text with an offset; null if there is no such moment, such as on 30 February.';

CREATE FUNCTION try_moment(value text) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE
    WHEN
        translate(value, '123456789+', '000000000-')
        IN ('0000-00-00T00:00:00-00:00', '0000-00-00T00:00:00Z')
        AND strpos(left(value, 19), '+') = 0
        THEN try_cast_moment(value)
END
$$;
COMMENT ON FUNCTION try_moment(text) IS
'The moment of a text such as 2026-06-30T14:05:00-05:00; null for any other text.';

CREATE FUNCTION try_cast_day(value text) RETURNS date
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN value::date;
EXCEPTION WHEN others THEN
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION try_cast_day(text) IS 'The date of a text; null if there is no such date.';

CREATE FUNCTION try_day(value text) RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE
    WHEN translate(value, '123456789', '000000000') = '0000-00-00' THEN try_cast_day(value)
END
$$;
COMMENT ON FUNCTION try_day(text) IS 'The date of a text such as 2026-06-30; null for any other text.';

CREATE FUNCTION take_reference(snapshot jsonb) RETURNS text
LANGUAGE plpgsql VOLATILE STRICT AS $$
DECLARE
    part text;
BEGIN
    FOREACH part IN ARRAY '{hospitals,departments,units,beds,services,complaints,conditions}'::text[] LOOP
        IF jsonb_typeof(snapshot -> part) IS DISTINCT FROM 'array' THEN
            RETURN part || ' is no list';
        END IF;
    END LOOP;
    -- AT TIME ZONE also reads abbreviations such as CEST, which gold does not know
    SELECT h.value ->> 'time_zone' INTO part
    FROM jsonb_array_elements(snapshot -> 'hospitals') AS h
    WHERE h.value ->> 'time_zone' NOT IN (SELECT z.name FROM pg_catalog.pg_timezone_names AS z)
    LIMIT 1;
    IF FOUND THEN
        RETURN 'unknown time zone ' || part;
    END IF;
    INSERT INTO hospitals SELECT r.* FROM jsonb_populate_recordset(NULL::hospitals, snapshot -> 'hospitals') AS r
    ON CONFLICT (hospital_id) DO UPDATE
    SET name = excluded.name, state = excluded.state, time_zone = excluded.time_zone;
    INSERT INTO services SELECT r.* FROM jsonb_populate_recordset(NULL::services, snapshot -> 'services') AS r
    ON CONFLICT (service) DO UPDATE
    SET name = excluded.name;
    INSERT INTO departments SELECT r.* FROM jsonb_populate_recordset(NULL::departments, snapshot -> 'departments') AS r
    ON CONFLICT (department_id) DO UPDATE
    SET hospital_id = excluded.hospital_id, service = excluded.service, name = excluded.name;
    INSERT INTO units SELECT r.* FROM jsonb_populate_recordset(NULL::units, snapshot -> 'units') AS r
    ON CONFLICT (unit_id) DO UPDATE
    SET
        hospital_id = excluded.hospital_id, department_id = excluded.department_id, name = excluded.name,
        care_level = excluded.care_level, ages = excluded.ages,
        patients_per_nurse = excluded.patients_per_nurse, beds = excluded.beds;
    INSERT INTO beds SELECT r.* FROM jsonb_populate_recordset(NULL::beds, snapshot -> 'beds') AS r
    ON CONFLICT (bed_id) DO UPDATE
    SET
        unit_id = excluded.unit_id, hospital_id = excluded.hospital_id, kind = excluded.kind,
        room = excluded.room, label = excluded.label;
    INSERT INTO complaints SELECT r.* FROM jsonb_populate_recordset(NULL::complaints, snapshot -> 'complaints') AS r
    ON CONFLICT (complaint_id) DO UPDATE
    SET name = excluded.name;
    INSERT INTO conditions SELECT r.* FROM jsonb_populate_recordset(NULL::conditions, snapshot -> 'conditions') AS r
    ON CONFLICT (condition_id) DO UPDATE
    SET name = excluded.name, icd10_code = excluded.icd10_code;
    RETURN NULL;
EXCEPTION WHEN others THEN
    RETURN sqlerrm;
END
$$;
COMMENT ON FUNCTION take_reference(jsonb) IS
'Takes the hospitals and places of a reference snapshot. Returns why it cannot; then nothing has changed.';
