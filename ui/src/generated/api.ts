/** @file The engine's door, written by `cargo xtask types`; do not edit. */

export type AccountChoice = "keep" | "switch" | "new";

/**
 * Signed in as someone else than before: both are shown, the person decides.
 */
export type AccountQuestion = { before: Identity, now: Identity, 
/**
 * "Another user of the same org", "another org".
 */
what: string, 
/**
 * A sandbox where production was, or the reverse.
 */
environment_changed: boolean, 
/**
 * The recipes and steps that would act as the new account.
 */
affects: Array<UsedBy>, };

/**
 * The one thing a person can press.
 */
export type Action = { kind: ActionKind, 
/**
 * The words on the button.
 */
label: string, 
/**
 * The scopes to ask for besides, where it is for want of them.
 */
scopes?: Array<string>, };

export type ActionKind = "connect" | "reconnect" | "retry" | "check" | "register_client" | "use_browser" | "unlock_vault" | "choose_input";

export type AddStep = { recipe: string, connector: string, role: string, operation: string, };

export type AnswerAccount = { id: string, choice: AccountChoice, };

export type AnswerDuplicate = { id: string, choice: DuplicateChoice, };

/**
 * One app in the list of apps.
 */
export type AppRow = { id: string, name: string, about: string | null, logo: Logo, source: AppSource, 
/**
 * Names of the ways to sign in.
 */
ways: Array<string>, connections: number, 
/**
 * True when one of its ways needs an OAuth client to be registered.
 */
needs_client: boolean, };

export type AppSource = "builtin" | "folder";

/**
 * One app with everything its dialogs and screens need.
 */
export type AppView = { id: string, name: string, about: string | null, 
/**
 * The vendor's page about its API or sign-in.
 */
docs: string | null, logo: Logo, source: AppSource, 
/**
 * Roles a recipe may use: `primary`, `secondary`.
 */
slots: Array<string>, 
/**
 * Fields asked whatever the way.
 */
fields: Array<FieldView>, ways: Array<WayView>, operations: Array<OperationView>, picklists: Array<PicklistInfo>, 
/**
 * True when the practice apps run and this app has a practice twin: the dialog offers
 * "Practice <name>" beside the real one (connection field `server` = `practice`).
 */
practice: boolean, };

/**
 * Answer of `apps`: the apps, and the definitions that could not be used.
 */
export type Apps = { apps: Array<AppRow>, mistakes: Array<DefinitionMistake>, };

/**
 * What another connection in a slot would change, before it is put there.
 */
export type BindPreview = { 
/**
 * What would stop working.
 */
losses: Array<RecipeProblem>, 
/**
 * Set when a sandbox would stand where production does, or the reverse.
 */
environment_changed: EnvironmentChange | null, };

export type BindSlot = { slot: SlotName, 
/**
 * None unbinds.
 */
connection: string | null, };

/**
 * Why an input is grey.
 */
export type Blocked = { 
/**
 * "Connect Salesforce to choose from its objects."
 */
reason: string, by: BlockedBy, };

export type BlockedBy = "not_connected" | "needs_reconnect" | "signing_in" | "input" | "vault_locked";

/**
 * Question of calls that ask for one thing by its id.
 */
export type ById = { id: string, };

/**
 * A difference between two receipts.
 */
export type Change = { 
/**
 * When it was noticed.
 */
at: number, 
/**
 * The receipt before: so long it still stood as it was.
 */
since: number, 
/**
 * True for what is gone, false for what came.
 */
lost: boolean, 
/**
 * "Edit on Account", "the scope refresh_token", "the role Administrator".
 */
what: string, 
/**
 * Where recipes need it.
 */
affects: Array<UsedBy>, };

/**
 * One line of the self-test.
 */
export type Check = { name: string, ok: boolean, 
/**
 * What was found; nothing secret.
 */
found: string, hint: string | null, };

export type ChoiceView = { value: string, label: string, };

export type ChooseTenant = { id: string, value: string, };

/**
 * An OAuth client the person registered.
 */
export type ClientRow = { connector: string, connector_name: string, logo: Logo, 
/**
 * Empty: for every host of the app.
 */
host: string, client_id: string, has_secret: boolean, used_by: number, };

/**
 * Question to `client.set`.
 */
export type ClientSet = { connector: string, host: string, client_id: string, 
/**
 * None keeps the secret that is there; an empty one removes it.
 */
secret: string | null, };

