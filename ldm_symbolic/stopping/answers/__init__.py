"""What `stop` and `error` answer: the rows that were asked for, and the documents that programs read."""
