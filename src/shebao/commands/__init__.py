"""The commands of the `shebao` program, one module a group, imported only when called."""
