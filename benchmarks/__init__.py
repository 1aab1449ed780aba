"""
Benchmarks: how fast, how large, and against whom.

`python -m benchmarks` races our library against its peers and against floors that nobody can pass, and says of each
goal whether it was met.  Only ratios mean something elsewhere: nanoseconds belong to the machine they were measured on.
"""
