//! Segment names as small numbers, found without comparing text.

/// A table without collisions from a segment's name to its number in one guide.
#[derive(Debug, Default)]
pub(crate) struct Symbols {
    names: Vec<u32>,
    multiplier: u32,
    shift: u32,
    table: Vec<(u32, u16)>,
}

/// A name of two or three bytes as a number; 0 for any other.
pub(crate) fn packed_name(name: &[u8]) -> u32 {
    match name {
        [a, b] => u32::from(*a) << 8 | u32::from(*b),
        [a, b, c] => u32::from(*a) << 16 | u32::from(*b) << 8 | u32::from(*c),
        _ => 0,
    }
}

impl Symbols {
    /// Numbers for these names, in their order; doubles are left out.
    pub(crate) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Symbols {
        let mut known: Vec<u32> = Vec::new();
        for name in names {
            let packed = packed_name(name.as_bytes());
            if !known.contains(&packed) {
                known.push(packed);
            }
        }
        let mut bits = known.len().next_power_of_two().trailing_zeros() + 2;
        // Odd multipliers are tried until none of the names collide; the table grows when a
        // size has none, so this ends.
        loop {
            for multiplier in (0x9e37_79b1u32..).step_by(2).take(1_000) {
                let shift = 32 - bits;
                if let Some(table) = fill(&known, multiplier, shift, bits) {
                    return Symbols { names: known, multiplier, shift, table };
                }
            }
            bits += 1;
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// The number of a packed name.
    #[inline]
    pub(crate) fn find(&self, packed: u32) -> Option<u16> {
        let slot = (packed.wrapping_mul(self.multiplier) >> self.shift) as usize;
        match self.table.get(slot) {
            Some((name, symbol)) if *name == packed && packed != 0 => Some(*symbol),
            _ => None,
        }
    }
}

fn fill(known: &[u32], multiplier: u32, shift: u32, bits: u32) -> Option<Vec<(u32, u16)>> {
    let mut table = vec![(0, 0); 1 << bits];
    for (symbol, name) in (0u16..).zip(known) {
        let slot = &mut table[(name.wrapping_mul(multiplier) >> shift) as usize];
        if slot.0 != 0 {
            return None;
        }
        *slot = (*name, symbol);
    }
    Some(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_name_and_no_other() {
        let names = ["ST", "NM1", "N3", "N4", "REF", "HL", "CLM", "NM1", "SV1", "DTP", "SE"];
        let symbols = Symbols::new(names.into_iter());
        assert_eq!(symbols.len(), 10);
        assert_eq!(symbols.find(packed_name(b"SE")), Some(9));
        assert_eq!(symbols.find(packed_name(b"NM1")), Some(1));
        for other in [b"NM2".as_slice(), b"", b"N", b"REFX", b"XX"] {
            assert_eq!(symbols.find(packed_name(other)), None);
        }
    }
}
