"""The length of inpatient stays: features by SQL, training, predictions, alerts, and the model card.

Two models share most features. The one at admission says how long a new stay will last, and raises alerts. The one of
rounds says how long somebody who is in house will still stay. Everything is learned from what was known at the time.
"""
