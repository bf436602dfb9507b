"""Where messages come from: Kafka, MLLP, a folder of files, or standard input.

source.py says what each of them can do, opening.py which of them --from means.
"""
