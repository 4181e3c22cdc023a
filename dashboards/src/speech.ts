import { type LabelWords, LABEL_WORDS } from './words.labels.js';
import { WORDS } from './words.js';

export const LANGUAGES = ['en', 'id'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The dashboards by their uids, which stand in links and bookmarks and never change; Indonesian ones end in -id. */
export const UID = {
  wall: 'nadi-wall',
  province: 'nadi-noc-overview',
  polres: 'nadi-polres',
  polsek: 'nadi-station',
  building: 'nadi-building',
  device: 'nadi-device',
  fibre: 'nadi-fibre',
  cameras: 'nadi-cameras',
  outages: 'nadi-outages',
  alerts: 'nadi-alerts',
  itself: 'nadi-itself',
} as const;
export type BoardName = keyof typeof UID;

const KEEP = '${datasource:queryparam}&${__url_time_range}';

/** One language of the dashboards: what each text is in it, and where the others of the same language are. */
export class Speech {
  /** Texts that were asked for and are in no dictionary. */
  readonly missing = new Set<string>();
  readonly used = new Set<string>();

  constructor(readonly language: Language) {}

  /** A text in this language; the English one names it. Codes and bare labels need no words. */
  say(text: string): string {
    if (!/[a-z]{2}/i.test(text.replaceAll(/\{\{\w+\}\}|\$\w+/g, ''))) return text;
    if (this.language === 'en') return text;
    this.used.add(text);
    const said = WORDS[text];
    if (said === undefined) this.missing.add(text);
    return said ?? text;
  }

  /** What the values of a label are called; empty where they are shown as they are. */
  valuesOf(label: string): LabelWords {
    return this.language === 'en' ? {} : (LABEL_WORDS[label] ?? {});
  }

  uid(board: BoardName, language = this.language): string {
    return language === 'en' ? UID[board] : `${UID[board]}-${language}`;
  }

  /** Where a click leads: another dashboard with these choices, of the same time. */
  to(board: BoardName, choices: Readonly<Record<string, string>>): string {
    const chosen = Object.entries(choices).map(([name, value]) => `var-${name}=${value}`);
    return `/d/${this.uid(board)}?${[...chosen, KEEP].join('&')}`;
  }
}
