-- id: zip_codes_outside_states
-- title: ZIP code in a state that was not asked for
-- severity: error
-- description: With --states, all ZIP codes are in these states, so all patients and hospitals are.

SELECT
    z.zipcode,
    z.state
FROM zip_codes AS z
CROSS JOIN current_dataset AS d
WHERE NOT string_to_array(d.config ->> 'states', ',') @> ARRAY[z.state]
ORDER BY z.zipcode
