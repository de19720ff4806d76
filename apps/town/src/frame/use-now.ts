import { useEffect, useState } from 'react'

/** The present, renewed twice a minute, so that "closes in 20 minutes" stays true while somebody looks. */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
