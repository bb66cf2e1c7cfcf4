"""The page of proposals that wait for a yes."""
