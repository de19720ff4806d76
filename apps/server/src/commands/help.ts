export const help = `machinaka — one open platform for a digital town

  machinaka start [--fresh]                    build, prepare, serve (as npm start does)
  machinaka prepare                            the same without serving
  machinaka broker                             the NGSI-LD context broker alone, without a town
  machinaka import osm FILE|URL --city CITY    OpenStreetMap: XML, .gz, PBF, Overpass JSON
  machinaka import opendata FILE|URL --city CITY
                                               自治体標準オープンデータセット (CSV, UTF-8 or Shift_JIS)
  machinaka import table FILE|URL --city CITY [--mapping FILE.json]
                                               CSV, Excel or GeoJSON with a column mapping that is remembered
      --source KEY        which source this file updates (default: from kind and file name)
      --title TEXT        how the source is called in the console
      --name TEXT         name of a city that is made by this import
      --remove-missing    remove what the source no longer has
      --json              the report as JSON
  machinaka city list                          the cities here
  machinaka help

Settings: docs/configuration.md. Data: .machinaka/ (DATA_DIR), or PostgreSQL by DATABASE_URL.
While a server runs on the embedded database, these commands work through it.
`