/**
 * The app shows a code on its page instead of sending the browser back.
 */
export type CodeQuestion = { 
/**
 * The page that shows it, in case it was closed.
 */
url: string, };

/**
 * Question to `connect.preview`: what the dialog holds so far.
 */
export type ConnectDraft = { connector: string, way: string, fields: { [key in string]: string }, 
/**
 * The connection that is to be reconnected.
 */
connection: string | null, 
/**
 * The slot the connection is to fill.
 */
slot: SlotName | null, scopes: ScopeChoice, };

/**
 * What pressing Connect would do, so that it can be shown before.
 */
export type ConnectPreview = { 
/**
 * Keys of the fields that apply now (some depend on others).
 */
visible: Array<string>, 
/**
 * The host whose page opens, or that is asked; none while a field is missing.
 */
host: string | null, 
/**
 * True for a loopback practice host.
 */
practice: boolean, 
/**
 * Fields that are not usable yet, with words.
 */
mistakes: Array<FieldMistake>, 
/**
 * Set when an OAuth client is needed and none is registered for the host.
 */
client_missing: boolean, 
/**
 * The redirect address that will be sent, literally.
 */
redirect_uri: string | null, 
/**
 * A free name for the connection.
 */
suggested_name: string, 
/**
 * The scopes that will be asked for; none where there is no choice of them.
 */
scopes: ScopesPreview | null, };

/**
 * One connection, as every list shows it.
 */
export type ConnectionRow = { id: string, name: string, connector: string, connector_name: string, logo: Logo, way: string, way_label: string, state: ConnectionState, 
/**
 * Who and where; stays when the sign-in breaks.
 */
identity: Identity | null, 
/**
 * Why it needs the person, when it does.
 */
problem: Problem | null, 
/**
 * A running sign-in for this connection.
 */
sign_in: string | null, connected_at: number | null, 
/**
 * Last time the app answered with this sign-in.
 */
last_ok_at: number | null, 
/**
 * Recipes that use it.
 */
used_by: number, 
/**
 * When the app is asked again by itself, after a trouble that passes.
 */
next_try_at: number | null, };

export type ConnectionState = "not_connected" | "signing_in" | "connected" | "needs_reconnect" | "limited" | "vault_locked" | "offline";

/**
 * One connection's page.
 */
export type ConnectionView = { row: ConnectionRow, 
/**
 * Connection fields, as chosen (never secrets), ready to fill the dialog again.
 */
fields: { [key in string]: string }, practice: boolean, receipt: Receipt | null, 
/**
 * Asked for, and lacking for its recipes; none where there is no choice of scopes.
 */
scopes: ScopesView | null, 
/**
 * What the recipes need and whether it is there; none when the app tells no rights.
 */
rights: RightsView | null, 
/**
 * What the newest receipts hold that earlier ones did not, and the reverse; newest first.
 */
changes: Array<Change>, 
/**
 * Whether a person or an integration user is connected; none when the app tells nothing of it.
 */
user_look: UserLook | null, history: Array<HistoryLine>, used_by: Array<UsedBy>, picklists: Array<PicklistInfo>, 
/**
 * When the access token ends, if known.
 */
expires_at: number | null, 
/**
 * Since when the access token is in use.
 */
token_since: number | null, 
/**
 * When the access token is renewed, if it is used then.
 */
next_refresh_at: number | null, };

/**
 * A mistake in a definition; every other app still works.
 */
export type DefinitionMistake = { file: string, 
/**
 * From 1.
 */
line: number, 
/**
 * From 1, in characters.
 */
column: number, what: string, hint: string | null, };

/**
 * A sign-in on another device (RFC 8628): a page to open anywhere, and a code to type there.
 */
export type DeviceView = { user_code: string, 
/**
 * Shown as text; the person opens it.
 */
verification_uri: string, 
/**
 * The same page with the code filled in, where the app has one.
 */
verification_uri_complete: string | null, 
/**
 * Milliseconds since 1970 UTC.
 */
expires_at: number, };

/**
 * Answer of `connection.disconnect`: what the app said to the revocation.
 */
export type Disconnected = { row: ConnectionRow, 
/**
 * Words for people: "Salesforce ended the sign-in." or why that could not be confirmed.
 */
said: string, revoked: boolean, };

