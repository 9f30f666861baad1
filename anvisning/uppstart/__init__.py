"""Starting the application on one machine: environment, front-end assets, embedded PostgreSQL, processes.

`miljo`, `tillgangar` and `paket` run before anything is installed and use the standard library only.
"""
