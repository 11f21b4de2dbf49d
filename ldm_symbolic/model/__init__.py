"""What is modelled: encoder, score, backward process, the error between what is generated and the data."""
