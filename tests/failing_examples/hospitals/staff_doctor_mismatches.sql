-- One has another name, two work elsewhere, and one is a nurse.
CREATE TEMPORARY TABLE failing AS
SELECT staff_id FROM (VALUES (1000121), (1000131), (1000141), (2000001)) AS f (staff_id);
UPDATE staff SET first_name = 'June' WHERE staff_id = 1000121;
UPDATE staff SET doctor_id = 2, first_name = 'John', last_name = 'Doe' WHERE staff_id = 1000141;
UPDATE staff SET doctor_id = 1 WHERE staff_id IN (1000131, 1000142);
UPDATE employments SET role = 'Registered nurse' WHERE staff_id = 1000131;
INSERT INTO staff (
    staff_id, hospital_id, doctor_id, first_name, last_name, gender, date_of_birth, profession_since, agency
)
VALUES (2000001, 2, 1, 'Jane', 'Smith', 'Female', '1970-01-01', '2000-01-01', FALSE);
INSERT INTO employments (
    staff_id, sequence, hospital_id, post_id, role, fte, experience, valid_from, began_because
)
VALUES (2000001, 1, 2, 200001, 'Surgeon', 1, 'senior', '2020-01-01', 'hired');
