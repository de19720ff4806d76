import { Button, useToast } from '@machinaka/ui'
import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { Page } from '../frame/page.tsx'
import { T, useSpeaker } from '../messages/index.ts'
import { DraftDialog } from '../places/draft-dialog.tsx'
import { eventChangeOf, eventFieldsOf, eventProblemsOf } from './event-change.ts'
import { EventForm } from './event-form.tsx'

/** A new event begins as a draft: somebody else looks at it before the town sees it. */
export function NewEventPage(): ReactNode {
  const { plain } = useSpeaker()
  const navigate = useNavigate()
  const toast = useToast()
  const [fields, setFields] = useState(() => eventFieldsOf({}))
  const [tried, setTried] = useState(false)
  const [drafting, setDrafting] = useState(false)
  const problems = eventProblemsOf(fields, {})
  const wrong = Object.keys(problems).length
  return (
    <Page
      title={plain('eventNew')}
      lead={<T id="eventNewLead" />}
      back={
        <Link to="/events" search={{}}>
          <T id="backToEvents" />
        </Link>
      }
    >
      <form
        noValidate
        className="mn-stack"
        onSubmit={(submitted) => {
          submitted.preventDefault()
          setTried(true)
          if (wrong === 0) setDrafting(true)
        }}
      >
        <EventForm fields={fields} onChange={setFields} problems={tried ? problems : {}} />
        <div className="desk-save mn-no-print">
          {tried && wrong > 0 && (
            <p role="alert" className="desk-wrong">
              {plain('problemsLeft', { n: wrong })}
            </p>
          )}
          <div>
            <Button look="primary" type="submit">
              <T id="saveAsDraft" />
            </Button>
          </div>
        </div>
      </form>
      {drafting && (
        <DraftDialog
          draft={{ kind: 'event', change: eventChangeOf(fields, {}) }}
          onClose={() => setDrafting(false)}
          onDone={(submitted) => {
            toast({ text: <T id={submitted ? 'draftSubmitted' : 'draftKept'} /> })
            void navigate({ to: '/drafts', search: {} })
          }}
        />
      )}
    </Page>
  )
}
