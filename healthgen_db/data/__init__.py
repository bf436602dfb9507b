"""What a nurse could edit: the figures, names and places that datasets are drawn from, as TOML and CSV."""
