import '@machinaka/ui/styles.css'
import type { Me } from '@machinaka/people/contract'
import { createRoot } from 'react-dom/client'

const root = document.querySelector('#root')
if (root === null) throw new Error('The page has no #root')
const answer = await fetch(`/api/me${location.search}`)
const me = answer.ok ? ((await answer.json()) as Me) : undefined
createRoot(root).render(<main className="mn-page"><h1>まちなか 管理画面</h1><p>{me?.name ?? 'ログインしていません'}</p></main>)
