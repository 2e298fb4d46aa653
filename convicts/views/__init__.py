"""The CRO's counter (look_ups), lists of people, the sealing of records, the watch list."""
