"""Where devices meet chance, files and sockets; models never look up here."""
