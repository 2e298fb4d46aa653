"""The API by which a hotel's own software files: /api/v1/."""