export type DuplicateChoice = "use_existing" | "keep_both";

/**
 * The account is connected already: one connection for each account is enough.
 */
export type DuplicateQuestion = { existing: ConnectionRow, 
/**
 * What a second sign-in costs at this app: "Salesforce keeps five sign-ins for each user."
 */
warning: string | null, };

/**
 * The code an app's page showed; a secret until it is spent.
 */
export type EnterCode = { id: string, code: string, };

export type Environment = "production" | "sandbox" | "unknown";

/**
 * Both environments are known, and differ.
 */
export type EnvironmentChange = { before: Environment, now: Environment, };

export type ExportHistory = { id: string, format: HistoryFormat, };

/**
 * A file written for the person.
 */
export type Exported = { 
/**
 * Where it lies.
 */
path: string, file_name: string, 
/**
 * What is in it.
 */
text: string, };

export type FieldControl = "text" | "password" | "select" | "subdomain" | "host" | "url" | "checkbox" | "multiline" | "file";

export type FieldMistake = { key: string, what: string, };

/**
 * One question of the connect dialog.
 */
export type FieldView = { key: string, label: string, hint: string | null, placeholder: string | null, control: FieldControl, options: Array<ChoiceView>, default: string | null, required: boolean, 
/**
 * Shown right after the input: `.zendesk.com`.
 */
suffix: string | null, };

export type HistoryFormat = "csv" | "json";

/**
 * One line of a connection's history; nothing secret.
 */
export type HistoryLine = { at: number, 
/**
 * Words for people.
 */
what: string, cause: string | null, };

/**
 * Who is connected, and where.
 */
export type Identity = { 
/**
 * The sign-in name: `integration@acme.test`.
 */
user: string, user_id: string | null, 
/**
 * The person's display name.
 */
user_name: string | null, 
/**
 * Org, account or workspace: its name where the app tells it.
 */
account: string | null, account_id: string | null, 
/**
 * Host that answers API calls.
 */
host: string | null, environment: Environment, role: string | null, };

export type ImportRecipe = { 
/**
 * The recipe document, as exported.
 */
document: unknown, };

export type InputControl = "picklist" | "text" | "checkbox";

export type InputView = { key: string, label: string, hint: string | null, required: boolean, control: InputControl, 
/**
 * For picklists: which one, and the parameters as chosen so far.
 */
picklist: string | null, params: { [key in string]: string }, 
/**
 * The connection to ask; set only while it is usable.
 */
connection: string | null, value: string | null, 
/**
 * The label that went with the value when it was chosen.
 */
value_label: string | null, 
/**
 * Why the input is grey, with its way out.
 */
blocked: Blocked | null, 
/**
 * Set when the chosen value is no longer there for the connected user.
 */
problem: Problem | null, 
/**
 * A value may also be typed by hand.
 */
manual: boolean, };

/**
 * The link of a waiting sign-in, for another browser.
 */
export type Link = { url: string, };

/**
 * What is drawn for an app: an initial on its colour, or the mark named `mark` where the UI has it.
 */
export type Logo = { letter: string, 
/**
 * `#rrggbb`.
 */
color: string, 
/**
 * Name of the vendor's mark, the connector's id.
 */
mark: string, };

export type NewRecipe = { name: string, };

export type OpenPage = { 
/**
 * An `https` page of a vendor.
 */
url: string, };

/**
 * A trigger or an action of an app.
 */
export type OperationView = { id: string, kind: StepKind, title: string, hint: string | null, };

export type PickRow = { value: string, label: string, 
/**
 * The app's type of a field: `string`, `picklist`, `reference`.
 */
kind: string | null, required: boolean, custom: boolean, hint: string | null, 
/**
 * Matched stretches of `label` as [start, length] in UTF-16 code units.
 */
marks: Array<[number, number]>, };

export type PicklistInfo = { id: string, label: string, 
/**
 * Names of the parameters it needs; it is grey until they are chosen.
 */
params: Array<string>, };

/**
 * One page of a picklist; best matches first.
 */
export type PicklistPage = { rows: Array<PickRow>, offset: number, 
/**
 * Rows that match the search.
 */
matched: number, 
/**
 * Rows in all.
 */
total: number, 
/**
 * False when the app has more than was read.
 */
complete: boolean, fetched_at: number, 
/**
 * Set when the app could not be asked and what is shown is what was known before.
 */
stale: Problem | null, };

