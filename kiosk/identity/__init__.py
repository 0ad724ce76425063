"""Who somebody is: staff accounts, their sessions, paired devices. Secrets are kept as hashes only."""
