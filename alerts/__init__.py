"""The heart: people who are seen × people who are looked for → matches → alerts.

Vehicles in which they came are joined with stolen ones by their plates (`alerts.vehicles`).

Domain apps report to it through `alerts.actions`; it imports none of them.
"""
