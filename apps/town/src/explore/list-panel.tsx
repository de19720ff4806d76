import { announce, Button, EmptyState, ErrorState, Notice, Skeleton } from '@machinaka/ui'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { categoriesQuery, cityQuery, placesQuery } from '../data/queries.ts'
import { NoAnswer } from '../data/api.ts'
import { hasWishes } from '../data/url-state.ts'
import { countUse } from '../data/usage.ts'
import { AgeNotice, usePageTitle } from '../frame/page.tsx'
import { useNow } from '../frame/use-now.ts'
import { T, useSpeaker } from '../messages/index.ts'
import { useExplore } from './explore-state.tsx'
import { useOpening } from './open-place.ts'
import { PlaceRow } from './place-row.tsx'
import { useWishes } from './use-wishes.ts'

/** The list for the wishes in the address. */
function usePlaces() {
  const client = useQueryClient()
  const { wishes } = useWishes()
  const { here } = useExplore()
  const near_m = useQuery(cityQuery()).data?.value.search.near_m
  return useInfiniteQuery({
    ...placesQuery(client, wishes, here, wishes.near ? near_m : undefined),
    enabled: !wishes.near || here !== undefined,
  })
}

/** Places as a list: it says the same as the map, and works where the map does not. */
export function ListPanel(): ReactNode {
  const { plain } = useSpeaker()
  const { wishes, wish } = useWishes()
  const { setListed, locate, here } = useExplore()
  const places = usePlaces()
  const heading = usePageTitle(wishes.q ?? plain('townNow'))
  const items = useMemo(() => places.data?.pages.flatMap((page) => page.value.items) ?? [], [places.data])
  const first = places.data?.pages[0]
  const total = first?.value.total
  useEffect(() => setListed(items), [items, setListed])
  useEffect(() => {
    if (wishes.near && here === undefined)
      void locate().then((found) => {
        if (found === undefined) {
          const { near: _, ...rest } = wishes
          wish(rest, 'replace')
        }
      })
  })
  useSaidTotal(total, places.isFetching)
  return (
    <div className="town-list" aria-busy={places.isPending}>
      <div className="town-list__head">
        <h1 ref={heading} tabIndex={-1}>
          {wishes.q === undefined ? <T id="townNow" /> : wishes.q}
        </h1>
        {total !== undefined && (
          <p className="town-list__count" data-total={total}>
            <T id="results" values={{ n: total }} />
          </p>
        )}
        {hasWishes(wishes) && (
          <Button look="text" onClick={() => wish(wishes.near ? { near: true } : {})}>
            <T id="clearFilters" />
          </Button>
        )}
      </div>
      {first?.value.fromPoints === true ? (
        <Notice tone="warn" icon="offline">
          <p>
            <T id="offlineSearch" />
          </p>
          <p data-kept-at={first.at.toISOString()}>
            <T id="offlineAge" values={{ at: first.at }} />
          </p>
        </Notice>
      ) : (
        <AgeNotice age={first} />
      )}
      {places.isPending ? (
        <ListSkeleton />
      ) : places.isError ? (
        <ErrorState
          icon={places.error instanceof NoAnswer ? 'offline' : 'warn'}
          title={<T id="errorTitle" phrase />}
          onRetry={() => void places.refetch()}
        >
          <T id="errorText" />
        </ErrorState>
      ) : items.length === 0 ? (
        <NothingFound />
      ) : (
        <Rows places={places} items={items} />
      )}
    </div>
  )
}

/** Says the number of results aloud once they are there, and counts searches that found nothing. */
function useSaidTotal(total: number | undefined, fetching: boolean): void {
  const { plain } = useSpeaker()
  const { wishes } = useWishes()
  const said = useRef<string>(undefined)
  useEffect(() => {
    if (total === undefined || fetching) return
    const now = `${JSON.stringify(wishes)} ${total}`
    if (said.current === now) return
    if (said.current !== undefined) announce(plain('resultsSaid', { n: total }))
    said.current = now
    if (total === 0 && wishes.q !== undefined) countUse({ feature: 'search.empty' })
  }, [total, fetching, wishes, plain])
}

function Rows({
  places,
  items,
}: {
  readonly places: ReturnType<typeof usePlaces>
  readonly items: ReturnType<typeof useExplore>['listed']
}): ReactNode {
  const { plain } = useSpeaker()
  const { hovered, setHovered } = useExplore()
  const categories = useQuery(categoriesQuery()).data?.value
  const { search, open } = useOpening()
  const openRow = useCallback(
    (id: string) => {
      countUse({ feature: 'list.use' })
      open(id)
    },
    [open],
  )
  const now = useNow()
  const asOf = places.data?.pages[0]?.value.asOf
  return (
    <>
      <ul className="town-rows" aria-label={plain('listOfPlaces')}>
        {items.map((place) => (
          <PlaceRow
            key={place.id}
            place={place}
            categories={categories}
            asOf={asOf === undefined ? now : new Date(asOf)}
            now={now}
            active={place.id === hovered}
            onHover={setHovered}
            search={search}
            onOpen={openRow}
          />
        ))}
      </ul>
      {places.hasNextPage && (
        <div className="town-list__more">
          <Button look="secondary" wide busy={places.isFetchingNextPage} onClick={() => void places.fetchNextPage()}>
            <T id="more" />
          </Button>
        </div>
      )}
    </>
  )
}

function NothingFound(): ReactNode {
  const { wishes, wish } = useWishes()
  if (!hasWishes(wishes))
    return (
      <EmptyState icon="pin" title={<T id="emptyTown" phrase />}>
        <T id="emptyTownText" />
      </EmptyState>
    )
  return (
    <EmptyState
      title={<T id="emptyTitle" phrase />}
      actions={
        <Button look="primary" onClick={() => wish({})}>
          <T id="clearFilters" />
        </Button>
      }
    >
      <T id="emptyText" />
    </EmptyState>
  )
}

/** The shape of the list that is on its way. */
function ListSkeleton(): ReactNode {
  const { plain } = useSpeaker()
  return (
    <div role="status" aria-label={plain('loading')}>
      {Array.from({ length: 7 }, (_, at) => (
        <div key={at} className="town-row__link">
          <Skeleton width="2.25rem" height="2.25rem" />
          <span className="town-row__text">
            <Skeleton width={`${60 - (at % 3) * 12}%`} height="1.25rem" />
            <Skeleton width="38%" height="0.875rem" />
            <Skeleton width="48%" height="1.375rem" />
          </span>
        </div>
      ))}
    </div>
  )
}
