/**
 * Whether a browser asks not to be tracked: `DNT: 1` (W3C Tracking Preference Expression §5.2) or `Sec-GPC: 1`
 * (W3C Global Privacy Control §4). Such a request is not counted, though counts name nobody.
 */
export const asksNotToBeCounted = (headers: Readonly<Record<string, string | undefined>>): boolean =>
  headers['dnt']?.trim() === '1' || headers['sec-gpc']?.trim() === '1'
