import { loadDefaultJapaneseParser } from 'budoux'

const parser = loadDefaultJapaneseParser()

/** Cuts Japanese into the phrases between which a line may end. */
export const phrasesOf = (text: string): readonly string[] => parser.parse(text)
