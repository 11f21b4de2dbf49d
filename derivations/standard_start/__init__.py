"""Generation that starts at N(0, I) instead of the noised law: what changes for the plug-in score without a cap."""
