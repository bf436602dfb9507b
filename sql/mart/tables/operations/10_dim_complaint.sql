-- Complaints.

CREATE TABLE dim_complaint (
    complaint_key smallint NOT NULL,
    complaint_name text NOT NULL,
    CONSTRAINT pk_dim_complaint PRIMARY KEY (complaint_key)
);
COMMENT ON TABLE dim_complaint IS
'One row for each complaint with which patients come to an emergency department.';
COMMENT ON COLUMN dim_complaint.complaint_key IS
'Number of the complaint (complaint_id); 0 is None: no complaint was noted.';
COMMENT ON COLUMN dim_complaint.complaint_name IS 'Name of the complaint, such as Ankle sprain.';
