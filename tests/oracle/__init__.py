"""A second reading of the rules: the reference model's sentences in polars, held against sql/rules."""
