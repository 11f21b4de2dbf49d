"""What a cap on the score does to one mode over time: along the probability flow, and with noise."""
