CREATE TABLE dim_payer (
    payer_key smallint NOT NULL,
    payer_name text NOT NULL,
    payer_kind text NOT NULL,
    CONSTRAINT pk_dim_payer PRIMARY KEY (payer_key),
    CONSTRAINT uq_dim_payer_payer_name UNIQUE (payer_name),
    CONSTRAINT ck_dim_payer_payer_kind CHECK (
        payer_kind IN ('Private', 'Medicare', 'Medicaid', 'Military', 'Self-pay')
    ),
    CONSTRAINT ck_dim_payer_self_pay CHECK ((payer_key = 0) = (payer_kind = 'Self-pay'))
);

COMMENT ON TABLE dim_payer IS
'One row for each payer, and row 0 for patients without insurance, who pay themselves.';
COMMENT ON COLUMN dim_payer.payer_key IS
'Number of the payer, insurance_provider_id in the warehouse; 0: self-pay.';
COMMENT ON COLUMN dim_payer.payer_name IS
'Name of the payer, or Self-pay; only the public programs are real.';
COMMENT ON COLUMN dim_payer.payer_kind IS
'Kind of coverage: Private, Medicare, Medicaid, Military or Self-pay.';
