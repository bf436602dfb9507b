-- One unit has a bed less and one a bed more than it says, and one has none.
CREATE TEMPORARY TABLE failing AS
SELECT unit_id FROM (VALUES (1002), (1003), (2003)) AS f (unit_id);
UPDATE units SET beds = beds + 1 WHERE unit_id = 1002;
UPDATE units SET beds = beds - 1 WHERE unit_id = 1003;
DELETE FROM beds WHERE bed_id = 200021;
