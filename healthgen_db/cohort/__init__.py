"""A block of patients with every visit and bill that hangs from them, computed as columns."""
