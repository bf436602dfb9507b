"""Figures, names and places that datasets are drawn from, as TOML and CSV files that people without Python can edit."""
