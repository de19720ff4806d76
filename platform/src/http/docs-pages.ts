import type { RefusalTable } from '../contract.ts'
import { failure } from '../refusals.ts'
import { html, type Html } from './html.ts'
import type { ApiInfo } from './openapi.ts'
import { statusOf } from './problem.ts'
import { accessOf, type RouteDescriptor } from './route.ts'

/** Served beside the pages, because the content security policy takes no style from within them. */
export const docsStyle = `:root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--line:#ccc;--quiet:#555;--key:#00666b}
@media (prefers-color-scheme:dark){:root{--ink:#f0f0f0;--paper:#161616;--line:#444;--quiet:#b5b5b5;--key:#7fd3d6}}
body{margin:0 auto;max-width:70rem;padding:1.5rem;font:1rem/1.7 system-ui,'Noto Sans JP',sans-serif;color:var(--ink);background:var(--paper)}
a{color:var(--key)}h2{margin-top:3rem;border-bottom:2px solid var(--key)}code,pre{font-family:ui-monospace,monospace;font-size:.9em}
pre{overflow-x:auto;padding:1rem;border:1px solid var(--line);border-radius:.5rem}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line)}
details{margin:.5rem 0;border:1px solid var(--line);border-radius:.5rem;padding:.5rem 1rem}summary{cursor:pointer}
summary b{display:inline-block;min-width:4.5rem;color:var(--key)}.quiet{color:var(--quiet)}`

const page = (title: string, body: Html): string =>
  `<!doctype html>\n${
    html`<html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="/docs/style.css" />
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html>`.html
  }`

const schemaBlock = (label: string, schema: unknown): Html =>
  schema === undefined
    ? html``
    : html`<h4>${label}</h4>
        <pre><code>${JSON.stringify(schema, null, 2)}</code></pre>`
const codeLink = (code: string): Html =>
  html`<li>
    <a href="/docs/errors#${code}"><code>${code}</code></a>
  </li>`

const operation = (d: RouteDescriptor): Html =>
  html`<details id="${`${d.method}${d.path}`.replaceAll(/[^\w]+/g, '-')}">
    <summary><b>${d.method}</b> <code>${d.path}</code> ${d.summary}</summary>
    <p>${d.description}</p>
    <p class="quiet">Needs: <code>${accessOf(d).join(' or ')}</code></p>
    ${schemaBlock('Path', d.params)}${schemaBlock('Query', d.query)}${schemaBlock('Body', d.body)}${
      d.upload === true
        ? html`<h4>Body</h4>
            <p>One file: <code>multipart/form-data</code>, or the bytes themselves with <code>?filename=</code>.</p>`
        : ''
    }
    ${schemaBlock('Answer', d.response)}${
      d.errors.length === 0
        ? ''
        : html`<h4>Refusals</h4>
            <ul>
              ${d.errors.map(codeLink)}
            </ul>`
    }
  </details>`

/** The API for people: every operation with its shapes, readable without JavaScript. */
export function apiPage(info: ApiInfo, descriptors: readonly RouteDescriptor[]): string {
  const shown = descriptors.filter((d) => d.hidden !== true)
  const tags = [...new Set(shown.map((d) => d.tag))].toSorted()
  return page(
    info.title,
    html`<h1>${info.title} ${info.version}</h1>
      <p>${info.description}</p>
      <p><a href="/api/openapi.json">OpenAPI 3.1</a> · <a href="/docs/errors">Error codes</a></p>
      <ul>
        ${tags.map((tag) => html`<li><a href="#${tag}">${tag}</a></li>`)}
      </ul>
      ${tags.map(
        (tag) =>
          html`<section>
            <h2 id="${tag}">${tag}</h2>
            ${shown.filter((d) => d.tag === tag).map(operation)}
          </section>`,
      )}`,
  )
}

/** Every error code: where `type` of a problem leads. */
export function errorsPage(codes: RefusalTable): string {
  const rows = [
    ...Object.entries(codes).map(([code, entry]) => ({ code, status: statusOf(entry.kind), title: entry.title })),
    { ...failure, status: 500 },
  ]
  return page(
    'Error codes',
    html`<h1>Error codes</h1>
      <p>
        Errors are <code>application/problem+json</code> (RFC 9457). <code>detail</code> says what to do in this case;
        <code>requestId</code> finds it in the log.
      </p>
      <table>
        <thead>
          <tr>
            <th>Code</th>
            <th>Status</th>
            <th>Meaning</th>
          </tr>
        </thead>
        <tbody>
          ${rows
            .toSorted((a, b) => (a.code < b.code ? -1 : 1))
            .map(
              (row) =>
                html`<tr id="${row.code}">
                  <td><code>${row.code}</code></td>
                  <td>${row.status}</td>
                  <td>${row.title}</td>
                </tr>`,
            )}
        </tbody>
      </table>`,
  )
}
