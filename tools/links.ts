import { existsSync, globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'

export interface Page {
  readonly file: string
  readonly text: string
}

/** Every Markdown file of the repository: the front pages, docs, decisions and the rooms' READMEs. */
export const pages = (): Page[] =>
  globSync(['*.md', '{docs,decisions,demo,platform,ui,e2e,tools}/**/*.md', '{engines,domains,apps}/*/*.md'], {
    exclude: (name) => name.includes('node_modules'),
  }).map((file) => ({ file, text: readFileSync(file, 'utf8') }))

/** Addresses of links and pictures that stay inside the repository; code is no link. */
export function relativeLinks(text: string): readonly string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '')
  const inline = [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)].map(([, to = '']) => to)
  const named = [...prose.matchAll(/^\[[^\]]+\]:\s+(\S+)/gm)].map(([, to = '']) => to)
  const drawn = [...prose.matchAll(/\b(?:src|href)="([^"]+)"/g)].map(([, to = '']) => to)
  return [...inline, ...named, ...drawn].filter((to) => !/^(?:[a-z][a-z0-9+.-]*:|\/\/|#)/i.test(to))
}

/** Links of one page that lead nowhere, with the page's name. */
export function deadLinks({ file, text }: Page, exists: (path: string) => boolean = existsSync): readonly string[] {
  const target = (to: string): string => posix.join(posix.dirname(file), decodeURIComponent(to.replace(/[?#].*$/, '')))
  return relativeLinks(text)
    .filter((to) => !exists(target(to)))
    .map((to) => `${file}: ${to} is not there`)
}