/**
 * Question to `picklist`.
 */
export type PicklistQuestion = { connection: string, picklist: string, params: { [key in string]: string }, search: string, offset: number, 
/**
 * At most 200; 0 means 200.
 */
limit: number, 
/**
 * Ask the app even when the cache is fresh.
 */
refresh: boolean, };

export type PracticeFault = { id: string, about: string, 
/**
 * What it wants to know: `app`, `username`, `password`.
 */
takes: Array<string>, };

/**
 * Question to `practice.fault`.
 */
export type PracticeFaultCall = { fault: string, app: string | null, org: string | null, username: string | null, password: string | null, };

export type PracticeOrigin = { app: string, key: string, origin: string, };

/**
 * An invented person; the password is public on purpose.
 */
export type PracticePerson = { app: string, org: string, username: string, password: string, api_token: string | null, about: string, };

/**
 * The practice apps, as the practice panel shows them.
 */
export type PracticeView = { running: boolean, origins: Array<PracticeOrigin>, people: Array<PracticePerson>, faults: Array<PracticeFault>, };

/**
 * What went wrong, as people read it: what happened, whether their data is safe, what to do,
 * and at most one action.
 */
export type Problem = { kind: ProblemKind, 
/**
 * One sentence: what happened.
 */
what: string, 
/**
 * One sentence: is anything lost.
 */
safe: string, 
/**
 * One or two sentences: what to do.
 */
hint: string, 
/**
 * The one main action, if the program can offer it.
 */
action: Action | null, 
/**
 * The exchange with the app, secrets masked, for "Show what the app answered".
 */
detail: string | null, 
/**
 * The input or connection field the problem belongs to, if it belongs to one.
 */
field: string | null, };

/**
 * A kind exists only if something acts on it: the screen, the exit code or the state.
 */
export type ProblemKind = "credentials" | "rights" | "rights_reduced" | "admin_approval" | "wrong_account" | "client" | "client_missing" | "host" | "app_down" | "rate_limited" | "network" | "not_api" | "declined" | "cancelled" | "timed_out" | "window" | "input" | "not_found" | "name_taken" | "not_connected" | "vault_locked" | "vault_key" | "storage" | "definition" | "defect";

/**
 * What was proved when the connection was made or checked.
 */
export type Receipt = { at: number, identity: Identity, granted: Array<string>, 
/**
 * Scopes asked for and not granted.
 */
missing: Array<string>, 
/**
 * Lifetime of the access token in seconds, if the app told it.
 */
lifetime_seconds: number | null, refreshable: boolean, };

export type RecipeApp = { connector: string, connector_name: string, role: string, logo: Logo, 
/**
 * True when its slot is bound to a usable connection.
 */
ready: boolean, };

export type RecipeProblem = { 
/**
 * "Salesforce (secondary) is not connected".
 */
what: string, connector: string, role: string, 
/**
 * Set when it belongs to a step rather than to the slot.
 */
step: string | null, 
/**
 * Set when it belongs to an input of the step.
 */
input: string | null, };

/**
 * One recipe in the list.
 */
export type RecipeRow = { id: string, name: string, saved_at: number, apps: Array<RecipeApp>, steps: number, 
/**
 * Slots that need the person.
 */
problems: number, };

/**
 * One recipe, opened.
 */
export type RecipeView = { id: string, name: string, saved_at: number, 
/**
 * Lines of the head's panel, each leading to its slot or step.
 */
problems: Array<RecipeProblem>, slots: Array<SlotView>, steps: Array<StepView>, };

export type RemoveClient = { connector: string, host: string, };

export type RenameThing = { id: string, name: string, };

/**
 * One right that recipes need.
 */
export type RightLine = { 
/**
 * "Edit on Account".
 */
label: string, state: RightState, needed_by: Array<UsedBy>, };

export type RightState = "granted" | "missing" | "unknown";

/**
 * The rights that the recipes of a connection need, as the app told them last.
 */
export type RightsView = { 
/**
 * When the app was asked; none when it was not asked yet.
 */
at: number | null, lines: Array<RightLine>, 
/**
 * The same as a text to hand to an administrator of the app.
 */
checklist: string, 
/**
 * True when the app takes the rights as a file (`connection.permission_set`).
 */
has_file: boolean, };

/**
 * Which scopes a sign-in asks for.
 */
