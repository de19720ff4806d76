import { Badge, Button, ConfirmDialog, useToast } from '@machinaka/ui'
import { pickText } from '@machinaka/ui/i18n'
import type { PlaceSummary } from '@machinaka/guide/contract'
import { type ReactNode, useState } from 'react'
import { useAct } from '../data/act.ts'
import { inPath, sendJson } from '../data/api.ts'
import { Trouble } from '../frame/failures.tsx'
import { T, useSpeaker } from '../messages/index.ts'

/** "Closed today" in two presses: one to say it, one to mean it. Taking it back is one. */
export function ClosedToday({ place }: { readonly place: PlaceSummary }): ReactNode {
  const { plain, language } = useSpeaker()
  const act = useAct()
  const toast = useToast()
  const [asking, setAsking] = useState(false)
  const name = pickText(place.name, language)?.text ?? ''
  const say = async (closed: boolean): Promise<void> => {
    const done = await act.run(() => sendJson('POST', `/api/guide/places/${inPath(place.id)}/closed-today`, { closed }))
    setAsking(false)
    // Lost without regret; the server leaves it out for browsers that ask not to be tracked.
    if (done && closed)
      void sendJson('POST', '/api/insight/uses', { uses: [{ feature: 'listing.closed-today', place: place.id }] }).catch(() => undefined)
    if (done)
      toast({
        text: <T id={closed ? 'closedTodaySaid' : 'openAfterAllSaid'} />,
        ...(closed && { action: { label: <T id="undo" />, run: () => void say(false) } }),
      })
  }
  return (
    <div className="mn-stack" data-closed-today={place.closedToday}>
      {place.closedToday ? (
        <>
          <p>
            <Badge tone="warn" icon="warn">
              <T id="closedTodayIs" />
            </Badge>
          </p>
          <div>
            <Button busy={act.busy} onClick={() => void say(false)}>
              <T id="openAfterAll" />
            </Button>
          </div>
        </>
      ) : (
        <div>
          <Button icon="clock" busy={act.busy} onClick={() => setAsking(true)}>
            <T id="closedToday" />
          </Button>
        </div>
      )}
      <Trouble error={act.trouble} />
      <ConfirmDialog
        open={asking}
        title={plain('closedTodayAsk', { name })}
        verb={<T id="closedToday" />}
        busy={act.busy}
        onConfirm={() => void say(true)}
        onClose={() => setAsking(false)}
      >
        <T id="closedTodayText" />
      </ConfirmDialog>
    </div>
  )
}
