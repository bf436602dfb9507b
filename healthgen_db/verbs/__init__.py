"""The verbs of the command line, by what they work on; healthgen_db.cli puts them together."""
