//! Lists of an app that pages dishonestly, and lists whose connection goes while they are read.
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, Query, State};
use larder_engine::ProblemKind;
use larder_engine::api::{AnswerAccount, ById};
use larder_engine::view::{AccountChoice, PicklistPage, SignInPhase};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::world::{World, start};

const DEFINITION: &str = r#"id = "shelves"
name = "Shelves"

[origins]
api = "https://shelves.invalid"

[practice]
app = "shelves"
client_id = "larder-practice"
origins = { api = "{{ practice['site'] }}" }

[[auth]]
id = "none"
label = "No sign-in"
type = "none"

[[identity]]
get = "{{ api }}/me"
keep = { user = "$.id" }
"#;

/// The app's side: what it was asked and by whom, and the list it answers only when told to.
#[derive(Default)]
struct Shelves {
    /// Another user is signed in at the app than at first.
    is_another: AtomicBool,
    asked: Mutex<HashMap<String, u32>>,
    slow_is_asked: Notify,
    slow_may_answer: Notify,
}

impl Shelves {
    fn asked(&self, list: &str) -> u32 {
        self.asked.lock().unwrap().get(list).copied().unwrap_or(0)
    }

    fn user(&self) -> &'static str {
        if self.is_another.load(Ordering::SeqCst) {
            "another"
        } else {
            "keeper"
        }
    }
}

