//! The guard before every address: who, whether they may, and whether the form is ours.

use super::visitor::{Visitor, address_of, recognise};
use crate::app::App;
use crate::identity::session::csrf;
use crate::web::fault::PageFault;
use crate::web::layout::{self, Layout};
use crate::web::pages::Need;
use askama::Template;
use axum::body::{Body, to_bytes};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};

/// Largest body of a form, in bytes.
pub const LARGEST_FORM: usize = 2 << 20;

/// The page of a fault.
#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage {
    layout: Layout,
    heading: &'static str,
    what: String,
    back: &'static str,
    back_label: &'static str,
}

/// Lets a request through to its handler, or answers in its place.
pub async fn guard(
    State((app, need)): State<(App, Need)>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let address = address_of(&parts);
    let visitor = match recognise(&app, &parts.headers, &address).await {
        Ok(visitor) => visitor,
        Err(fault) => return shown(&app, None, fault.into()).await,
    };
    let mut visitor = visitor.map(|mut visitor| {
        visitor.notice = notice(&parts.uri);
        visitor
    });
    match (need, &visitor) {
        (Need::Nothing, _) => {}
        (_, None) => return to_login(&parts.method, &parts.uri),
        (Need::Login, Some(_)) => {}
        (Need::May(permission), Some(person)) => {
            if !person.principal.may(permission) {
                return shown(&app, visitor, PageFault::forbidden(permission)).await;
            }
        }
    }
    // The login form has a token of its own, because there is no session yet.
    let body = if parts.method == Method::POST && need != Need::Nothing {
        match with_token(&app, visitor.as_ref(), &parts.headers, &parts.uri, body).await {
            Ok(body) => body,
            Err(fault) => return shown(&app, visitor, fault).await,
        }
    } else {
        body
    };
    if let Some(visitor) = visitor.as_mut() {
        parts.extensions.insert(visitor.clone());
    }
    let tenant = visitor.as_ref().map_or(&app.config.tenant, |visitor| &visitor.tenant);
    let largest = match app.security(tenant).await {
        Ok(security) => security.upload(),
        Err(fault) => return shown(&app, visitor, fault.into()).await,
    };
    let mut request = Request::from_parts(parts, body);
    DefaultBodyLimit::max(largest).apply(&mut request);
    let response = next.run(request).await;
    match response.extensions().get::<PageFault>().cloned() {
        Some(fault) => shown(&app, visitor, fault).await,
        None => secured(response),
    }
}

/// What was just done: the address after a form carries one of our own short texts.
fn notice(uri: &Uri) -> Option<String> {
    let pairs = uri.query().unwrap_or_default().split('&');
    let key = pairs.filter_map(|pair| pair.strip_prefix("done=")).next()?;
    crate::web::layout::NOTICES
        .iter()
        .find(|(name, _)| *name == key)
        .map(|(_, text)| (*text).to_owned())
}

fn to_login(method: &Method, uri: &Uri) -> Response {
    let wanted = uri.path_and_query().map_or("/", |wanted| wanted.as_str());
    if method == Method::GET && wanted.len() < 1_000 {
        Redirect::to(&format!("/login?next={}", crate::web::format::in_address(wanted)))
            .into_response()
    } else {
        Redirect::to("/login").into_response()
    }
}

/// A changing request must carry a token of this very session: in the form, in the header
/// `X-CSRF`, or, for an upload, in the address.
async fn with_token(
    app: &App,
    visitor: Option<&Visitor>,
    headers: &HeaderMap,
    uri: &Uri,
    body: Body,
) -> Result<Body, PageFault> {
    let Some(visitor) = visitor else { return Ok(body) };
    let key = csrf::Key::new(&app.secret);
    let good = |token: &str| key.verify(&visitor.session, token);
    if headers.get("x-csrf").and_then(|value| value.to_str().ok()).is_some_and(good) {
        return Ok(body);
    }
    let pairs = |text: &str| {
        form_urlencoded::parse(text.as_bytes())
            .find(|(name, _)| name == "csrf")
            .map(|(_, token)| token.into_owned())
    };
    if uri.query().and_then(pairs).is_some_and(|token| good(&token)) {
        return Ok(body);
    }
    let bytes = to_bytes(body, LARGEST_FORM).await.map_err(|_| PageFault {
        status: StatusCode::PAYLOAD_TOO_LARGE,
        heading: "Too large",
        what: format!("A form may hold {} MiB at most.", LARGEST_FORM >> 20),
        back: None,
    })?;
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    if pairs(text).is_some_and(|token| good(&token)) {
        return Ok(Body::from(bytes));
    }
    Err(PageFault {
        status: StatusCode::FORBIDDEN,
        heading: "This form is too old",
        what: "It does not belong to your present login, so nothing was changed. Go back, load \
               the page again and send it once more."
            .into(),
        back: None,
    })
}

/// The page of a fault; a fault of the database still gives a page.
async fn shown(app: &App, visitor: Option<Visitor>, fault: PageFault) -> Response {
    let layout = match &visitor {
        Some(visitor) => layout::layout(app, visitor, fault.heading, "").await.ok(),
        None => None,
    };
    let back = fault.back.unwrap_or(("/", "Back to the start"));
    let page = FaultPage {
        layout: layout.unwrap_or_else(|| layout::outside(app, fault.heading, "")),
        heading: fault.heading,
        what: fault.what,
        back: back.0,
        back_label: back.1,
    };
    let html = page.render().unwrap_or_else(|_| page.what.clone());
    secured((fault.status, Html(html)).into_response())
}

/// Headers of every page: no script but ours, no frame, nothing kept by a cache.
fn secured(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let set = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
             connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; \
             frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in set {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
