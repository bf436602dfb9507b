-- id: billing_rows
-- title: Bills
-- severity: warning
-- description: Every visit has one bill.
-- unit: bills
-- source: the tables themselves

SELECT count(*) AS value
FROM billing
