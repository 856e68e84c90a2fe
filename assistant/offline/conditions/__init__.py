"""Which feedback is meant: what a question states of the records, as filters."""
