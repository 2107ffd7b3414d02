// A real OpenID Connect provider (oidc-provider) whose sign-in page takes whoever one says to be.
// It is told its client as JSON, prints its issuer on a line, and ends with its standard input.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";

const { default: Provider } = await import(
  new URL("../../../web/node_modules/oidc-provider/lib/index.js", import.meta.url)
);
const client = JSON.parse(process.argv[2]);
const logins = new Map();

const server = createServer();
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
const provider = new Provider(issuer, {
  clients: [{ ...client, response_types: ["code"], grant_types: ["authorization_code"] }],
  jwks: { keys: [{ ...key, kid: "test", use: "sig", alg: "RS256" }] },
  cookies: { keys: ["only for tests"] },
  claims: { openid: ["sub", "amr"], profile: ["preferred_username", "name"], email: ["email", "email_verified"] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => claimsOf(sub) }),
  loadExistingGrant: consent,
});

function claimsOf(sub) {
  const login = logins.get(sub);
  return { sub, preferred_username: login, email: `${login}@city.test`, email_verified: !login.startsWith("new") };
}

async function consent(ctx) {
  const { session, client: asking } = ctx.oidc;
  const grant = new provider.Grant({ accountId: session.accountId, clientId: asking.clientId });
  grant.addOIDCScope("openid profile email");
  await grant.save();
  return grant;
}

const page = (uid) => `<!doctype html><meta charset="utf-8"><title>City identity</title>
<form method="post" action="/interaction/${uid}">
<label>Login <input name="login"></label> <label>Subject <input name="sub"></label>
<label>Code <input name="code"></label>
<button name="go" value="in">Sign in</button> <button name="go" value="away">Cancel</button></form>`;

async function formOf(request) {
  let body = "";
  for await (const part of request) body += part;
  return Object.fromEntries(new URLSearchParams(body));
}

function result({ login, sub, code, go }) {
  if (go === "away") return { error: "access_denied", error_description: "words of the provider" };
  const accountId = sub || `sub-of-${login}`;
  logins.set(accountId, login);
  return { login: { accountId, amr: code ? ["pwd", "otp"] : ["pwd"] } };
}

async function interact(request, response) {
  if (request.method === "POST") {
    await provider.interactionFinished(request, response, result(await formOf(request)));
  } else {
    const { uid } = await provider.interactionDetails(request, response);
    response.setHeader("content-type", "text/html").end(page(uid));
  }
}

const answer = provider.callback();
server.on("request", (request, response) => {
  if (!request.url.startsWith("/interaction/")) return answer(request, response);
  return interact(request, response).catch((error) => response.writeHead(400).end(error.name));
});

process.stdin.resume().on("end", () => process.exit());
console.log(`issuer ${issuer}`);
