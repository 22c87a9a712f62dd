//! The cookies of one client at one server (RFC 6265, as far as the service's own need it).

/// A cookie that the server set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookie {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Its attributes as the server wrote them, such as `Path=/`, `HttpOnly`.
    pub attributes: Vec<String>,
}

#[derive(Debug, Default)]
pub(super) struct Jar {
    cookies: Vec<Cookie>,
}

impl Cookie {
    /// The value of an attribute, empty for a flag; case does not count.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find_map(|attribute| {
            let (own, value) = attribute.split_once('=').unwrap_or((attribute, ""));
            own.trim().eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    fn path(&self) -> &str {
        self.attribute("path").unwrap_or("/")
    }

    /// A cookie that is set in order to be forgotten.
    fn is_over(&self) -> bool {
        let age = self.attribute("max-age").and_then(|age| age.parse::<i64>().ok());
        let long_ago = self.attribute("expires").is_some_and(|day| day.contains(" 1970 "));
        age.map_or(long_ago, |age| age <= 0)
    }

    /// RFC 6265, 5.1.4.
    fn goes_to(&self, path: &str) -> bool {
        let own = self.path();
        path.strip_prefix(own)
            .is_some_and(|rest| rest.is_empty() || own.ends_with('/') || rest.starts_with('/'))
    }
}

impl Jar {
    /// Takes the value of a `Set-Cookie` header.
    pub(super) fn take(&mut self, header: &str) {
        let mut parts = header.split(';').map(str::trim);
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
            return;
        };
        let attributes = parts.map(str::to_owned).collect();
        let cookie = Cookie { name: name.to_owned(), value: value.to_owned(), attributes };
        self.cookies.retain(|own| own.name != cookie.name || own.path() != cookie.path());
        if !cookie.is_over() {
            self.cookies.push(cookie);
        }
    }

    /// The `Cookie` header for a path.
    pub(super) fn header(&self, path: &str) -> Option<String> {
        let pairs: Vec<String> = self
            .cookies
            .iter()
            .filter(|cookie| cookie.goes_to(path))
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    pub(super) fn all(&self) -> Vec<Cookie> {
        self.cookies.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_replaces_scopes_and_forgets() {
        let mut jar = Jar::default();
        jar.take("session=a; Path=/; HttpOnly; SameSite=Lax");
        jar.take("session=b=c; path=/; Secure");
        jar.take("admin=1; Path=/admin");
        jar.take("no pair");
        assert_eq!(jar.header("/").as_deref(), Some("session=b=c"));
        assert_eq!(jar.header("/admin/users").as_deref(), Some("session=b=c; admin=1"));
        assert_eq!(jar.header("/administrator").as_deref(), Some("session=b=c"));
        assert_eq!(jar.all()[0].attribute("secure"), Some(""));
        assert_eq!(jar.all()[0].attribute("httponly"), None, "replaced as a whole");
        jar.take("session=; Path=/; Max-Age=0");
        jar.take("admin=; Path=/admin; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(jar.header("/admin"), None);
    }
}
