import type { Guide } from '@machinaka/guide'
import type { People } from '@machinaka/people'
import { dataBlock, isRefusal, type Context, type Html, type RawRequest } from '@machinaka/platform'

/** As many places as the town app asks for at a time. */
const pageSize = 30

/**
 * What the town app would ask for first, written into its page: the city, the kinds of places and, where nothing was searched
 * for, the beginning of the list. The app then draws its list at once, without asking three times and waiting for each.
 * `at` says when this was true; `apps/town/src/data/first-answers.ts` reads it.
 */
export async function firstAnswers(
  { guide, people }: { readonly guide: Pick<Guide, 'listPlaces' | 'listCategories'>; readonly people: Pick<People, 'viewCity'> },
  {
    context,
    path,
    query,
    raw,
  }: { readonly context: Context; readonly path: string; readonly query: Readonly<Record<string, string>>; readonly raw: RawRequest },
): Promise<Html> {
  const isWholeTown = path === '/' && Object.keys(query).every((name) => name === 'city')
  const [city, categories, places] = await Promise.all([
    people.viewCity(context, raw),
    guide.listCategories(context),
    isWholeTown ? guide.listPlaces(context, { limit: pageSize }) : undefined,
  ])
  return dataBlock('first-answers', { at: context.now.toISOString(), city, categories, ...(!isRefusal(places) && { places }) })
}
