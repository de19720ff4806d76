import { queryOptions, useQuery } from '@tanstack/react-query'
import { getJson } from '../data/api.ts'
import { type Operation, operationsOf } from './operations.ts'

/** The operations of the API, as this server's own document tells them. */
export const operationsQuery = () =>
  queryOptions({
    queryKey: ['city-os', 'operations'],
    queryFn: async ({ signal }): Promise<readonly Operation[]> => operationsOf(await getJson<unknown>('/api/openapi.json', {}, signal)),
    staleTime: 600_000,
  })

/** Whether this server has an operation (`GET /ngsi-ld/v1/subscriptions`): what it has not is not offered. False until it is known. */
export function useDoor(key: string, enabled: boolean): boolean {
  const operations = useQuery({ ...operationsQuery(), enabled })
  return operations.data?.some((one) => one.key === key) === true
}
