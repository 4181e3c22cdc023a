/** A list of words as a GraphQL enum: names and values are the words. */
export function enumOf<Word extends string>(words: readonly Word[]): { readonly [word in Word]: word } {
  return Object.fromEntries(words.map((word) => [word, word])) as { readonly [word in Word]: word };
}

/** What each word of an enum means. */
export type Descriptions<Word extends string> = Readonly<Record<Word, { readonly description: string }>>;
