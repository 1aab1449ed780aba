"""
The parts of the store contract, by what they ask: to keep, to take in and let go, to redact, to destroy, to survive.
"""
