"""The room of first information reports and the police station's registers."""
