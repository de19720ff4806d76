import type { Config } from '@machinaka/platform'
import type { Arguments } from '../arguments.ts'
import { runningServer } from '../instance.ts'
import { ask } from '../remote.ts'

interface Listed {
  readonly city: string
  readonly name: { readonly ja: string; readonly en?: string | undefined }
}

async function listed(config: Config): Promise<readonly Listed[]> {
  const running = await runningServer(config)
  if (running !== undefined) return await ask<readonly Listed[]>(running.socket, 'GET', '/api/cities')
  const { openTown } = await import('../town.ts')
  const town = await openTown(config)
  try {
    return (await town.people.listCities()).map(({ city, settings }) => ({ city, name: settings.name }))
  } finally {
    await town.close()
  }
}

/** `machinaka city list` */
export async function cityCommand(read: Arguments, config: Config): Promise<number> {
  if (read.words[1] !== 'list') {
    process.stderr.write('machinaka city list — a city is made by the first import into it (see machinaka help).\n')
    return 2
  }
  const cities = await listed(config)
  if (read.json) process.stdout.write(`${JSON.stringify(cities)}\n`)
  else
    process.stdout.write(
      cities.length === 0
        ? 'No city yet. Bring one in: machinaka import osm FILE --city NAME\n'
        : `${cities.map(({ city, name }) => `${city.padEnd(20)} ${name.ja}${name.en === undefined ? '' : ` (${name.en})`}`).join('\n')}\n`,
    )
  return 0
}
