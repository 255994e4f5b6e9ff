"""Pages of an employer: declare, bills, receipts."""
