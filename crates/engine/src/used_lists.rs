//! Lists that recipes have chosen from: renewed by a check, and loaded where a choice cannot be judged without them.
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use crate::Engine;
use crate::picklist::{Known, key_of};
use crate::problem::Problem;
use crate::request::plan_of;
use crate::rights::Needs;
use crate::subject::Subject;

impl Engine {
    /// Renews the lists that recipes have chosen from, as far as they are known and short enough for a check.
    pub(crate) async fn renew_used_lists(&self, subject: &Subject, needs: &Needs, since: Instant) {
        const MOST: usize = 5;
        const LONG_PAGED: usize = 300;
        let connector = Arc::clone(&subject.connector);
        let mut asked = HashSet::new();
        for (id, params) in &needs.lists {
            let Some(picklist) = connector.picklist(id).filter(|list| list.call.is_some()) else {
                continue;
            };
            let key = (subject.row.id.clone(), key_of(id, params));
            let (Ok(Some(known)), Some(call)) = (self.known_list(&key).await, &picklist.call)
            else {
                continue;
            };
            if picklist.page.is_some() && known.rows.len() > LONG_PAGED {
                continue;
            }
            let Ok(plan) = plan_of(subject, call, params) else {
                continue;
            };
            asked.insert(plan.identity());
            if asked.len() > MOST {
                return;
            }
            let known = Known {
                list: Some(&known),
                since: Some(since),
            };
            if let Err(problem) = self.load(subject, picklist, params, &key, known).await {
                // What was known stays; the picklist says why it is not newer.
                tracing::debug!(picklist = id, kind = ?problem.kind, "a used list was not renewed");
            }
        }
    }

    /// Loads lists that recipes have chosen from and that are not known yet, at most so many.
    pub(crate) async fn load_missing_lists(
        &self,
        subject: &Subject,
        needs: &Needs,
        most: usize,
    ) -> Result<(), Problem> {
        let connector = Arc::clone(&subject.connector);
        let mut asked = 0;
        for (id, params) in &needs.lists {
            let Some(picklist) = connector.picklist(id).filter(|list| list.call.is_some()) else {
                continue;
            };
            let key = (subject.row.id.clone(), key_of(id, params));
            if params.len() != picklist.params.len() || self.known_list(&key).await?.is_some() {
                continue;
            }
            asked += 1;
            if asked > most {
                break;
            }
            // A list that cannot be had says nothing about the choice.
            let _ = self
                .load(subject, picklist, params, &key, Known::default())
                .await;
        }
        Ok(())
    }
}