export type ScopeChoice = "kept" | "usual" | { "chosen": Array<string> };

/**
 * One scope of the dialog.
 */
export type ScopeLine = { scope: string, is_asked: boolean, 
/**
 * Who signed in, or the renewal, rests on it: it cannot be left out.
 */
is_required: boolean, 
/**
 * Not of the app's definition.
 */
is_own: boolean, needed_by: Array<UsedBy>, };

/**
 * A scope that is not there, with the steps that need it.
 */
export type ScopeStop = { 
/**
 * The one to ask for; others may do as well.
 */
scope: string, used_by: Array<UsedBy>, };

/**
 * What the connect dialog shows of scopes.
 */
export type ScopesPreview = { 
/**
 * The definition's scopes first, then ones of the person's own.
 */
lines: Array<ScopeLine>, 
/**
 * True when it is what the app's definition asks for.
 */
is_usual: boolean, 
/**
 * What works now, or would with the definition's scopes, and stops working with these.
 */
stops: Array<ScopeStop>, };

/**
 * The scopes of a connection.
 */
export type ScopesView = { 
/**
 * What its sign-ins ask for.
 */
asked: Array<string>, 
/**
 * True when a person chose them; false when they are those of the app's definition.
 */
is_chosen: boolean, 
/**
 * What its recipes need and was not granted.
 */
lacking: Array<ScopeStop>, };

export type SetInput = { recipe: string, step: string, key: string, 
/**
 * None clears the input (and what depends on it).
 */
value: string | null, 
/**
 * The label shown when the value was chosen.
 */
label: string | null, };

export type Settings = { theme: Theme, 
/**
 * Ask every connected app, quietly, when the window opens.
 */
check_at_start: boolean, 
/**
 * Tell when a connection breaks while the window is in the background.
 */
notify: boolean, };

export type SignInPhase = "opening" | "waiting" | "exchanging" | "identifying" | "asking" | "done" | "failed" | "cancelled";

/**
 * Question to `sign_in.start`. `secrets` are typed by the person; they are never answered back.
 */
export type SignInStart = { 
/**
 * Reconnect this connection in place; else a new one is made.
 */
connection: string | null, connector: string, way: string, name: string, fields: { [key in string]: string }, secrets: { [key in string]: string }, 
/**
 * Bind the connection to this slot when it is there.
 */
slot: SlotName | null, window: WindowChoice, scopes: ScopeChoice, 
/**
 * True when the person saw which steps stop working with these scopes, and goes on.
 */
stops_accepted: boolean, };

/**
 * How one sign-in stands.
 */
export type SignInView = { id: string, connection: string, connection_name: string, connector: string, connector_name: string, phase: SignInPhase, 
/**
 * False for ways that Larder goes through by itself, with what was typed.
 */
shows_page: boolean, 
/**
 * The host whose page is open.
 */
host: string | null, 
/**
 * True while the page waits in the system browser.
 */
in_browser: boolean, 
/**
 * Why it ended, when it ended without success.
 */
problem: Problem | null, 
/**
 * Set in phase `asking`: another account than before signed in.
 */
question: AccountQuestion | null, 
/**
 * Set in phase `asking`: the sign-in reaches several tenants, sites or accounts.
 */
choice: TenantQuestion | null, 
/**
 * Set in phase `asking`: this account is connected already.
 */
duplicate: DuplicateQuestion | null, 
/**
 * Set in phase `asking`: the app showed the person a code to be typed here.
 */
code: CodeQuestion | null, 
/**
 * Set in phase `waiting` of a device sign-in: what to type at which page.
 */
device: DeviceView | null, };

/**
 * A slot of a recipe, by name.
 */
export type SlotName = { recipe: string, connector: string, role: string, };

/**
 * A place for a connection in the recipe.
 */
export type SlotView = { connector: string, connector_name: string, role: string, 
/**
 * "Salesforce", "Salesforce (secondary)".
 */
label: string, logo: Logo, 
/**
 * Numbers of the steps that need it.
 */
steps: Array<number>, connection: ConnectionRow | null, 
/**
 * Existing connections of this app that could be used here.
 */
candidates: Array<ConnectionRow>, 
/**
 * Set when the app's definition is missing or has a mistake.
 */
problem: Problem | null, };

/**
 * Answer of `status`: what the frame of the window shows.
 */
