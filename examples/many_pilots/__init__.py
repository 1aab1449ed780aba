"""
A programme of many pilots, all invented: what becomes of each, how it is played week by week, and what its log tells.
"""
