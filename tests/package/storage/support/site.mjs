// A static site: the built package and the one package that it needs, as files, and an empty page.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join, normalize } from "node:path";
import { fromRoot, packageDir } from "../../../../scripts/lib/paths.mjs";

const roots = { "/pkg/": packageDir, "/idb/": fromRoot("node_modules", "idb", "build"), "/test/": import.meta.dirname };
const importMap = '<script type="importmap">{ "imports": { "idb": "/idb/index.js" } }</script>';

const page = (head) => `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>storage</title>${head}<script type="module" src="/test/page.js"></script>`;

/**
 * Serves the site until the test ends; resolves to its address. `policy` is a content security policy, under which there
 * is no import map; `answers` replaces the files of some paths by `{ status, type, body }`; `asked` gets the paths that pages ask for.
 */
export async function site(context, { policy, answers = {}, asked = [] } = {}) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://site");
    const { status = 200, type = "text/javascript", body } = answers[pathname] ?? answerTo(pathname, policy);
    asked.push(pathname);
    if (policy !== undefined) response.setHeader("content-security-policy", policy);
    response.writeHead(status, { "content-type": type, "access-control-allow-origin": "*" });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}/`;
}

function answerTo(path, policy) {
  if (path === "/") return { type: "text/html", body: page(policy === undefined ? importMap : "") };
  const root = Object.keys(roots).find((prefix) => path.startsWith(prefix));
  try {
    return { body: readFileSync(join(roots[root], normalize(path.slice(root.length)))) };
  } catch {
    return { status: 404, type: "text/plain", body: "not found" };
  }
}
