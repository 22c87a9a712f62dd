//! Segments and loops as Rust values: the traits that read and write them, and the macros that
//! make them. A loop reads its parts in the order of its fields, which is the order of the
//! standard; what no field takes has no place and is an error.

use super::input::Input;
use super::output::Output;
use crate::fault::X12Error;
use crate::segment::Segment;

/// A segment, or a loop that its first segment opens.
pub(crate) trait Node: Sized {
    /// For messages: the name of the segment that begins it.
    const NAME: &'static str;
    /// Whether `segment` begins one.
    fn starts(segment: &Segment<'_>) -> bool;
    /// Reads one; the next segment begins it.
    fn read(input: &mut Input<'_>) -> Result<Self, X12Error>;
    fn write(&self, out: &mut Output);
    /// Made at random, with these elements of the first segment fixed.
    #[cfg(test)]
    fn draw(draw: &mut super::sample::Draw, pins: &[(u8, &str)]) -> Self;
}

/// What stands at one place of a loop: one, at most one, or any number.
pub(crate) trait Part: Sized {
    fn read_part(input: &mut Input<'_>) -> Result<Self, X12Error>;
    fn write_part(&self, out: &mut Output);
    #[cfg(test)]
    fn draw_part(draw: &mut super::sample::Draw) -> Self;
}

fn begins<T: Node>(input: &Input<'_>) -> bool {
    input.peek().is_some_and(T::starts)
}

impl<T: Node> Part for T {
    fn read_part(input: &mut Input<'_>) -> Result<T, X12Error> {
        if begins::<T>(input) { T::read(input) } else { Err(input.missing(T::NAME)) }
    }
    fn write_part(&self, out: &mut Output) {
        self.write(out);
    }
    #[cfg(test)]
    fn draw_part(draw: &mut super::sample::Draw) -> T {
        T::draw(draw, &[])
    }
}

impl<T: Node> Part for Option<T> {
    fn read_part(input: &mut Input<'_>) -> Result<Option<T>, X12Error> {
        if begins::<T>(input) { T::read(input).map(Some) } else { Ok(None) }
    }
    fn write_part(&self, out: &mut Output) {
        if let Some(node) = self {
            node.write(out);
        }
    }
    #[cfg(test)]
    fn draw_part(draw: &mut super::sample::Draw) -> Option<T> {
        draw.deeper(|draw| (draw.below(3) == 0).then(|| T::draw(draw, &[])))
    }
}

impl<T: Node> Part for Vec<T> {
    fn read_part(input: &mut Input<'_>) -> Result<Vec<T>, X12Error> {
        let mut all = Vec::new();
        while begins::<T>(input) {
            if input.too_long() {
                return Err(input.too_long_fault());
            }
            all.push(T::read(input)?);
        }
        Ok(all)
    }
    fn write_part(&self, out: &mut Output) {
        self.iter().for_each(|node| node.write(out));
    }
    #[cfg(test)]
    fn draw_part(draw: &mut super::sample::Draw) -> Vec<T> {
        draw.deeper(|draw| (0..draw.count()).map(|_| T::draw(draw, &[])).collect())
    }
}

/// Refuses a table of elements whose numbers do not follow each other.
pub(crate) const fn contiguous(numbers: &[(u8, usize)]) {
    let mut i = 0;
    let mut expected = 1;
    while i < numbers.len() {
        assert!(numbers[i].0 as usize == expected, "element numbers must follow each other");
        expected += numbers[i].1;
        i += 1;
    }
}

/// `segment! { /// doc Clp "CLP" { 1 control_number: Text, … } }` makes a segment: the number
/// before each field is its first element.
macro_rules! segment {
    ($($(#[$meta:meta])* $name:ident $id:literal {
        $($number:literal $field:ident: $type:ty,)+
    })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $(
                #[doc = concat!($id, " element ", $number, ": `", stringify!($field), "`.")]
                pub $field: $type,
            )+
            /// Where it stood and how it was written.
            pub origin: $crate::typed::Origin,
        }

        const _: () = $crate::typed::node::contiguous(&[
            $(($number, <$type as $crate::typed::value::Field>::WIDTH),)+
        ]);

        impl $crate::typed::node::Node for $name {
            const NAME: &'static str = $id;
            fn starts(segment: &$crate::Segment<'_>) -> bool {
                segment.id() == $id
            }
            fn read(
                input: &mut $crate::typed::input::Input<'_>,
            ) -> Result<$name, $crate::X12Error> {
                use $crate::typed::{input, value::Field};
                let Some((segment, mut origin)) = input.take() else {
                    return Err(input.missing($id));
                };
                let mut elements = input::elements(segment.text(), segment.delimiters());
                $(let $field = <$type as Field>::take(&mut elements);)+
                let (empties, misfit) = elements.finish();
                if let Some(element) = misfit {
                    return Err(input::surplus(origin.place, element));
                }
                origin.empties = empties;
                Ok($name { $($field,)+ origin })
            }
            fn write(&self, out: &mut $crate::typed::output::Output) {
                use $crate::typed::value::Field;
                out.segment($id, &self.origin, |out| {
                    $(self.$field.give(out);)+
                });
            }
            #[cfg(test)]
            fn draw(draw: &mut $crate::typed::sample::Draw, pins: &[(u8, &str)]) -> $name {
                $name {
                    $($field: draw.element($number, pins),)+
                    origin: draw.origin(),
                }
            }
        }
    )+};
}

/// `composite! { /// doc Procedure { qualifier: Text, … } }` makes a composite element.
macro_rules! composite {
    ($($(#[$meta:meta])* $name:ident { $($field:ident: $type:ty,)+ })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $(
                #[doc = concat!("Component `", stringify!($field), "`.")]
                pub $field: $type,
            )+
            /// Separators of empty components after the last one that holds something.
            pub empties: u8,
        }

        impl $crate::typed::value::Value for $name {
            fn read(text: &str, reading: &mut $crate::typed::value::Reading) -> $name {
                let mut components = reading.components(text);
                $(
                    let $field: $type =
                        $crate::typed::value::Value::read(components.next(), reading);
                )+
                let (empties, more) = components.finish();
                reading.misfit |= more;
                $name { $($field,)+ empties }
            }
            fn write(&self, out: &mut $crate::typed::output::Output) {
                $(
                    $crate::typed::value::Value::write(&self.$field, out);
                    out.next_component();
                )+
                out.end_components(self.empties);
            }
            fn is_empty(&self) -> bool {
                $($crate::typed::value::Value::is_empty(&self.$field) &&)+ self.empties == 0
            }
            #[cfg(test)]
            fn sample(draw: &mut $crate::typed::sample::Draw) -> $name {
                $name {
                    $($field: <$type as $crate::typed::value::Value>::sample(draw),)+
                    empties: 0,
                }
            }
        }
    )+};
}

