"""Tables that people bring in files: opened, told what is wrong with them, read row by row."""