async fn list(
    State(shelves): State<Arc<Shelves>>,
    Path(list): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Json<Value> {
    let nth = {
        let mut asked = shelves.asked.lock().unwrap();
        let count = asked.entry(list.clone()).or_default();
        *count += 1;
        *count
    };
    let page: u32 = query.get("page").map_or(0, |page| page.parse().unwrap());
    let things = json!([{ "id": format!("{list}-{page}") }]);
    Json(match list.as_str() {
        "me" => json!({ "id": shelves.user() }),
        "circle" => json!({ "things": things, "next": (page + 1) % 3 }),
        "endless" => json!({ "things": things, "next": nth }),
        "elsewhere" => json!({ "things": things, "next": "https://elsewhere.invalid/list?page=1" }),
        "gap" => match page {
            0 => json!({ "things": things, "next": 1 }),
            1 => json!({ "things": [], "next": 2 }),
            _ => json!({ "things": things }),
        },
        "slow" => {
            let user = shelves.user();
            shelves.slow_is_asked.notify_one();
            shelves.slow_may_answer.notified().await;
            json!({ "things": [{ "id": format!("slow of {user}") }] })
        }
        other => panic!("no list {other}"),
    })
}

/// A world with that app beside the practice apps, and a connection to it.
async fn connected() -> (World, Arc<Shelves>, String) {
    let mut definition = DEFINITION.to_owned();
    for id in ["circle", "endless", "elsewhere", "gap", "slow"] {
        let page = match id {
            "elsewhere" => "next = \"$.next\"",
            _ => "cursor = \"$.next\", param = \"page\"",
        };
        write!(
            definition,
            r#"
[[picklists]]
id = "{id}"
label = "{id}"
get = "{{{{ api }}}}/{id}"
items = "$.things[*]"
row = {{ value = "$.id", label = "$.id" }}
page = {{ {page}, max_pages = 50 }}
"#
        )
        .unwrap();
    }
    let shelves = Arc::new(Shelves::default());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let site = format!("http://{}", listener.local_addr().unwrap());
    let app = axum::Router::new()
        .route("/{list}", axum::routing::get(list))
        .with_state(Arc::clone(&shelves));
    tokio::spawn(async move { axum::serve(listener, app).await });

    let mut world = World::new().await;
    let mut addresses = serde_json::to_value(world.practice.addresses()).unwrap();
    addresses["apps"]["shelves"] = json!({ "site": site });
    let home = world.home.path();
    std::fs::write(home.join("practice.json"), addresses.to_string()).unwrap();
    std::fs::create_dir_all(home.join("connectors")).unwrap();
    std::fs::write(home.join("connectors/shelves.toml"), definition).unwrap();
    world.restart().await;
    let id = connect(&world).await;
    (world, shelves, id)
}

async fn connect(world: &World) -> String {
    let ended = world
        .sign_in(start("shelves", "none", "Shelves", &[]))
        .await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    ended.connection
}

async fn whole(world: &World, id: &str, list: &str) -> PicklistPage {
    world.picklist(id, list, &[]).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn m11_pages_that_lead_in_a_circle_or_never_end_stop_and_the_list_says_so() {
    let (world, shelves, id) = connected().await;
    let circle = whole(&world, &id, "circle").await;
    assert_eq!((circle.total, circle.complete), (3, false));
    let endless = whole(&world, &id, "endless").await;
    assert_eq!((endless.total, endless.complete), (50, false));
    assert_eq!(shelves.asked("endless"), 50, "each page once, and no more");
}

#[tokio::test(flavor = "multi_thread")]
async fn m11_a_page_of_another_host_is_not_followed() {
    let (world, shelves, id) = connected().await;
    let elsewhere = whole(&world, &id, "elsewhere").await;
    assert_eq!((elsewhere.total, elsewhere.complete), (1, false));
    assert_eq!(shelves.asked("elsewhere"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn m11_an_empty_page_in_the_middle_ends_no_list() {
    let (world, _, id) = connected().await;
    let gap = whole(&world, &id, "gap").await;
    let values: Vec<&str> = gap.rows.iter().map(|row| row.value.as_str()).collect();
    assert_eq!(values, ["gap-0", "gap-2"]);
    assert!(gap.complete);
}

#[tokio::test(flavor = "multi_thread")]
async fn m09_an_answer_for_a_connection_that_was_removed_meanwhile_is_discarded() {
    let (world, shelves, id) = connected().await;
    let by_id = || ById { id: id.clone() };
    let (read, ()) = tokio::join!(world.picklist(&id, "slow", &[]), async {
        shelves.slow_is_asked.notified().await;
        world.engine.remove_connection(by_id()).await.unwrap();
        shelves.slow_may_answer.notify_one();
    });
    assert_eq!(read.unwrap_err().kind, ProblemKind::NotConnected);

    world.engine.restore_connection(by_id()).await.unwrap();
    let after = world.picklist(&id, "slow", &[]).await.unwrap_err();
    assert_eq!(after.kind, ProblemKind::NotConnected, "nothing was kept");
    assert_eq!(shelves.asked("slow"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn m09_an_answer_for_a_connection_that_was_disconnected_meanwhile_is_asked_again() {
    let (world, shelves, id) = connected().await;
    let (read, ()) = tokio::join!(world.picklist(&id, "slow", &[]), async {
        shelves.slow_is_asked.notified().await;
        world
            .engine
            .disconnect(ById { id: id.clone() })
            .await
            .unwrap();
        shelves.slow_may_answer.notify_one();
    });
    assert_eq!(read.unwrap_err().kind, ProblemKind::NotConnected);

    let mut again = start("shelves", "none", "Shelves", &[]);
    again.connection = Some(id.clone());
    let ended = world.sign_in(again).await;
    assert_eq!(ended.phase, SignInPhase::Done, "{:?}", ended.problem);
    shelves.slow_may_answer.notify_one();
    assert_eq!(whole(&world, &id, "slow").await.total, 1);
    assert_eq!(
        shelves.asked("slow"),
        2,
        "the discarded answer serves nobody"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn m09_an_answer_for_the_account_of_before_serves_nobody_after_a_switch() {
    let (world, shelves, id) = connected().await;
    let (read, ()) = tokio::join!(world.picklist(&id, "slow", &[]), async {
        shelves.slow_is_asked.notified().await;
        shelves.is_another.store(true, Ordering::SeqCst);
        let mut again = start("shelves", "none", "Shelves", &[]);
        again.connection = Some(id.clone());
        let started = world.engine.start_sign_in(again).await.unwrap();
        let asks = world
            .until(&started.id, |phase| phase == SignInPhase::Asking)
            .await;
        let switch = AnswerAccount {
            id: asks.id.clone(),
            choice: AccountChoice::Switch,
        };
        world.engine.answer_account(switch).await.unwrap();
        assert_eq!(world.ended(&asks.id).await.phase, SignInPhase::Done);
        let shelves = Arc::clone(&shelves);
        tokio::spawn(async move {
            loop {
                shelves.slow_may_answer.notify_one();
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
    });
    let value = |page: &PicklistPage| page.rows[0].value.clone();
    assert_eq!(value(&read.unwrap()), "slow of another");
    assert_eq!(value(&whole(&world, &id, "slow").await), "slow of another");
}
