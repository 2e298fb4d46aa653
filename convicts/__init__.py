"""Convict records of the Criminal Record Office; each that may be met again is a listing."""
