export interface Credit {
  readonly text: string
  readonly url?: string
}

/** Reads `© <a href="https://…">OpenStreetMap</a> contributors` into words and links, so that no HTML of others is ever put into the page. */
export function creditsOf(attribution: string): readonly Credit[] {
  const credits: Credit[] = []
  const words = (html: string): string =>
    html
      .replace(/<[^>]*>/g, '')
      .replaceAll('&copy;', '©')
      .replaceAll('&amp;', '&')
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replace(/\s+/g, ' ')
  let from = 0
  const add = (text: string, url?: string): void => {
    if (text.trim() !== '') credits.push(url === undefined ? { text: text.trim() } : { text: text.trim(), url })
  }
  for (const match of attribution.matchAll(/<a\b[^>]*\bhref="(https?:\/\/[^"]+)"[^>]*>(.*?)<\/a>/gis)) {
    add(words(attribution.slice(from, match.index)))
    add(words(match[2] ?? ''), match[1] ?? '')
    from = match.index + match[0].length
  }
  add(words(attribution.slice(from)))
  return credits
}
