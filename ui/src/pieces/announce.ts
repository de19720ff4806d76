let region: HTMLElement | undefined

/** Says something to a screen reader without showing it: counts of results, the new page's title. */
export function announce(text: string): void {
  if (region === undefined || !region.isConnected) {
    region = document.createElement('div')
    region.setAttribute('aria-live', 'polite')
    region.className = 'mn-visually-hidden'
    document.body.append(region)
  }
  region.textContent = ''
  const target = region
  setTimeout(() => {
    target.textContent = text
  }, 60)
}
