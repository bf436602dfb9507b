"""Where messages go: standard output, a folder of files, Kafka, MLLP, or the bronze schema of a database.

target.py says what each of them can do, opening.py which of them --to means.
"""
