"""The audit log: kept whole, and every tampering found."""
