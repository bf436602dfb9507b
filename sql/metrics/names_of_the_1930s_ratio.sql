-- id: names_of_the_1930s_ratio
-- title: Frequent first names of the 1930s, born before 1945 against born after 1990
-- severity: warning
-- description: Share of patients with one of 19 names that were frequent then and are rare now, such as
--   Mildred. n counts the patients born before 1945.
-- unit: ratio
-- low: 4
-- min_rows: 1000
-- source: Social Security given names by birth decade

SELECT
    avg(of_the_1930s) FILTER (WHERE date_of_birth < '1945-01-01')
    / nullif(avg(of_the_1930s) FILTER (WHERE date_of_birth >= '1990-01-01'), 0) AS value,
    count(*) FILTER (WHERE date_of_birth < '1945-01-01') AS n
FROM (
    SELECT
        date_of_birth,
        (
            first_name IN (
                'Mary', 'Betty', 'Barbara', 'Shirley', 'Dorothy', 'Joan', 'Nancy', 'Carol', 'Mildred', 'Ruth',
                'Helen', 'Robert', 'James', 'Richard', 'Donald', 'Charles', 'George', 'Ronald', 'Kenneth'
            )
        )::integer AS of_the_1930s
    FROM patients
) AS names
