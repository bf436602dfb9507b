"""The second reading of the rules of operations: plain Python over lists of rows, which tests compare with the SQL."""
