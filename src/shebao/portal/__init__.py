"""The pages and the JSON interface: for everyone, the insured, employers and staff (docs/portal.md)."""
