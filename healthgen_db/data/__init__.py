"""What a nurse could edit: the figures, names and places that every dataset is drawn from, as TOML and CSV."""