/// `elements! { /// doc Adjustment { reason: Text, … } }` makes neighbouring elements that a
/// segment has several times, for `Run`.
macro_rules! elements {
    ($($(#[$meta:meta])* $name:ident { $($field:ident: $type:ty,)+ })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $(
                #[doc = concat!("Element `", stringify!($field), "`.")]
                pub $field: $type,
            )+
        }

        impl $crate::typed::value::Field for $name {
            const WIDTH: usize = 0 $(+ <$type as $crate::typed::value::Field>::WIDTH)+;
            fn take(elements: &mut $crate::typed::value::Elements<'_>) -> $name {
                $name { $($field: <$type as $crate::typed::value::Field>::take(elements),)+ }
            }
            fn give(&self, out: &mut $crate::typed::output::Output) {
                $($crate::typed::value::Field::give(&self.$field, out);)+
            }
            fn is_blank(&self) -> bool {
                true $(&& $crate::typed::value::Field::is_blank(&self.$field))+
            }
            #[cfg(test)]
            fn draw(draw: &mut $crate::typed::sample::Draw) -> $name {
                $name { $($field: <$type as $crate::typed::value::Field>::draw(draw),)+ }
            }
        }
    )+};
}

/// `segment_loop! { /// doc Party "1000" when 1 in ["PR" "PE"] { /// doc name: N1, … } }` makes
/// a loop. The first field opens it, when its element has one of the codes; the others follow in
/// the order of the standard.
macro_rules! segment_loop {
    ($($(#[$meta:meta])* $name:ident $id:literal $(when $at:literal in [$($code:literal)+])? {
        $(#[$first_meta:meta])* $first:ident: $first_type:ty,
        $($(#[$part_meta:meta])* $part:ident: $type:ty,)*
    })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $(#[$first_meta])*
            pub $first: $first_type,
            $($(#[$part_meta])* pub $part: $type,)*
        }

        impl $crate::typed::node::Node for $name {
            const NAME: &'static str = <$first_type as $crate::typed::node::Node>::NAME;
            fn starts(segment: &$crate::Segment<'_>) -> bool {
                <$first_type as $crate::typed::node::Node>::starts(segment)
                    $(&& [$($code),+].contains(&segment.element($at)))?
            }
            fn read(
                input: &mut $crate::typed::input::Input<'_>,
            ) -> Result<$name, $crate::X12Error> {
                #[allow(unused_imports)]
                use $crate::typed::node::{Node, Part};
                input.enter($id);
                let $first = <$first_type as Node>::read(input)?;
                $(
                    let $part = <$type as Part>::read_part(input)?;
                )*
                Ok($name { $first, $($part,)* })
            }
            fn write(&self, out: &mut $crate::typed::output::Output) {
                #[allow(unused_imports)]
                use $crate::typed::node::{Node, Part};
                self.$first.write(out);
                $(self.$part.write_part(out);)*
            }
            #[cfg(test)]
            fn draw(draw: &mut $crate::typed::sample::Draw, pins: &[(u8, &str)]) -> $name {
                #[allow(unused_imports)]
                use $crate::typed::node::{Node, Part};
                #[allow(unused_mut)]
                let mut pins = pins.to_vec();
                $(pins.push(($at, draw.one_of(&[$($code),+])));)?
                $name {
                    $first: <$first_type as Node>::draw(draw, &pins),
                    $($part: <$type as Part>::draw_part(draw),)*
                }
            }
        }
    )+};
}

pub(crate) use {composite, elements, segment, segment_loop};
