"""The record: tables, transactions, queries and migrations. SQL is written only here."""
