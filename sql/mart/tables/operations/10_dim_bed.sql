-- Places where a patient can be. The unit is written out, so that there is one way only from a fact to a
-- unit.

CREATE TABLE dim_bed (
    bed_key integer NOT NULL,
    bed_name text NOT NULL,
    bed_kind text NOT NULL,
    room text NOT NULL,
    label text NOT NULL,
    bed_unit_name text NOT NULL,
    bed_hospital_name text NOT NULL,
    CONSTRAINT pk_dim_bed PRIMARY KEY (bed_key)
);
COMMENT ON TABLE dim_bed IS
'One row for each place: beds of wards, stations of emergency departments, operating rooms.';
COMMENT ON COLUMN dim_bed.bed_key IS 'Number of the bed (bed_id); 0 is None.';
COMMENT ON COLUMN dim_bed.bed_name IS 'Unit, room and label, such as Medicine 2 12-A.';
COMMENT ON COLUMN dim_bed.bed_kind IS
'bed of a ward, station of an emergency department, or (operating) room.';
COMMENT ON COLUMN dim_bed.room IS 'Room that it stands in.';
COMMENT ON COLUMN dim_bed.label IS 'Its label in the room, such as A.';
COMMENT ON COLUMN dim_bed.bed_unit_name IS 'Unit that it stands in.';
COMMENT ON COLUMN dim_bed.bed_hospital_name IS 'Hospital of the unit.';