export type Status = { version: string, vault: VaultView, 
/**
 * Connections that a sign-in mends.
 */
to_fix: number, connections: number, recipes: number, apps: number, practice: boolean, data_folder: string, 
/**
 * Things to be told once at start: a damaged database moved aside, a definition with a mistake.
 */
notices: Array<Problem>, 
/**
 * Somebody wants to end Larder, and this would be lost: asked before it ends.
 */
leaving: Problem | null, };

/**
 * An app as a step may use it: "Salesforce" and "Salesforce (secondary)".
 */
export type StepChoice = { connector: string, role: string, label: string, logo: Logo, operations: Array<OperationView>, };

export type StepKind = "trigger" | "action";

export type StepName = { recipe: string, step: string, };

export type StepView = { id: string, 
/**
 * From 1.
 */
number: number, kind: StepKind, connector: string, role: string, 
/**
 * "Salesforce (secondary)".
 */
slot_label: string, logo: Logo, operation: string, title: string, hint: string | null, inputs: Array<InputView>, 
/**
 * Set when the operation is unknown to the definition, or the connected user may not do it.
 */
problem: Problem | null, };

export type TenantOption = { value: string, label: string, hint: string | null, };

/**
 * One sign-in reaches several tenants: the person says which one this connection is for.
 */
export type TenantQuestion = { 
/**
 * The name of the look-up in the definition.
 */
probe: string, 
/**
 * What is chosen: "Jira site".
 */
label: string, options: Array<TenantOption>, };

export type Theme = "system" | "light" | "dark";

export type UsedBy = { recipe: string, recipe_name: string, 
/**
 * `primary`, `secondary`.
 */
role: string, 
/**
 * Step numbers.
 */
steps: Array<number>, };

export type UserKind = "person" | "integration" | "unknown";

/**
 * Whether a person or an integration user is connected.
 */
export type UserLook = { looks_like: UserKind, 
/**
 * What it is judged by: "the user name begins with \u{201c}integration\u{201d}".
 */
why: string, 
/**
 * What to do about it, for a person.
 */
hint: string | null, };

export type VaultState = "unlocked" | "session_only" | "waiting" | "locked" | "no_keychain" | "key_lost" | "failed";

export type VaultView = { state: VaultState, 
/**
 * "Unlocked, key in your keychain".
 */
words: string, problem: Problem | null, };

/**
 * One way to sign in.
 */
export type WayView = { id: string, label: string, 
/**
 * True when the app's own page is opened for the person; else the secrets below are typed.
 */
opens_window: boolean, 
/**
 * True when the person types a code at the app's page, on any device.
 */
shows_code: boolean, 
/**
 * True when an OAuth client must be registered for it.
 */
needs_client: boolean, 
/**
 * How to register a client at the vendor.
 */
client_help: string | null, 
/**
 * The literal addresses to register as redirect or callback URL.
 */
redirect_uris: Array<string>, scopes: Array<string>, 
/**
 * Plain fields of this way only.
 */
fields: Array<FieldView>, 
/**
 * Typed secrets: masked, sent once, never shown again.
 */
secrets: Array<FieldView>, };

export type WindowChoice = "usual" | "browser";

