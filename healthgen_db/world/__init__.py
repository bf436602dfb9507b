"""What all patients of a dataset share: places, the medical catalog, hospitals and doctors."""
