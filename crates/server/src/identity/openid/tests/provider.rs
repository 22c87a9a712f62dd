//! A small provider: keys made on the spot, a description, a key set, a token endpoint that
//! holds the client to PKCE and to its secret.

use super::super::http::{Coming, Form, Http, Reply};
use crate::identity::secret;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::Mutex;

/// Bytes of PKCS#8 before the PKCS#1 key of an RSA key of 2,048 bits.
const PKCS8_HEAD: usize = 26;

/// A signing key and its public half.
pub struct Key {
    pub algorithm: Algorithm,
    pub kid: String,
    pub private: EncodingKey,
}

impl Key {
    pub fn new(algorithm: Algorithm, kid: &str) -> Key {
        let random = SystemRandom::new();
        let private = match algorithm {
            Algorithm::ES256 | Algorithm::ES384 => {
                let curve = if algorithm == Algorithm::ES256 {
                    &ECDSA_P256_SHA256_FIXED_SIGNING
                } else {
                    &ECDSA_P384_SHA384_FIXED_SIGNING
                };
                let key = EcdsaKeyPair::generate_pkcs8(curve, &random).unwrap();
                EncodingKey::from_ec_der(key.as_ref())
            }
            _ => {
                let key = KeyPair::generate(KeySize::Rsa2048).unwrap();
                let der: Pkcs8V1Der<'_> = key.as_der().unwrap();
                EncodingKey::from_rsa_der(&der.as_ref()[PKCS8_HEAD..])
            }
        };
        Key { algorithm, kid: kid.to_owned(), private }
    }

    pub fn public(&self) -> Value {
        let mut key = Jwk::from_encoding_key(&self.private, self.algorithm).unwrap();
        key.common.key_id = Some(self.kid.clone());
        serde_json::to_value(key).unwrap()
    }

    pub fn sign(&self, claims: &Value) -> String {
        let mut head = Header::new(self.algorithm);
        head.kid = Some(self.kid.clone());
        jsonwebtoken::encode(&head, claims, &self.private).unwrap()
    }
}

/// The provider. `answer` makes the ID token from the nonce that the login carried.
pub struct Provider {
    pub issuer: String,
    pub published: Mutex<Vec<Value>>,
    pub token: Mutex<String>,
    pub challenge: Mutex<String>,
    pub secret: Option<String>,
    pub key_fetches: Mutex<u32>,
}

impl Provider {
    pub fn new(issuer: &str) -> Provider {
        Provider {
            issuer: issuer.to_owned(),
            published: Mutex::default(),
            token: Mutex::default(),
            challenge: Mutex::default(),
            secret: Some("s3cret:/".into()),
            key_fetches: Mutex::default(),
        }
    }

    pub fn answer_get(&self, address: &str) -> (u16, Value) {
        let path = address.strip_prefix(&self.issuer).unwrap_or_default();
        match path {
            "/.well-known/openid-configuration" => (
                200,
                json!({
                    "issuer": self.issuer,
                    "authorization_endpoint": format!("{}/authorize", self.issuer),
                    "token_endpoint": format!("{}/token", self.issuer),
                    "jwks_uri": format!("{}/keys", self.issuer),
                    "code_challenge_methods_supported": ["S256"],
                }),
            ),
            "/keys" => {
                *self.key_fetches.lock().unwrap() += 1;
                (200, json!({ "keys": *self.published.lock().unwrap() }))
            }
            _ => (404, Value::Null),
        }
    }

    pub fn answer_post(&self, body: &str, authorization: Option<&str>) -> (u16, Value) {
        let field = |name: &str| {
            let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
            pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
        };
        let verifier = field("code_verifier").unwrap_or_default();
        let challenge = secret::text(&Sha256::digest(verifier.as_bytes()));
        // "client:s3cret%3A%2F" in base64: both halves are form-encoded first.
        let expected = self.secret.as_ref().map(|_| "Basic Y2xpZW50OnMzY3JldCUzQSUyRg==");
        let proved = authorization == expected;
        if !proved || field("code").as_deref() != Some("the-code") {
            return (401, json!({"error": "invalid_client"}));
        }
        if challenge != *self.challenge.lock().unwrap() {
            return (400, json!({"error": "invalid_grant"}));
        }
        (200, json!({"token_type": "Bearer", "id_token": *self.token.lock().unwrap()}))
    }
}

fn coming<'a>((status, body): (u16, Value)) -> Coming<'a> {
    Box::pin(std::future::ready(Ok(Reply { status, body: body.to_string().into_bytes() })))
}

impl Http for Provider {
    fn get<'a>(&'a self, address: &'a str) -> Coming<'a> {
        coming(self.answer_get(address))
    }

    fn post<'a>(&'a self, _address: &'a str, form: Form<'a>) -> Coming<'a> {
        coming(self.answer_post(form.body, form.authorization))
    }
}
