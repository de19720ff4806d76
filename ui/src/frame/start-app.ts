import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'

/** Draws an app into `#root` as soon as its words are there; what the server wrote stays until then. */
export async function startApp<Words>(words: Promise<Words>, draw: (words: Words) => ReactNode): Promise<void> {
  const first = await words
  const root = document.querySelector('#root')
  if (root === null) throw new Error('The page has no #root')
  createRoot(root).render(draw(first))
}
