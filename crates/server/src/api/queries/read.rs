//! Queries, listed and one by one, as far as the caller may see them.

use super::view;
use crate::api::call::{Call, Reply};
use crate::api::problem::{ApiResult, Problem};
use crate::identity::permission::Permission;
use crate::web::queries::{found, is_asked, line_resource, viewed};
use cdi::query::Status;
use store::accounts::Account;
use store::queries::{Line, LineFilter, StoredQuery, newest_lines};

/// Lines read at a time.
const PART: i64 = 200;

/// Reads for one page at most: a caller who may see few of many gets a short page and goes on.
const MOST_READS: usize = 20;

/// Queries, the newest first.
pub(super) async fn list(call: Call) -> ApiResult<Reply> {
    let (visitor, now) = (&call.visitor, call.app.now());
    let filter = LineFilter {
        provider: call.asked("provider").map(str::to_owned),
        awaiting: false,
        state: call.asked_text("status"),
        account: call.asked_text("account"),
    };
    let most = usize::try_from(call.limit()).unwrap_or(1);
    let mut after: Option<(i64, String)> = call.cursor()?;
    let (mut shown, mut more) = (Vec::new(), true);
    for _ in 0..MOST_READS {
        let from = (after.as_ref(), PART);
        let part = newest_lines(&call.app.db, &visitor.tenant, &filter, from).await?;
        more = i64::try_from(part.len()).is_ok_and(|rows| rows == PART);
        let mut rest = part.into_iter();
        while shown.len() < most
            && let Some(line) = rest.next()
        {
            after = Some((line.created_at, line.id.clone()));
            let asked = is_asked(visitor, line.provider.as_deref().unwrap_or_default());
            if sees(&call, &line, asked) {
                shown.push(view::line(line, asked, now));
            }
        }
        more = more || rest.next().is_some();
        if shown.len() >= most || !more {
            break;
        }
    }
    Reply::list(shown, after.as_ref().filter(|_| more))
}

/// Who is asked does not see a draft.
fn sees(call: &Call, line: &Line, asked: bool) -> bool {
    let may = call.visitor.allow(Permission::ViewQuery, &line_resource(line)).is_ok();
    may && !(asked && line.state == Status::Draft.name())
}

/// The query of the path with its account, where the caller may do something to it.
pub(super) async fn query(
    call: &Call,
    permission: Permission,
) -> ApiResult<(StoredQuery, Account)> {
    Ok(found(&call.app, &call.visitor, call.part("query"), permission).await?)
}

/// As [`query`], for those who are not asked themselves.
pub(super) async fn authored(
    call: &Call,
    permission: Permission,
) -> ApiResult<(StoredQuery, Account)> {
    let (stored, account) = query(call, permission).await?;
    match is_asked(&call.visitor, &stored.query.recipient) {
        true => Err(Problem::not_found("such query for you")),
        false => Ok((stored, account)),
    }
}

/// One query.
pub(super) async fn one(call: Call) -> ApiResult<Reply> {
    let (stored, account) = query(&call, Permission::ViewQuery).await?;
    let asked = is_asked(&call.visitor, &stored.query.recipient);
    if asked && stored.query.status == Status::Draft {
        return Err(Problem::not_found("such query"));
    }
    let object = ("query.view", "query", call.part("query"));
    viewed(&call.app, &call.visitor, &account, object).await?;
    Ok(Reply::ok(&view::query(&stored, asked))?.version(stored.version))
}
