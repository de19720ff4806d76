/** How the page looks; `auto` follows the system (and its wish for more contrast). */
export const themes = ['auto', 'light', 'dark', 'contrast'] as const
export type Theme = (typeof themes)[number]
export type Shown = Exclude<Theme, 'auto'>

export const isTheme = (value: unknown): value is Theme => typeof value === 'string' && (themes as readonly string[]).includes(value)

/** What `auto` means on this device at this moment. */
export function shownTheme(theme: Theme): Shown {
  if (theme !== 'auto') return theme
  if (matchMedia('(prefers-contrast: more)').matches) return 'contrast'
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

/** Puts the theme on `<html>` and colours the browser's own bars like the page. */
export function applyTheme(theme: Theme): void {
  const shown = shownTheme(theme)
  document.documentElement.dataset['theme'] = shown
  for (const meta of document.querySelectorAll('meta[name="theme-color"]'))
    meta.setAttribute('content', shown === 'dark' ? '#1d2426' : '#fffefb')
}

/** Loads the web font's ranges after the page is painted. Saving data keeps the system's fonts. */
export async function loadFonts(): Promise<void> {
  const connection = 'connection' in navigator ? (navigator.connection as { readonly saveData?: boolean }) : undefined
  if (connection?.saveData === true) return
  await import('./fonts.css')
}
