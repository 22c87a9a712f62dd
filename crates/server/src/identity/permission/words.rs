//! An enum whose every member has one name for JSON and one sentence for people.

/// Makes the enum, the list of all members, their names and sentences, and the way back from a
/// name. The sentence is the member's documentation too, so that the two can't differ.
macro_rules! words {
    (
        $(#[$doc:meta])*
        $kind:ident: $what:literal { $($member:ident $name:literal $title:literal;)* }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub enum $kind {
            $(#[doc = $title] $member,)*
        }

        impl $kind {
            /// Every member, in the order of the page.
            pub const ALL: &'static [$kind] = &[$($kind::$member,)*];

            /// The name in JSON, in settings and in the audit log.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $($kind::$member => $name,)* }
            }

            /// What it is, for people.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $($kind::$member => $title,)* }
            }
        }

        impl std::fmt::Display for $kind {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl std::str::FromStr for $kind {
            type Err = String;

            fn from_str(text: &str) -> Result<$kind, String> {
                let found = $kind::ALL.iter().copied().find(|word| word.name() == text);
                found.ok_or_else(|| {
                    let names: Vec<&str> = $kind::ALL.iter().map(|word| word.name()).collect();
                    format!(concat!("that is not a ", $what, "; use one of {}"), names.join(", "))
                })
            }
        }

        impl From<$kind> for String {
            fn from(word: $kind) -> String {
                word.name().to_owned()
            }
        }

        impl TryFrom<String> for $kind {
            type Error = String;

            fn try_from(text: String) -> Result<$kind, String> {
                text.parse()
            }
        }
    };
}

pub(crate) use words;
