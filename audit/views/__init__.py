"""The auditor's desk. Every page of it is itself an event."""
