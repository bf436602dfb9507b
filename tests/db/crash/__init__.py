"""Loads that are killed, cut off or blocked: no dataset is lost, and the same command resumes the load."""
