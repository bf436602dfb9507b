-- dataset: clinic
-- the view does not look at the age of chronic patients
DO $$
BEGIN
    EXECUTE 'CREATE OR REPLACE VIEW clinic_visits AS '
        || replace(pg_get_viewdef('clinic_visits'), 'age >= 60', 'age >= 200');
END $$;
