-- id: billing_rows
-- title: Bills
-- severity: warning
-- description: One for every visit.
-- unit: bills
-- source: the tables themselves

SELECT count(*) AS value
FROM billing
