"""Who may use CASPP: people, their roles, where they are posted, and signing in and out."""
