"""Everything CASPP knows about one person on one page, as far as its reader may see it."""
