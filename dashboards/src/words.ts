import { DESCRIPTION_WORDS } from './words.descriptions.js';
import { OPERATION_WORDS } from './words.operations.js';
import { SHORT_WORDS } from './words.short.js';
import { TITLE_WORDS } from './words.titles.js';

/** Every text of the dashboards in Bahasa Indonesia, by the English one. */
export const WORDS: Readonly<Record<string, string | undefined>> = {
  ...SHORT_WORDS,
  ...TITLE_WORDS,
  ...DESCRIPTION_WORDS,
  ...OPERATION_WORDS,
};
