//! The two SOAP calls of the partner API that clients sign in and out with.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, Response, StatusCode, header};

use super::organization::{full_id, id, name};
use super::seeds::profile_id;
use crate::authorize::App;
use crate::grant::{Holder, Lifetimes};
use crate::page::escape;
use crate::world::now;

/// The text of the first element with this local name, with its entities resolved.
fn element(xml: &str, wanted: &str) -> Option<String> {
    let mut rest = xml;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let end = rest.find('>')?;
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        let local = tag
            .split([' ', '\t', '\r', '\n'])
            .next()
            .and_then(|name| name.rsplit(':').next());
        if local == Some(wanted) && !tag.starts_with('/') {
            return Some(unescape(&rest[..rest.find('<')?]));
        }
    }
    None
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

fn xml_answer(status: StatusCode, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/xml;charset=UTF-8"),
    );
    response
}

fn fault(code: &str, message: &str) -> Response<Body> {
    let message = escape(message);
    let kind = if code == "INVALID_LOGIN" {
        "LoginFault"
    } else {
        "UnexpectedErrorFault"
    };
    xml_answer(
        StatusCode::INTERNAL_SERVER_ERROR,
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
             <soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
             xmlns:sf=\"urn:fault.partner.soap.sforce.com\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><soapenv:Body><soapenv:Fault>\
             <faultcode>sf:{code}</faultcode><faultstring>{code}: {message}</faultstring>\
             <detail><sf:{kind} xsi:type=\"sf:{kind}\"><sf:exceptionCode>{code}</sf:exceptionCode>\
             <sf:exceptionMessage>{message}</sf:exceptionMessage></sf:{kind}></detail>\
             </soapenv:Fault></soapenv:Body></soapenv:Envelope>"
        ),
    )
}

/// `POST /services/Soap/u/<version>`: `login`, `logout` and nothing else.
pub(crate) async fn call(
    State(app): State<App>,
    Path(parameters): Path<Vec<(String, String)>>,
    body: String,
) -> Response<Body> {
    let version = parameters
        .iter()
        .find(|(key, _)| key == "version")
        .map_or("66.0", |(_, value)| value);
    if element(&body, "login").is_some() {
        return login(&app, version, &body);
    }
    if element(&body, "logout").is_some() || body.contains("logout") {
        let known = element(&body, "sessionId").is_some_and(|token| {
            app.world
                .change(|state| state.kept.grants.revoke_token(app.site, &token))
        });
        return if known {
            envelope("<logoutResponse/>")
        } else {
            fault(
                "INVALID_SESSION_ID",
                "Invalid Session ID found in SessionHeader: Illegal Session",
            )
        };
    }
    fault("UNKNOWN_EXCEPTION", "No operation available for request")
}

fn envelope(content: &str) -> Response<Body> {
    xml_answer(
        StatusCode::OK,
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
             <soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
             xmlns=\"urn:partner.soap.sforce.com\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
             <soapenv:Body>{content}</soapenv:Body></soapenv:Envelope>"
        ),
    )
}

fn login(app: &App, version: &str, body: &str) -> Response<Body> {
    let username = element(body, "username").unwrap_or_default();
    let password = element(body, "password").unwrap_or_default();
    let issued = app.world.change(|state| {
        let person = state.sign_in(app.site, &username, &password)?;
        let holder = Holder {
            site: app.site,
            username: person.part.username,
            client_id: "soap",
            scopes: vec!["api".to_owned(), "web".to_owned()],
        };
        let issued = state
            .kept
            .grants
            .issue(holder, false, Lifetimes::default(), now());
        Some((issued, person.part))
    });
    let Some((issued, part)) = issued else {
        return fault(
            "INVALID_LOGIN",
            "Invalid username, password, security token; or user locked out.",
        );
    };
    let origin = app.origin();
    let org = full_id(id(app.site));
    let user = full_id(part.id);
    let version = escape(version);
    envelope(&format!(
        "<loginResponse><result>\
         <metadataServerUrl>{origin}/services/Soap/m/{version}/{org}</metadataServerUrl>\
         <passwordExpired>false</passwordExpired><sandbox>{}</sandbox>\
         <serverUrl>{origin}/services/Soap/u/{version}/{org}</serverUrl>\
         <sessionId>{}</sessionId><userId>{user}</userId><userInfo>\
         <currencySymbol>kr</currencySymbol><organizationId>{org}</organizationId>\
         <organizationMultiCurrency>false</organizationMultiCurrency>\
         <organizationName>{}</organizationName><profileId>{}</profileId>\
         <roleId xsi:nil=\"true\"/><sessionSecondsValid>7200</sessionSecondsValid>\
         <userDefaultCurrencyIsoCode>SEK</userDefaultCurrencyIsoCode><userEmail>{}</userEmail>\
         <userFullName>{}</userFullName><userId>{user}</userId><userLanguage>en_US</userLanguage>\
         <userLocale>en_US</userLocale><userName>{}</userName>\
         <userTimeZone>Europe/Stockholm</userTimeZone><userType>Standard</userType>\
         <userUiSkin>Theme3</userUiSkin></userInfo></result></loginResponse>",
        app.site == crate::site::Site::SalesforceTest,
        issued.access_token,
        escape(name(app.site)),
        profile_id(app.site, part.rights),
        escape(part.username),
        escape(&part.name()),
        escape(part.username),
    ))
}
