/** Writers are slowed before anything is dropped, and refused before the backlog of notifications grows without bound. */
import type { Refusal, Tenant } from '@machinaka/platform'

/** Asked by the write path before each write. */
export interface Admission {
  /**
   * Answers undefined when the write may go on: at once, or after a pause while notifications of this city are behind; and a
   * refusal `context.backlog-full` (503; `extra.retryAfter_s` for the header Retry-After) when they are too far behind.
   */
  admit(tenant: Tenant): Promise<Refusal | undefined>
}

/** Lets everything pass: where nothing is delivered. */
export const openAdmission: Admission = { admit: async () => undefined }
