//! Why a login at a provider came to nothing. No message carries a token, a code or a secret.

/// Why a login at a provider came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The provider could not be reached, or answered with an error.
    #[error("the sign-in provider did not answer as expected: {0}")]
    Provider(String),
    /// The provider's description of itself is not to be trusted.
    #[error("the sign-in provider's description is not usable: {0}")]
    Discovery(&'static str),
    /// The person, or the provider, broke the login off.
    #[error("the sign-in provider refused the login")]
    Refused,
    /// No login with this state is waiting: a replay, a forged answer, or one that came late.
    #[error("this login is not waiting for an answer; begin it again")]
    State,
    /// The answer names another issuer (RFC 9207).
    #[error("the answer comes from another sign-in provider")]
    Mixed,
    /// No random bytes.
    #[error(transparent)]
    Randomness(#[from] super::super::secret::NoRandomness),
    /// The ID token does not hold.
    #[error("the identity that the provider sent does not hold: {0}")]
    Token(#[from] TokenFault),
    /// The person is known to the provider, but none of their groups has a role here.
    #[error("none of this person's groups has a role here")]
    NoRole,
}

/// Why an ID token does not hold (OpenID Connect Core 1.0, section 3.1.3.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// Not a signed token, or too large a one.
    #[error("it is not a signed token")]
    Form,
    /// An algorithm that is not taken: none, an HMAC, or one that the site left out.
    #[error("its algorithm is not taken")]
    Algorithm,
    /// Signed with a key that the provider does not publish.
    #[error("its key is not one of the provider's")]
    Key,
    /// The signature is wrong.
    #[error("its signature is wrong")]
    Signature,
    /// From another issuer.
    #[error("it is from another issuer")]
    Issuer,
    /// For another client.
    #[error("it is for somebody else")]
    Audience,
    /// Its time is over, or not yet come.
    #[error("its time is over or has not come")]
    Time,
    /// From another login.
    #[error("it belongs to another login")]
    Nonce,
    /// It names nobody.
    #[error("it names nobody")]
    Subject,
}
