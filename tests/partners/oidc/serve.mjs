/** @file Serves oidc-provider, unchanged, on a free loopback port, with Larder as a public client that must use PKCE. */
// Usage: node serve.mjs <folder of node_modules>
// The first line of output is JSON: the issuer, and where to see and change what the server did. Ends with its input.
import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder] = process.argv.slice(2);
const found = createRequire(join(folder, "package.json")).resolve("oidc-provider");
const { default: Provider } = await import(pathToFileURL(found).href);

// The provider's notices go to the log: output is one line, and nobody reads on.
console.info = console.error;

/** What the server did, in its own events. */
const seen = { granted: {}, refused: [], families_revoked: 0 };

/** The public half of the key with which the client "signed" proves itself. */
function publicKey() {
  const pem = new URL("../../../crates/auth/tests/keys/rsa_2048_pkcs8.pem", import.meta.url);
  const key = createPublicKey(readFileSync(pem)).export({ format: "jwk" });
  return { ...key, kid: "k1", use: "sig", alg: "RS256" };
}

/** A client that signs in for itself, with no page to come back to. */
function service(more) {
  return {
    grant_types: ["client_credentials"],
    response_types: [],
    redirect_uris: [],
    scope: "reports",
    ...more,
  };
}

function configuration() {
  return {
    clients: [
      service({
        client_id: "service",
        client_secret: "a secret: for tests & +",
        token_endpoint_auth_method: "client_secret_basic",
      }),
      service({
        client_id: "signed",
        token_endpoint_auth_method: "private_key_jwt",
        jwks: { keys: [publicKey()] },
      }),
      {
        client_id: "device",
        application_type: "native",
        token_endpoint_auth_method: "none",
        grant_types: ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
        response_types: [],
        redirect_uris: [],
      },
      {
        client_id: "larder",
        // RFC 8252 section 8.4: a native app is a public client.
        application_type: "native",
        token_endpoint_auth_method: "none",
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        redirect_uris: ["http://127.0.0.1:47620/callback/oidc"],
      },
    ],
    scopes: ["openid", "offline_access", "reports"],
    claims: {
      openid: ["sub"],
      profile: ["name", "preferred_username"],
      email: ["email", "email_verified"],
    },
    // The claims of the scopes are told at userinfo, not in the ID token.
    conformIdTokenClaims: true,
    // Whoever types a name is that person.
    findAccount: (_ctx, sub) => ({
      accountId: sub,
      claims: () => ({
        sub,
        name: `${sub} of the partner`,
        preferred_username: sub,
        email: `${sub}@partner.test`,
        email_verified: true,
      }),
    }),
    // A rotated token that comes again ends every token of its family (RFC 9700 section 4.14.2).
    rotateRefreshToken: true,
    pkce: { required: () => true },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      deviceFlow: { enabled: true },
      revocation: { enabled: true },
    },
    cookies: { keys: ["a key for tests alone"] },
    ttl: { AccessToken: 3600, AuthorizationCode: 60, RefreshToken: 86_400, Grant: 86_400, Session: 86_400 },
  };
}

function watch(provider) {
  provider.on("grant.success", (ctx) => {
    const type = ctx.oidc.params.grant_type;
    seen.granted[type] = (seen.granted[type] ?? 0) + 1;
  });
  provider.on("grant.error", (ctx, error) => {
    seen.refused.push({
      grant_type: ctx.oidc?.params?.grant_type ?? "",
      error: error.error,
      detail: error.error_detail ?? "",
    });
  });
  provider.on("grant.revoked", () => {
    seen.families_revoked += 1;
  });
  provider.on("server_error", (_ctx, error) => console.error(error));
}

/** Ends an access token before its time. Revocation would end its refresh token as well. */
async function endToken(provider, token) {
  await (await provider.AccessToken.find(token)).destroy();
}

/** Ends the grant an access token came from, with every token it gave, as an administrator does. */
async function endGrant(provider, token) {
  const { grantId } = await provider.AccessToken.find(token);
  const grant = await provider.Grant.find(grantId);
  await Promise.all([
    grant.destroy(),
    provider.AccessToken.revokeByGrantId(grantId),
    provider.RefreshToken.revokeByGrantId(grantId),
  ]);
}

let provider;
let answer;
const server = createServer(async (request, response) => {
  if (request.url === "/partner/seen") {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(seen));
  } else if (request.url.startsWith("/partner/")) {
    const end = request.url === "/partner/end_token" ? endToken : endGrant;
    await end(provider, request.headers.authorization.replace("Bearer ", ""));
    response.end();
  } else {
    answer(request, response);
  }
});

server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  provider = new Provider(issuer, configuration());
  watch(provider);
  answer = provider.callback();
  console.log(JSON.stringify({ issuer, control: `${issuer}/partner` }));
});

// A test that ends, however it ends, takes its server along.
process.stdin.on("end", () => process.exit(0)).resume();
