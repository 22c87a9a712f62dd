//! Columns of the view: values begin at one column, and all money ends at one.

/// Blanks of one level.
const LEVEL: usize = 2;

/// Where values begin.
const VALUE: usize = 44;

/// Where amounts end. Single amounts stand in the first column; the line of a claim or a service
/// fills all four.
const EDGES: [usize; 4] = [60, 72, 84, 96];

fn width(text: &str) -> usize {
    text.chars().count()
}

/// Fills a line up to a column; at least two blanks follow what is there.
fn fill(line: &mut String, column: usize) {
    let gap = column.saturating_sub(width(line)).max(2);
    line.extend(std::iter::repeat_n(' ', gap));
}

fn start(depth: usize, label: &str) -> String {
    format!("{}{label}", " ".repeat(depth * LEVEL))
}

fn end(out: &mut String, line: &str) {
    out.push_str(line.trim_end());
    out.push('\n');
}

/// A line of words.
pub(super) fn heading(out: &mut String, depth: usize, words: &str) {
    end(out, &start(depth, words));
}

/// A label and its value.
pub(super) fn value(out: &mut String, depth: usize, label: &str, value: &str) {
    let mut line = start(depth, label);
    fill(&mut line, VALUE);
    line.push_str(value);
    end(out, &line);
}

/// A label and an amount, in the first column of money.
pub(super) fn money(out: &mut String, depth: usize, label: &str, amount: &str) {
    columns(out, depth, label, &[amount]);
}

/// Words and up to four amounts, or what the amounts are called. Words that reach into the
/// columns get a line of their own.
pub(super) fn columns(out: &mut String, depth: usize, words: &str, cells: &[&str]) {
    let mut line = start(depth, words);
    let first = cells.iter().zip(EDGES).find(|(cell, _)| !cell.is_empty());
    if let Some((cell, edge)) = first
        && width(&line) + 2 + width(cell) > edge
        && cells.len() > 1
    {
        end(out, &line);
        line.clear();
    }
    for (cell, edge) in cells.iter().zip(EDGES).filter(|(cell, _)| !cell.is_empty()) {
        fill(&mut line, edge.saturating_sub(width(cell)));
        line.push_str(cell);
    }
    end(out, &line);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_ends_where_money_ends() {
        let mut out = String::new();
        money(&mut out, 2, "charge", "1,250.00");
        columns(&mut out, 0, "PT-1", &["9.50", "", "0.00", "10.00"]);
        columns(&mut out, 0, &"long ".repeat(15), &["9.50", "1.00"]);
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines[0].find("1,250.00").map(|at| at + 8), Some(60));
        assert_eq!(lines[1].find("9.50").map(|at| at + 4), Some(60));
        assert_eq!(lines[1].find(" 0.00").map(|at| at + 5), Some(84));
        assert_eq!(lines[1].len(), 96);
        assert_eq!((lines[2].len(), lines[3].find("9.50")), (74, Some(56)));
    }

    #[test]
    fn values_begin_where_values_begin() {
        let mut out = String::new();
        value(&mut out, 3, "name", "ROE");
        value(&mut out, 3, &"label".repeat(10), "ROE");
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!((lines[0].find("ROE"), lines[1].find("ROE")), (Some(44), Some(58)));
    }
}
