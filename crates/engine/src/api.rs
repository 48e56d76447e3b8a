//! The one door: a table of every call with its question, its answer and the tables it reads.
//!
//! From the table come `dispatch` (JSON in, JSON out: what the window uses), the TypeScript types
//! of the UI, and which answers a commit made old. The command line calls the same methods.
use larder_store::Table;
use serde::Deserialize;
use serde_json::Value;
use ts_rs::TS;

use crate::Engine;
use crate::problem::Problem;
use crate::view::{
    AccountChoice, AppView, Apps, BindPreview, Check, ClientRow, ClientSet, ConnectDraft,
    ConnectPreview, ConnectionRow, ConnectionView, Disconnected, DuplicateChoice, Exported,
    HistoryFormat, PicklistPage, PicklistQuestion, PracticeFaultCall, PracticeView, RecipeRow,
    RecipeView, Settings, SignInStart, SignInView, SlotName, Status, StepChoice, VaultView,
};

/// Question of calls that ask for one thing by its id.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ById {
    pub id: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct RenameThing {
    pub id: String,
    pub name: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct NewRecipe {
    pub name: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct AddStep {
    pub recipe: String,
    pub connector: String,
    pub role: String,
    pub operation: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct StepName {
    pub recipe: String,
    pub step: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct SetInput {
    pub recipe: String,
    pub step: String,
    pub key: String,
    /// None clears the input (and what depends on it).
    pub value: Option<String>,
    /// The label shown when the value was chosen.
    #[serde(default)]
    pub label: Option<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct BindSlot {
    pub slot: SlotName,
    /// None unbinds.
    pub connection: Option<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ImportRecipe {
    /// The recipe document, as exported.
    #[ts(type = "unknown")]
    pub document: Value,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct AnswerAccount {
    pub id: String,
    pub choice: AccountChoice,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct AnswerDuplicate {
    pub id: String,
    pub choice: DuplicateChoice,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ExportHistory {
    pub id: String,
    pub format: HistoryFormat,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ChooseTenant {
    pub id: String,
    pub value: String,
}

/// The code an app's page showed; a secret until it is spent.
#[derive(Clone, Deserialize, TS)]
pub struct EnterCode {
    pub id: String,
    pub code: String,
}

impl std::fmt::Debug for EnterCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EnterCode")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct RemoveClient {
    pub connector: String,
    #[serde(default)]
    pub host: String,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct OpenPage {
    /// An `https` page of a vendor.
    pub url: String,
}

/// The link of a waiting sign-in, for another browser.
#[derive(Debug, Clone, serde::Serialize, TS)]
pub struct Link {
    pub url: String,
}

macro_rules! calls {
    ($( $(#[doc = $doc:literal])* $name:literal = $method:ident ( $($question:ty)? ) -> $answer:ty, reads [ $($table:ident),* ]; )*) => {
        /// Answers the call `name`; the question and the answer are JSON.
        pub async fn dispatch(engine: &Engine, name: &str, question: Value) -> Result<Value, Problem> {
            match name {
                $( $name => {
                    let answer = calls!(@call engine, $method, question, $($question)?)?;
                    serde_json::to_value(answer).map_err(|_| Problem::defect("an answer could not be written as JSON"))
                } )*
                _ => Err(Problem::defect(&format!("there is no call named {name:?}"))),
            }
        }

        /// Every call with the tables its answer is made from.
        pub const READS: &[(&str, &[Table])] = &[ $( ($name, &[ $(Table::$table),* ]) ),* ];

        /// The TypeScript of the whole door.
        pub fn typescript() -> String {
            let mut types = crate::typescript::Types::new();
            $( types.call($name, concat!($($doc),*), calls!(@ts $($question)?), calls!(@ts $answer)); )*
            types.finish()
        }
    };
    (@call $engine:ident, $method:ident, $json:ident, ) => {{ let _ = $json; $engine.$method().await }};
    (@call $engine:ident, $method:ident, $json:ident, $question:ty) => {
        $engine.$method(parse_question::<$question>($json)?).await
    };
    (@ts ) => { None::<fn(&mut crate::typescript::Types) -> String> };
    (@ts $type:ty) => { Some(|types: &mut crate::typescript::Types| types.name::<$type>()) };
}

fn parse_question<T: serde::de::DeserializeOwned>(json: Value) -> Result<T, Problem> {
    serde_json::from_value(json)
        .map_err(|error| Problem::defect(&format!("a question has the wrong shape: {error}")))
}

calls! {
    /// The frame of the window: vault, counts, notices.
    "status" = status() -> Status, reads [Connection, Recipes, Binding, Setting];
    /// Asks the keychain again.
    "vault.unlock" = unlock_vault() -> VaultView, reads [];
    /// Goes on without a keychain: sign-ins last until Larder ends.
    "vault.session_only" = use_session_only() -> VaultView, reads [];
    /// Gives up what a lost key sealed, and makes a new key.
    "vault.start_over" = start_vault_over() -> VaultView, reads [];

    /// Stores what waits for the keychain, and ends Larder once nothing waits any more.
    "leave.store" = store_and_leave() -> Status, reads [];
    /// Ends Larder although a renewed sign-in is lost by it.
    "leave.anyway" = leave_anyway() -> Status, reads [];
    /// Stays open after all.
    "leave.stay" = stay() -> Status, reads [];

    /// The apps and the definitions with mistakes.
    "apps" = apps() -> Apps, reads [Connection];
    /// One app with its ways, fields and operations.
    "app" = app(ById) -> AppView, reads [Client];
    /// What Connect would do with the dialog as it stands.
    "connect.preview" = connect_preview(ConnectDraft) -> ConnectPreview, reads [Client, Connection, Receipt, Binding, Recipes];

    /// Starts a sign-in and answers at once; watch it with `sign_in`.
    "sign_in.start" = start_sign_in(SignInStart) -> SignInView, reads [];
    /// How a sign-in stands.
    "sign_in" = sign_in(ById) -> SignInView, reads [Connection];
    /// The link of a waiting sign-in, to open elsewhere.
    "sign_in.link" = sign_in_link(ById) -> Link, reads [];
    /// Goes on in the system browser instead of the popup.
    "sign_in.browser" = sign_in_with_browser(ById) -> SignInView, reads [];
    /// Brings the popup to the front.
    "sign_in.front" = sign_in_to_front(ById) -> SignInView, reads [];
    "sign_in.cancel" = cancel_sign_in(ById) -> SignInView, reads [];
    /// Answers the question about another account.
    "sign_in.answer" = answer_account(AnswerAccount) -> SignInView, reads [];
    /// Answers the question about an account that is connected already.
    "sign_in.duplicate" = answer_duplicate(AnswerDuplicate) -> SignInView, reads [];
    /// Says which of several tenants, sites or accounts is meant.
    "sign_in.choose" = choose_tenant(ChooseTenant) -> SignInView, reads [];
    /// Hands over the code that the app's page showed.
    "sign_in.code" = enter_code(EnterCode) -> SignInView, reads [];

    "connections" = connections() -> Vec<ConnectionRow>, reads [Connection, Receipt, Binding, Recipes];
    "connection" = connection(ById) -> ConnectionView, reads [Connection, Receipt, Binding, Recipes];
    "connection.rename" = rename_connection(RenameThing) -> ConnectionRow, reads [];
    /// Asks the app who is connected; writes a new receipt.
    "connection.test" = test_connection(ById) -> ConnectionView, reads [];
    /// Ends the sign-in here and at the app.
    "connection.disconnect" = disconnect(ById) -> Disconnected, reads [];
    /// Disconnects and forgets the connection, until Larder closes it can be brought back.
    "connection.remove" = remove_connection(ById) -> Disconnected, reads [];
    /// Brings a removed connection back, not connected.
    "connection.restore" = restore_connection(ById) -> ConnectionRow, reads [];
    /// What was removed since Larder was opened.
    "connections.removed" = removed_connections() -> Vec<ConnectionRow>, reads [];
    /// Asks every connected app, a few at once.
    "connections.check" = check_connections() -> Vec<ConnectionRow>, reads [];
    /// Writes a connection's whole history to a file for the person.
    "connection.export" = export_history(ExportHistory) -> Exported, reads [];

    /// Writes the file by which an administrator grants the rights that recipes need.
    "connection.permission_set" = export_permission_set(ById) -> Exported, reads [];

    "picklist" = picklist(PicklistQuestion) -> PicklistPage, reads [Metadata];

    "recipes" = recipes() -> Vec<RecipeRow>, reads [Recipes, Binding, Connection, Receipt, Metadata];
    "recipe" = recipe(ById) -> RecipeView, reads [Recipes, Binding, Connection, Receipt, Metadata];
    /// Apps and roles a new step may use.
    "recipe.choices" = step_choices() -> Vec<StepChoice>, reads [];
    "recipe.create" = create_recipe(NewRecipe) -> RecipeView, reads [];
    /// Makes the sample recipe again.
    "recipe.sample" = create_sample_recipe() -> RecipeView, reads [];
    "recipe.rename" = rename_recipe(RenameThing) -> RecipeView, reads [];
    "recipe.remove" = remove_recipe(ById) -> Vec<RecipeRow>, reads [];
    "recipe.add_step" = add_step(AddStep) -> RecipeView, reads [];
    "recipe.remove_step" = remove_step(StepName) -> RecipeView, reads [];
    "recipe.set_input" = set_input(SetInput) -> RecipeView, reads [];
    "recipe.bind" = bind_slot(BindSlot) -> RecipeView, reads [];
    /// What would stop working with that connection in the slot, and whether it is of another environment.
    "recipe.bind_preview" = bind_preview(BindSlot) -> BindPreview, reads [Recipes, Binding, Connection, Receipt, Metadata];
    "recipe.import" = import_recipe(ImportRecipe) -> RecipeView, reads [];
    /// Writes a recipe to a file for the person: its slots and choices, no connection.
    "recipe.export" = export_recipe_file(ById) -> Exported, reads [];

    "clients" = clients() -> Vec<ClientRow>, reads [Client, Connection];
    "client.set" = set_client(ClientSet) -> Vec<ClientRow>, reads [];
    "client.remove" = remove_client(RemoveClient) -> Vec<ClientRow>, reads [];

    /// The practice apps: people, passwords, faults.
    "practice" = practice() -> PracticeView, reads [];
    /// Breaks or mends something at a practice app.
    "practice.fault" = practice_fault(PracticeFaultCall) -> PracticeView, reads [];

    "settings" = settings() -> Settings, reads [Setting];
    "settings.set" = set_settings(Settings) -> Settings, reads [];
    /// Self-test; nothing secret in it.
    "diagnose" = diagnose() -> Vec<Check>, reads [];
    /// Opens a vendor's page in the system browser.
    "open_page" = open_page(OpenPage) -> Status, reads [];
}

/// Names of the calls whose answers a commit to `tables` made old.
pub fn stale(tables: &std::collections::BTreeSet<Table>) -> Vec<&'static str> {
    READS
        .iter()
        .filter(|(_, reads)| reads.iter().any(|table| tables.contains(table)))
        .map(|(name, _)| *name)
        .collect()
}
