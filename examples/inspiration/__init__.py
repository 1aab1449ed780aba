"""
The parts of `inspiration_session.py`: what the article says, the afternoon as it could have been, the log, and how they are shown.
"""
