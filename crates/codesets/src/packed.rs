//! How numbers and days stand in the packs of fixed-width rows.

use model::Date;

/// The number of "no last day".
pub const NO_END: u32 = u32::MAX;

/// A day as the number `yyyymmdd`, which orders as days do; days before the year 1 are 0.
#[must_use]
pub fn day_number(day: Date) -> u32 {
    let part = |number: i16| u32::try_from(number).unwrap_or(0);
    part(day.year()) * 10_000 + part(i16::from(day.month())) * 100 + part(i16::from(day.day()))
}

/// The day of such a number.
#[must_use]
pub fn day(number: u32) -> Option<Date> {
    let part = |number: u32| i8::try_from(number).ok();
    let year = i16::try_from(number / 10_000).ok()?;
    Date::new(year, part(number / 100 % 100)?, part(number % 100)?)
}

/// The little-endian number at an offset; 0 beyond the end.
#[must_use]
pub fn u32_at(bytes: &[u8], offset: usize) -> u32 {
    let end = offset.saturating_add(4);
    let found = bytes.get(offset..end).and_then(|four| four.try_into().ok());
    found.map_or(0, u32::from_le_bytes)
}

/// The little-endian number at an offset; 0 beyond the end.
#[must_use]
pub fn u16_at(bytes: &[u8], offset: usize) -> u16 {
    let end = offset.saturating_add(2);
    let found = bytes.get(offset..end).and_then(|two| two.try_into().ok());
    found.map_or(0, u16::from_le_bytes)
}

/// A count as it stands in a pack. No importer takes a file with more rows than it can hold.
#[must_use]
pub fn count(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_numbers() {
        let date: Date = "2024-02-29".parse().unwrap();
        assert_eq!(day_number(date), 20_240_229);
        assert_eq!(day(20_240_229), Some(date));
        for none in [0, 20_240_230, 20_241_301, NO_END] {
            assert_eq!(day(none), None, "{none}");
        }
        assert_eq!(u32_at(&[1, 0, 0, 0, 2], 0), 1);
        assert_eq!(u32_at(&[1, 0, 0, 0, 2], 2), 0);
        assert_eq!((u16_at(&[1, 2, 3], 1), u16_at(&[1], usize::MAX)), (0x0302, 0));
    }
}
