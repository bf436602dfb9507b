-- Names in HL7 messages are unescaped. An escape stands between two backslashes, so every second part of a
-- text with backslashes is one. An escape that cannot be read stays as it is.
UPDATE fields AS f
SET
    last_name = coalesce(p.last_name, f.last_name),
    first_name = coalesce(p.first_name, f.first_name),
    zipcode = coalesce(p.zipcode, f.zipcode),
    state = coalesce(p.state, f.state)
FROM (
    SELECT
        t.message_number,
        max(t.plain) FILTER (WHERE t.field = 'last_name') AS last_name,
        max(t.plain) FILTER (WHERE t.field = 'first_name') AS first_name,
        max(t.plain) FILTER (WHERE t.field = 'zipcode') AS zipcode,
        max(t.plain) FILTER (WHERE t.field = 'state') AS state
    FROM (
        SELECT
            e.message_number,
            v.field,
            string_agg(
                CASE
                    WHEN part.place % 2 = 1 THEN part.text
                    WHEN part.text = 'F' THEN '|'
                    WHEN part.text = 'S' THEN '^'
                    WHEN part.text = 'T' THEN '&'
                    WHEN part.text = 'R' THEN '~'
                    WHEN part.text = 'E' THEN '\'
                    WHEN part.text = '.br' THEN E'\n'
                    WHEN part.text ~ '^X(0[1-9A-Fa-f]|[1-7][0-9A-Fa-f])+$'
                        THEN convert_from(decode(substr(part.text, 2), 'hex'), 'UTF8')
                    WHEN part.place = v.parts THEN '\' || part.text
                    ELSE '\' || part.text || '\'
                END,
                '' ORDER BY part.place
            ) AS plain
        FROM fields AS e
        INNER JOIN hl7_messages AS h USING (message_number)
        CROSS JOIN
            LATERAL (
                SELECT
                    n.field,
                    n.value,
                    length(n.value) - length(replace(n.value, '\', '')) + 1 AS parts
                FROM (
                    VALUES
                    ('last_name', e.last_name),
                    ('first_name', e.first_name),
                    ('zipcode', e.zipcode),
                    ('state', e.state)
                ) AS n (field, value)
                WHERE strpos(n.value, '\') > 0
            ) AS v
        CROSS JOIN LATERAL string_to_table(v.value, '\') WITH ORDINALITY AS part (text, place)
        -- MSH-2 has one
        WHERE strpos(substr(h.message, 9), '\') > 0
        GROUP BY e.message_number, v.field
    ) AS t
    GROUP BY t.message_number
) AS p
WHERE f.message_number = p.message_number;
