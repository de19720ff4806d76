import { getJson, sendJson } from '../data/api.ts'

/** Whether this browser reads and writes WebAuthn's JSON by itself (WebAuthn Level 3 §5.1.8–5.1.10); older ones use the e-mail code. */
export const passkeysWork = (): boolean =>
  typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential

/** The person closed the browser's own window, or waited too long: no failure, nothing to say. */
export const isGivenUp = (error: unknown): boolean =>
  error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'AbortError')

/** Signs in with a passkey of this host. */
export async function signInWithPasskey(): Promise<void> {
  const offer = await getJson<PublicKeyCredentialRequestOptionsJSON>('/api/auth/passkey/generate-authenticate-options')
  const credential = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(offer) })
  if (!(credential instanceof PublicKeyCredential)) throw new DOMException('no passkey was chosen', 'AbortError')
  await sendJson('POST', '/api/auth/passkey/verify-authentication', { response: credential.toJSON() })
}

/** Makes a passkey for the person who is signed in. */
export async function addPasskey(name: string): Promise<void> {
  const offer = await getJson<PublicKeyCredentialCreationOptionsJSON>('/api/auth/passkey/generate-register-options')
  const credential = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(offer) })
  if (!(credential instanceof PublicKeyCredential)) throw new DOMException('no passkey was made', 'AbortError')
  await sendJson('POST', '/api/auth/passkey/verify-registration', { response: credential.toJSON(), name })
}
