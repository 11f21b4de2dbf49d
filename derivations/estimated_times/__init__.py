"""The times from which on a direction helps, by the plug-in score: their order, and the event on which it is enough."""
