//! Golden tables: every amount was worked out by hand from the rows in `example.rs`.

mod agreed;
mod between_lines;
mod one_line;
mod property;
