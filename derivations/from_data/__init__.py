"""What can be said of a stop that is not the best one: how safe it is, and where bounds on the true variances lead."""
