"""Letters: what is mailed to customers in their language, and to teams in both."""
