"""The hospital at work: when patients arrive, where they are, and what the hospital records about it.

demand/ computes the encounters of a block of patients. Everything else computes one hospital at a time.
"""
