//! The order of modifiers on a line: what changes the payment first, then what explains, then
//! where it was done.

/// The rank of a modifier; equal ranks stay as they are.
fn rank(modifier: &str) -> u8 {
    match modifier {
        "26" | "TC" => 10,
        "22" => 12,
        "24" => 14,
        "25" => 15,
        "57" => 16,
        "50" => 20,
        "52" | "53" => 22,
        "54" | "55" | "56" => 24,
        "58" | "78" | "79" => 26,
        "62" | "66" => 28,
        "80" | "81" | "82" | "AS" => 30,
        "51" => 34,
        "76" | "77" | "91" => 36,
        "59" | "XE" | "XP" | "XS" | "XU" => 40,
        "33" | "PT" => 60,
        "93" | "95" | "GT" | "FS" => 70,
        "QW" => 80,
        "JW" | "JZ" => 90,
        _ => 50,
    }
}

/// Sorts the modifiers of a line.
pub fn sort(modifiers: &mut [String]) {
    modifiers.sort_by_key(|m| rank(m));
}

#[cfg(test)]
mod tests {
    #[test]
    fn payment_then_reason_then_place() {
        let mut modifiers: Vec<String> = ["RT", "59", "QW", "79", "26"].map(str::to_owned).to_vec();
        super::sort(&mut modifiers);
        assert_eq!(modifiers, ["26", "79", "59", "RT", "QW"]);
    }
}
