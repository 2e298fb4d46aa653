"""What CASPP can do in numbers: `make bench BENCH=checkin`; `make bench` lists them all.

Each benchmark starts private servers, shows progress, and prints tables and one line of JSON.
QUICK=1 makes it small. Every claim of speed is a ratio to something measured in the same run.
"""
