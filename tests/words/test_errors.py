"""
Errors: each says in both languages what happened, and the way out.
"""

from __future__ import annotations

import pickle

from proeftuin_flow.errors import RevisionConflict


def test_conflict_says_where_the_case_is():
    """
    Somebody was faster: the revision that was expected, and the one that was found.
    """
    error = RevisionConflict("p-1", 3, 5)

    assert "case 'p-1' is no longer at revision 3 but at 5; read it again and retry" == str(error)
    assert "niet meer bij 3 maar bij 5" in error.text("nl")


def test_conflict_at_the_same_revision_says_that_the_record_is_another_one():
    """
    The case was written anew, and happens to have as many records.
    """
    error = RevisionConflict("p-1", 3, 3)

    assert "record 3 of case 'p-1' is another one than was expected; read it again and retry" == str(error)
    assert "een andere dan verwacht" in error.text("nl")


def test_error_goes_to_another_process_and_back():
    """
    Work that is spread over processes brings its errors home.
    """
    error = pickle.loads(pickle.dumps(RevisionConflict("p-1", 3, 5)))

    assert ("p-1", 3, 5) == (error.stream, error.expected, error.found)
