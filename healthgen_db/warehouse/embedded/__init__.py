"""The rooms of the embedded server: its folder, programs, account, settings, data and processes."""
