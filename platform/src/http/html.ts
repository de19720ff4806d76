declare const markup: unique symbol

/** Markup whose every value was escaped: made by the `html` template only. */
export interface Html {
  readonly [markup]: true
  readonly html: string
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text as it may stand between tags and in quoted attributes. */
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (c) => entities[c] ?? c)

type Single = string | number | Html | undefined
type Value = Single | readonly Single[]

const shown = (value: Single): string => {
  if (value === undefined) return ''
  return typeof value === 'object' ? value.html : escapeHtml(String(value))
}
const isList = (value: Value): value is readonly Single[] => Array.isArray(value)

/** ``html`<li>${name}</li>` ``: strings and numbers are escaped, markup made by `html` goes in as it is, lists are joined. */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Html =>
  ({
    html: parts
      .map((part, i) => {
        const value = values[i]
        return part + (isList(value) ? value.map(shown).join('') : shown(value))
      })
      .join(''),
  }) as Html

/**
 * Data for the page's own scripts, as a block that no browser runs (HTML §4.12.1, "data block"), so the policy on scripts
 * need not allow it. They find it by its id and read its text as JSON.
 */
export const dataBlock = (id: string, value: unknown): Html =>
  ({
    html: `<script type="application/json" id="${escapeHtml(id)}">${JSON.stringify(value).replaceAll('<', String.raw`\u003c`)}</script>`,
  }) as Html
