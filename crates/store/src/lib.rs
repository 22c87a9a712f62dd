//! Every SQL statement of the product: one text for SQLite and PostgreSQL.
#![deny(missing_docs)]
