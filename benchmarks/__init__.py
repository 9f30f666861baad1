"""Ours against a peer, in pairs within one run: `python -m benchmarks [NAME ...] [--quick] [--json FILE]`."""
