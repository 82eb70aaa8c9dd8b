import { Hono } from 'hono';

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2024; --soft: #60646c; --line: #e0e1e6; --paper: #fcfcfd; --card: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #edeef0; --soft: #b0b4ba; --line: #2e3135; --paper: #111113; --card: #18191b; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem;
  background: var(--paper); color: var(--ink); font: 16px/1.6 system-ui, sans-serif; }
main { max-width: 34rem; padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
h1 { margin: 0 0 .5rem; font-size: 1.4rem; letter-spacing: -.01em; }
p { margin: .75rem 0; }
dl { margin: 1.25rem 0 0; display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1rem; font-size: .9rem; }
dt { color: var(--soft); }
dd { margin: 0; }
code { font: .9em ui-monospace, monospace; }
`;

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Scout collector</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>The Scout collector is running</h1>
<p>It takes events from your shop's pages, keeps them safe, and forwards them to Klaviyo.</p>
<p>There is no dashboard in this version yet. Everything it will do can be done over the admin API today.</p>
<dl>
<dt>Tag</dt><dd><code>/s.js</code></dd>
<dt>Events</dt><dd><code>POST /v1/e</code></dd>
<dt>Admin API</dt><dd><code>/api</code>, described by <code>/api/openapi.json</code> after a login</dd>
<dt>Health</dt><dd><code>/healthz</code>, <code>/readyz</code></dd>
</dl>
</main>
</body>
</html>
`;

/** `/`: says honestly what is here. */
export function homeRoutes(): Hono {
  const routes = new Hono();
  routes.get('/', (c) => {
    c.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'no-referrer');
    return c.html(PAGE);
  });
  return routes;
}
