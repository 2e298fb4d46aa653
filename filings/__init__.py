"""What the law has people report to the police: rules, receipts, lots of rows, and the ledger."""
