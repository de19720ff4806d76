import { Button } from '@machinaka/ui'
import { type ReactNode, useSyncExternalStore } from 'react'
import { installOffer, onInstallOffer, takeInstallOffer } from '../frame/install.ts'
import { useMedia } from '../frame/use-media.ts'
import { T } from '../messages/index.ts'

/** How to put the app on the home screen: by the browser's offer where there is one, else in words. */
export function InstallCard(): ReactNode {
  const offer = useSyncExternalStore(onInstallOffer, installOffer)
  const installed = useMedia('(display-mode: standalone)')
  if (installed) return null
  return (
    <section className="mn-card mn-stack">
      <h2>
        <T id="install" />
      </h2>
      <p>
        <T id="installText" />
      </p>
      {offer === undefined ? (
        <p className="mn-small mn-muted">
          <T id="installHow" />
        </p>
      ) : (
        <div>
          <Button look="primary" icon="download" onClick={() => void takeInstallOffer()}>
            <T id="installGo" />
          </Button>
        </div>
      )}
    </section>
  )
}
