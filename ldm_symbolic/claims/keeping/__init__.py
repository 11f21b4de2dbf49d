"""What came of claims, in the cache: `kept` keeps and finds it, under everything that it depends on."""
