"""The only code that makes a Fact."""
