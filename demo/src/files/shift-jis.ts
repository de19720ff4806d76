let table: Map<string, readonly number[]> | undefined

/** Character → bytes, made once by decoding every code there is: the platform decodes Shift_JIS but does not encode it. */
function codes(): Map<string, readonly number[]> {
  const decoder = new TextDecoder('shift_jis', { fatal: true })
  const made = new Map<string, readonly number[]>()
  const learn = (...bytes: number[]): void => {
    try {
      const char = decoder.decode(Uint8Array.from(bytes))
      if (Array.from(char).length === 1 && !made.has(char)) made.set(char, bytes)
    } catch {
      /* no character has this code */
    }
  }
  for (let b = 0; b < 0x100; b++) learn(b)
  for (let lead = 0x81; lead <= 0xfc; lead++) for (let trail = 0x40; trail <= 0xfc; trail++) learn(lead, trail)
  return made
}

/** Text as Shift_JIS (the Encoding Standard's, which is Windows-31J); refuses a character that it does not have. */
export function shiftJis(text: string): Uint8Array {
  table ??= codes()
  const bytes: number[] = []
  for (const char of text) {
    const code = table.get(char)
    if (code === undefined) throw new Error(`Shift_JIS has no ${char} (U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase()})`)
    bytes.push(...code)
  }
  return Uint8Array.from(bytes)
}
