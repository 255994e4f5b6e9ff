"""The pages and the JSON interface: for everyone, the insured, employers and staff, scripts and assistants."""
