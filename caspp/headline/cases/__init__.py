"""The lives of cases over the years. Each is planned whole when it is reported, so that its rows
say at once where it stands today; what is written about it is written in the order of time.
"""
