-- HL7 messages are split into segments. What is no ADT message of version 2, or was cut off, is rejected.

-- Messages by segment. MSH counts from its separator on, so msh[9] is MSH-9; the others begin behind their
-- names.
CREATE TEMP TABLE IF NOT EXISTS hl7_messages (
    message_number bigint NOT NULL,
    message text NOT NULL,
    msh text[] NOT NULL,
    evn text[] NOT NULL,
    pid text[] NOT NULL,
    pv1 text[] NOT NULL,
    pv2 text[] NOT NULL,
    dg1 text[] NOT NULL,
    npu text[] NOT NULL
) WITH (toast_tuple_target = 8160) ON COMMIT DELETE ROWS;

-- The values of OBX: what HL7 has no field for.
CREATE TEMP TABLE IF NOT EXISTS hl7_observations (
    message_number bigint NOT NULL,
    code text NOT NULL,
    value text
) ON COMMIT DELETE ROWS;

INSERT INTO hl7_messages
WITH t AS (
    SELECT
        message_number,
        ltrim(raw, E' \t\r\n') AS raw
    FROM taken
    WHERE raw_bytes IS NULL AND format = 'hl7'
),

-- Some senders end segments as lines of a file, of which the last one may have no end.
l AS (
    SELECT
        message_number,
        CASE
            WHEN strpos(raw, E'\n') = 0 THEN raw
            ELSE rtrim(replace(raw, E'\n', E'\r'), E'\r') || E'\r'
        END AS message
    FROM t
),

-- Two quotes alone say that a value is not known, like an empty field.
m AS MATERIALIZED (
    SELECT
        message_number,
        CASE
            WHEN strpos(message, '""') = 0 THEN message
            ELSE regexp_replace(message, E'(?<=[|^])""(?=[|^\r])', '', 'g')
        END AS message
    FROM l
)

SELECT
    m.message_number,
    m.message,
    string_to_array(split_part(m.message, E'\r', 1), '|') AS msh,
    string_to_array(split_part(split_part(m.message, E'\rEVN|', 2), E'\r', 1), '|') AS evn,
    string_to_array(split_part(split_part(m.message, E'\rPID|', 2), E'\r', 1), '|') AS pid,
    string_to_array(split_part(split_part(m.message, E'\rPV1|', 2), E'\r', 1), '|') AS pv1,
    string_to_array(split_part(split_part(m.message, E'\rPV2|', 2), E'\r', 1), '|') AS pv2,
    string_to_array(split_part(split_part(m.message, E'\rDG1|', 2), E'\r', 1), '|') AS dg1,
    string_to_array(split_part(split_part(m.message, E'\rNPU|', 2), E'\r', 1), '|') AS npu
FROM m;

INSERT INTO rejected (message_number, message_id, reason, detail)
SELECT
    f.message_number,
    nullif(f.msh[10], '') AS message_id,
    CASE f.fault
        WHEN 'begin' THEN 'not HL7'
        WHEN 'end' THEN 'not HL7'
        WHEN 'version' THEN 'schema version not supported'
        WHEN 'type' THEN 'unknown trigger'
        ELSE 'field missing'
    END AS reason,
    CASE f.fault
        WHEN 'begin' THEN 'does not begin with MSH|^~\&|'
        WHEN 'end' THEN 'the last segment has no end: ' || right(f.message, 30)
        WHEN 'version' THEN 'MSH-12: ' || coalesce(f.msh[12], '')
        WHEN 'type' THEN 'MSH-9: ' || coalesce(f.msh[9], '')
        ELSE f.fault
    END AS detail
FROM (
    SELECT
        h.*,
        CASE
            WHEN left(h.message, 9) <> 'MSH|^~\&|' THEN 'begin'
            WHEN right(h.message, 1) <> E'\r' THEN 'end'
            WHEN left(split_part(coalesce(h.msh[12], ''), '^', 1) || '.', 2) <> '2.' THEN 'version'
            WHEN left(coalesce(h.msh[9], ''), 4) <> 'ADT^' THEN 'type'
            -- what HL7 requires and the contract does not read
            WHEN coalesce(h.msh[11], '') = '' THEN 'MSH-11'
            WHEN cardinality(h.evn) > 0 AND coalesce(h.evn[2], '') = '' THEN 'EVN-2'
            WHEN cardinality(h.pid) > 0 AND coalesce(h.pid[5], '') = '' THEN 'PID-5'
            WHEN cardinality(h.pv1) > 0 AND coalesce(h.pv1[2], '') = '' THEN 'PV1-2'
        END AS fault
    FROM hl7_messages AS h
) AS f
WHERE f.fault IS NOT NULL;

DELETE FROM hl7_messages AS h
USING rejected AS r
WHERE r.message_number = h.message_number;

INSERT INTO hl7_observations
SELECT
    h.message_number,
    split_part(split_part(o.obx, '|', 3), '^', 1) AS code,
    nullif(split_part(split_part(o.obx, E'\r', 1), '|', 5), '') AS value
FROM hl7_messages AS h
CROSS JOIN LATERAL string_to_table(h.message, E'\rOBX|') WITH ORDINALITY AS o (obx, place)
WHERE strpos(h.message, E'\rOBX|') > 0 AND o.place > 1;
