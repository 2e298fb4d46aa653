"""The insert-only record of every write and every look at a person.

Call `audit.actions.record(...)` inside the transaction of what it records: both stand or fall.
"""
