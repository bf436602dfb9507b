"""The figures of the demand: the files of data/operations, read into checked models. The files explain each figure.

load.py reads them all; the other modules have the models.
"""
