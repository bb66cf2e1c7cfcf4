"""What the desk says, page by page, in every language."""
