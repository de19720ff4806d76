import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { piecesI18n } from '../i18n/pieces.ts'
import { Button } from './button.tsx'

export interface Toast {
  readonly text: ReactNode
  readonly action?: { readonly label: ReactNode; readonly run: () => void }
}
interface Shown extends Toast {
  readonly key: number
}

const Toasting = createContext<((toast: Toast) => void) | undefined>(undefined)

/** Long enough to read and reach; it waits while the pointer or the focus is on it. */
const stays_ms = 8000

/** Shows short news at the bottom and says it aloud. Wrap the app once. */
export function Toasts({ children }: { readonly children: ReactNode }): ReactNode {
  const [shown, setShown] = useState<readonly Shown[]>([])
  const next = useRef(0)
  const add = useCallback((toast: Toast): void => {
    next.current += 1
    const key = next.current
    setShown((before) => [...before.slice(-2), { ...toast, key }])
  }, [])
  const remove = useCallback((key: number): void => setShown((before) => before.filter((toast) => toast.key !== key)), [])
  const list = useMemo(() => shown.map((toast) => <One key={toast.key} toast={toast} onGone={() => remove(toast.key)} />), [shown, remove])
  return (
    <Toasting value={add}>
      {children}
      <div className="mn-toasts mn-no-print" role="status" aria-live="polite">
        {list}
      </div>
    </Toasting>
  )
}

/** `const toast = useToast(); toast({ text: '保存しました', action: { label: '元に戻す', run: undo } })` */
export function useToast(): (toast: Toast) => void {
  const add = use(Toasting)
  if (add === undefined) throw new Error('useToast needs <Toasts> around it')
  return add
}

function One({ toast, onGone }: { readonly toast: Shown; readonly onGone: () => void }): ReactNode {
  const { plain } = piecesI18n.useSpeaker()
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (held) return
    const timer = setTimeout(onGone, stays_ms)
    return () => clearTimeout(timer)
  }, [held, onGone])
  const hold = {
    onPointerEnter: () => setHeld(true),
    onPointerLeave: () => setHeld(false),
    onFocus: () => setHeld(true),
    onBlur: () => setHeld(false),
  }
  return (
    <div className="mn-toast" {...hold}>
      <span>{toast.text}</span>
      {toast.action !== undefined && (
        <Button
          look="text"
          onClick={() => {
            toast.action?.run()
            onGone()
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <Button look="plain" icon="close" aria-label={plain('dismiss')} onClick={onGone} />
    </div>
  )
}
