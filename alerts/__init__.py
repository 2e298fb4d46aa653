"""The heart: people who are seen × people who are looked for → matches → alerts.

Domain apps report to it through `alerts.actions`; it imports none of them.
"""
