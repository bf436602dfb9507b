"""The stream: the ADT log is sent as messages, received into bronze, refined into silver, and counted in gold.

contract/ says what a message tells, formats/ how it is written. source/ sends it to targets/. receive/ takes it, and
lake/ turns it into tables. reconcile/ compares these with the warehouse that the messages came from.
"""
