"""Bulk exports: asked by one person, decided by another, marked, hashed, and kept nowhere."""
