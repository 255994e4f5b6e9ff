"""What the law says: rules as pure functions, figures beside them as dated data. Imports nothing of ours.

One module per branch of the law. `language` says what a rule may be made of, `units` what its numbers
mean, `facts` what may be known about a person.
"""
