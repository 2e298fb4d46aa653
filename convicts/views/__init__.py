"""The CRO's counter (look_ups) and the sealing of its records (seals)."""
