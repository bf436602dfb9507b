"""The independent oracle: the sentences of the reference model as polars checks, which tests compare with sql/rules."""