export interface Api {
  /** The frame of the window: vault, counts, notices. */
  "status": { ask: null; answer: Status };
  /** Asks the keychain again. */
  "vault.unlock": { ask: null; answer: VaultView };
  /** Goes on without a keychain: sign-ins last until Larder ends. */
  "vault.session_only": { ask: null; answer: VaultView };
  /** Gives up what a lost key sealed, and makes a new key. */
  "vault.start_over": { ask: null; answer: VaultView };
  /** Stores what waits for the keychain, and ends Larder once nothing waits any more. */
  "leave.store": { ask: null; answer: Status };
  /** Ends Larder although a renewed sign-in is lost by it. */
  "leave.anyway": { ask: null; answer: Status };
  /** Stays open after all. */
  "leave.stay": { ask: null; answer: Status };
  /** The apps and the definitions with mistakes. */
  "apps": { ask: null; answer: Apps };
  /** One app with its ways, fields and operations. */
  "app": { ask: ById; answer: AppView };
  /** What Connect would do with the dialog as it stands. */
  "connect.preview": { ask: ConnectDraft; answer: ConnectPreview };
  /** Starts a sign-in and answers at once; watch it with `sign_in`. */
  "sign_in.start": { ask: SignInStart; answer: SignInView };
  /** How a sign-in stands. */
  "sign_in": { ask: ById; answer: SignInView };
  /** The link of a waiting sign-in, to open elsewhere. */
  "sign_in.link": { ask: ById; answer: Link };
  /** Goes on in the system browser instead of the popup. */
  "sign_in.browser": { ask: ById; answer: SignInView };
  /** Brings the popup to the front. */
  "sign_in.front": { ask: ById; answer: SignInView };
  "sign_in.cancel": { ask: ById; answer: SignInView };
  /** Answers the question about another account. */
  "sign_in.answer": { ask: AnswerAccount; answer: SignInView };
  /** Answers the question about an account that is connected already. */
  "sign_in.duplicate": { ask: AnswerDuplicate; answer: SignInView };
  /** Says which of several tenants, sites or accounts is meant. */
  "sign_in.choose": { ask: ChooseTenant; answer: SignInView };
  /** Hands over the code that the app's page showed. */
  "sign_in.code": { ask: EnterCode; answer: SignInView };
  "connections": { ask: null; answer: Array<ConnectionRow> };
  "connection": { ask: ById; answer: ConnectionView };
  "connection.rename": { ask: RenameThing; answer: ConnectionRow };
  /** Asks the app who is connected; writes a new receipt. */
  "connection.test": { ask: ById; answer: ConnectionView };
  /** Ends the sign-in here and at the app. */
  "connection.disconnect": { ask: ById; answer: Disconnected };
  /** Disconnects and forgets the connection, until Larder closes it can be brought back. */
  "connection.remove": { ask: ById; answer: Disconnected };
  /** Brings a removed connection back, not connected. */
  "connection.restore": { ask: ById; answer: ConnectionRow };
  /** What was removed since Larder was opened. */
  "connections.removed": { ask: null; answer: Array<ConnectionRow> };
  /** Asks every connected app, a few at once. */
  "connections.check": { ask: null; answer: Array<ConnectionRow> };
  /** Writes a connection's whole history to a file for the person. */
  "connection.export": { ask: ExportHistory; answer: Exported };
  /** Writes the file by which an administrator grants the rights that recipes need. */
  "connection.permission_set": { ask: ById; answer: Exported };
  "picklist": { ask: PicklistQuestion; answer: PicklistPage };
  "recipes": { ask: null; answer: Array<RecipeRow> };
  "recipe": { ask: ById; answer: RecipeView };
  /** Apps and roles a new step may use. */
  "recipe.choices": { ask: null; answer: Array<StepChoice> };
  "recipe.create": { ask: NewRecipe; answer: RecipeView };
  /** Makes the sample recipe again. */
  "recipe.sample": { ask: null; answer: RecipeView };
  "recipe.rename": { ask: RenameThing; answer: RecipeView };
  "recipe.remove": { ask: ById; answer: Array<RecipeRow> };
  "recipe.add_step": { ask: AddStep; answer: RecipeView };
  "recipe.remove_step": { ask: StepName; answer: RecipeView };
  "recipe.set_input": { ask: SetInput; answer: RecipeView };
  "recipe.bind": { ask: BindSlot; answer: RecipeView };
  /** What would stop working with that connection in the slot, and whether it is of another environment. */
  "recipe.bind_preview": { ask: BindSlot; answer: BindPreview };
  "recipe.import": { ask: ImportRecipe; answer: RecipeView };
  /** Writes a recipe to a file for the person: its slots and choices, no connection. */
  "recipe.export": { ask: ById; answer: Exported };
  "clients": { ask: null; answer: Array<ClientRow> };
  "client.set": { ask: ClientSet; answer: Array<ClientRow> };
  "client.remove": { ask: RemoveClient; answer: Array<ClientRow> };
  /** The practice apps: people, passwords, faults. */
  "practice": { ask: null; answer: PracticeView };
  /** Breaks or mends something at a practice app. */
  "practice.fault": { ask: PracticeFaultCall; answer: PracticeView };
  "settings": { ask: null; answer: Settings };
  "settings.set": { ask: Settings; answer: Settings };
  /** Self-test; nothing secret in it. */
  "diagnose": { ask: null; answer: Array<Check> };
  /** Opens a vendor's page in the system browser. */
  "open_page": { ask: OpenPage; answer: Status };
}
