-- Which windows have to be computed again.

CREATE TABLE changes (
    hospital_id integer NOT NULL,
    from_at timestamptz,
    computed_until timestamptz,
    CONSTRAINT pk_changes PRIMARY KEY (hospital_id)
);
COMMENT ON TABLE changes IS
'What silver has learned since gold was computed, one row a hospital.';
COMMENT ON COLUMN changes.hospital_id IS 'The hospital.';
COMMENT ON COLUMN changes.from_at IS
'The earliest moment of which silver learned something new. Windows that ended later may have changed.';
COMMENT ON COLUMN changes.computed_until IS 'All windows that ended by then have values.';
