"""
The parts of the store contract, by what they ask: to keep, to take in and let go, to destroy, to survive.
"""
