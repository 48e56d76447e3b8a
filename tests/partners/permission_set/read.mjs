/** @file Reads permission set files as Salesforce's own deploy tools do, and says what is wrong with each. */

/*
 * Usage: node read.mjs <folder of node_modules>, with JSON on standard input: the org's address, an access token, and
 * the folders that hold one file each. Writes one line of JSON: the mistakes, by folder.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const require = createRequire(join(process.argv[2], "package.json"));
const { ComponentSet, MetadataConverter } = require("@salesforce/source-deploy-retrieve");
const { Connection } = require("@jsforce/jsforce-node");
// What the Metadata API's WSDL says of every type, as jsforce keeps it.
const { ApiSchemas } = require("@jsforce/jsforce-node/lib/api/metadata/schema");
const { XMLParser, XMLValidator } = require("fast-xml-parser");

const NAMESPACE = "http://soap.sforce.com/2006/04/metadata";
const { instanceUrl, accessToken, folders } = JSON.parse(await text(process.stdin));
const org = new Connection({ instanceUrl, accessToken });
const objects = new Map((await org.describeGlobal()).sobjects.map((one) => [one.name, null]));

/** An element's name and its children, in order. */
function opened(node) {
  const name = Object.keys(node).find((key) => key !== ":@");
  return { name, children: node[name], attributes: node[":@"] ?? {} };
}

/** Compares an element with what the WSDL says of its type. */
function compared(type, children, path) {
  const { props, extends: base } = ApiSchemas[type];
  // An extension's own members follow those of what it extends.
  const known = { ...(base ? ApiSchemas[base].props : {}), ...props };
  const order = Object.keys(known);
  const mistakes = [];
  const met = new Map();
  let furthest = 0;
  for (const child of children.map(opened)) {
    const at = order.indexOf(child.name);
    if (at < 0) {
      mistakes.push(`unknown element ${path}${child.name}`);
      continue;
    }
    if (at < furthest) mistakes.push(`out of order: ${path}${child.name}`);
    furthest = Math.max(furthest, at);
    met.set(child.name, (met.get(child.name) ?? 0) + 1);
    const wanted = [known[child.name]].flat()[0].replace("?", "");
    const value = child.children.map((one) => one["#text"] ?? "").join("");
    if (wanted in ApiSchemas) mistakes.push(...compared(wanted, child.children, `${path}${child.name}.`));
    else if (wanted === "boolean" && !["true", "false"].includes(value))
      mistakes.push(`no boolean: ${path}${child.name}`);
    else if (value === "") mistakes.push(`empty: ${path}${child.name}`);
  }
  for (const [name, wanted] of Object.entries(known)) {
    const count = met.get(name) ?? 0;
    if (typeof wanted === "string" && count > 1) mistakes.push(`twice: ${path}${name}`);
    if (typeof wanted === "string" && !wanted.startsWith("?") && count === 0)
      mistakes.push(`missing: ${path}${name}`);
  }
  return mistakes;
}

/** What the org does not know of the objects and fields that are named. */
async function unknownToOrg(set) {
  const mistakes = [];
  for (const { object } of [set.objectPermissions ?? []].flat())
    if (!objects.has(object)) mistakes.push(`no object ${object}`);
  for (const { field } of [set.fieldPermissions ?? []].flat()) {
    const [object, name] = field.split(".");
    if (!objects.has(object)) {
      mistakes.push(`no object ${object}`);
      continue;
    }
    if (objects.get(object) === null) objects.set(object, await org.describe(object));
    const found = objects.get(object).fields.find((one) => one.name === name);
    if (!found) mistakes.push(`no field ${field}`);
    else if (!found.permissionable && found.type !== "address") mistakes.push(`no right for ${field}`);
  }
  return mistakes;
}

async function read(folder) {
  const found = ComponentSet.fromSource(folder).getSourceComponents().toArray();
  if (found.length !== 1) return [`${found.length} components`];
  const [component] = found;
  if (component.type.name !== "PermissionSet") return [`a ${component.type.name}`];
  const parsed = await component.parseXml();

  // What a deployment sends: package.xml, and the file under the name the API knows it by.
  const out = mkdtempSync(join(tmpdir(), "permission-set-"));
  const converted = await new MetadataConverter().convert([component], "metadata", {
    type: "directory",
    outputDirectory: out,
    genUniqueDir: false,
  });
  const sent = readFileSync(
    join(converted.packagePath, "permissionsets", `${component.fullName}.permissionset`),
    "utf8",
  );
  const manifest = readFileSync(join(converted.packagePath, "package.xml"), "utf8");
  rmSync(out, { recursive: true });
  const mistakes = [];
  if (!manifest.includes(`<members>${component.fullName}</members>`)) mistakes.push("not in package.xml");

  const isXml = XMLValidator.validate(sent);
  if (isXml !== true) return [`no XML: ${isXml.err.msg}`];
  const nodes = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    parseTagValue: false,
  }).parse(sent);
  const root = nodes.map(opened).find((one) => !one.name.startsWith("?"));
  if (root?.attributes["@_xmlns"] !== NAMESPACE) mistakes.push("another namespace");
  mistakes.push(...compared("PermissionSet", root.children, ""));
  mistakes.push(...(await unknownToOrg(parsed.PermissionSet)));
  return mistakes;
}

const answer = {};
for (const [name, folder] of Object.entries(folders)) {
  try {
    answer[name] = await read(folder);
  } catch (error) {
    answer[name] = [`refused: ${error.message}`];
  }
}
process.stdout.write(`${JSON.stringify(answer)}\n`);
