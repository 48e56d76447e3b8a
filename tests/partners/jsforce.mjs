/** @file Signs in to Practice Salesforce with jsforce, unchanged, in every way it knows, and works. */

/*
 * Usage: node jsforce.mjs <folder of node_modules> <addresses as JSON>
 */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder, text] = process.argv.slice(2);
const jsforce = createRequire(join(folder, "package.json"))("jsforce");
const addresses = JSON.parse(text);
const { login, test } = addresses.apps.salesforce;
const person = (org, start) =>
  addresses.people.find(
    (one) => one.app === "salesforce" && one.org === org && one.username.startsWith(start),
  );
const redirectUri = "http://localhost:1717/OauthRedirect";

/** The value of a page's hidden field. */
function hidden(html, name) {
  const found = html.match(new RegExp(`name="${name}" value="([^"]*)"`));
  assert.ok(found, `the page has a field ${name}`);
  return found[1];
}

/** Goes through the sign-in and consent pages as a browser does; gives the redirect. */
async function browse(url, { username, password }) {
  const cookies = new Map();
  const request = async (target, fields) => {
    const answer = await fetch(target, {
      method: fields ? "POST" : "GET",
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      body: fields && new URLSearchParams(fields),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      cookies.set(name, value);
    }
    const location = answer.headers.get("location");
    if (!location) {
      return { html: await answer.text() };
    }
    const next = new URL(location, target);
    return next.origin === new URL(target).origin ? request(next) : { away: next };
  };
  const page = await request(url);
  const signedIn = await request(new URL("/practice/login", url), {
    start: hidden(page.html, "start"),
    username,
    pw: password,
  });
  const decided = await request(new URL("/practice/consent", url), {
    start: hidden(signedIn.html, "start"),
    decision: "allow",
  });
  assert.ok(decided.away, "the consent leads back to the client");
  return decided.away;
}

/** What every signed-in connection must be able to do. */
async function work(connection, who) {
  const identity = await connection.identity();
  assert.equal(identity.username, who.username);
  const everything = await connection.describeGlobal();
  assert.ok(everything.sobjects.length >= 1_200, `${everything.sobjects.length} objects`);
  assert.ok(everything.sobjects.some((one) => one.custom));
  const account = await connection.describe("Account");
  assert.ok(account.fields.length >= 60, `${account.fields.length} fields`);
  assert.ok(account.fields.some((field) => field.dependentPicklist && field.controllerName));
  const limits = await connection.limits();
  assert.equal(limits.DailyApiRequests.Max, 5_000_000);
  assert.equal(connection.limitInfo.apiUsage.limit, 5_000_000);

  const found = await connection.query("SELECT Id, Name FROM Account WHERE Name = 'O\\'Leary\\'s Pantry'");
  assert.equal(found.totalSize, 1);
  const counted = await connection.query("SELECT count() FROM Contact");
  const first = await connection.query("SELECT Id, Email FROM Contact");
  assert.equal(first.done, false);
  const rest = await connection.queryMore(first.nextRecordsUrl);
  assert.equal(first.records.length + rest.records.length, counted.totalSize);
  assert.equal(rest.done, true);

  const accounts = connection.sobject("Account");
  const made = await accounts.create({ Name: "Partner & Sons", Segment__c: "Retail" });
  assert.equal(made.success, true);
  const changed = await accounts.update({ Id: made.id, Phone: "+46 31 555 99 99" });
  assert.equal(changed.success, true);
  const read = await accounts.retrieve(made.id);
  assert.equal(read.Name, "Partner & Sons");
  assert.equal(read.Phone, "+46 31 555 99 99");
  assert.equal((await accounts.destroy(made.id)).success, true);
  await assert.rejects(accounts.retrieve(made.id), { errorCode: "NOT_FOUND" });
  await assert.rejects(accounts.create({ Name: "No segment" }), {
    errorCode: "REQUIRED_FIELD_MISSING",
  });
  await assert.rejects(connection.query("SELECT Nope FROM Account"), { errorCode: "INVALID_FIELD" });
  await assert.rejects(connection.query("SELECT FROM"), { errorCode: "MALFORMED_QUERY" });
  await assert.rejects(connection.describe("Nowhere__c"), { errorCode: "NOT_FOUND" });
}

async function byCode() {
  const who = person("login", "integration");
  const oauth2 = new jsforce.OAuth2({
    loginUrl: login,
    clientId: addresses.client_id,
    redirectUri,
    useVerifier: true,
  });
  // jsforce sends its challenge without a method, as Salesforce's own tools do.
  const url = oauth2.getAuthorizationUrl({ scope: "refresh_token api web", state: "jsforce" });
  const back = await browse(url, who);
  assert.equal(back.searchParams.get("state"), "jsforce");
  const connection = new jsforce.Connection({ oauth2 });
  const user = await connection.authorize(back.searchParams.get("code"));
  assert.match(user.id, /^005/);
  assert.equal(connection.instanceUrl, login);
  assert.match(connection.accessToken, /^00D.{12}!/);
  await work(connection, who);

  // An expired token is refreshed by jsforce itself, once.
  let refreshed = 0;
  connection.on("refresh", () => (refreshed += 1));
  await control("expire", { app: "salesforce", org: "login", username: who.username });
  await connection.limits();
  assert.equal(refreshed, 1);
  await oauth2.revokeToken(connection.refreshToken);
  await assert.rejects(oauth2.refreshToken(connection.refreshToken), {
    name: "invalid_grant",
    message: "expired access/refresh token",
  });
}

async function bySoap() {
  const who = person("test", "admin");
  const connection = new jsforce.Connection({ loginUrl: test });
  const user = await connection.login(who.username, who.password);
  assert.match(user.organizationId, /^00D/);
  await work(connection, who);
  await assert.rejects(connection.login(who.username, "wrong"), /INVALID_LOGIN/);

  const second = new jsforce.Connection({
    instanceUrl: connection.instanceUrl,
    accessToken: connection.accessToken,
  });
  await work(second, who);
  await connection.logout();
  await assert.rejects(second.limits(), { errorCode: "INVALID_SESSION_ID" });
}

async function control(fault, body) {
  const answer = await fetch(`${addresses.control}/faults/${fault}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.ok(answer.ok, await answer.text());
}

await byCode();
await bySoap();
