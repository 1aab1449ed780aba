"""
What the library works without: readers that make case types of what others keep.
"""
