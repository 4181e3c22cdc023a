import { jakartaOf } from '@app/kernel';
import type { HandoverLanguage } from './handover.js';
import type { AlertName, Severity } from './outage.js';

/** One outage as a shift tells of it. */
export interface HandoverOutage {
  readonly alertName: AlertName;
  readonly severity: Severity;
  readonly root: string;
  readonly openedAt: Date;
  readonly clearedAt: Date | null;
  readonly affectedCameras: number;
  readonly affectedStations: number;
  readonly acknowledgedBy: string | null;
  readonly acknowledgedUntil: Date | null;
  readonly cause: string | null;
  readonly lastNote: string | null;
}

/** Works that are under way or begin soon. */
export interface HandoverWork {
  readonly title: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

export interface HandoverFacts {
  readonly from: Date;
  readonly at: Date;
  readonly by: string;
  readonly takenBy: string | null;
  readonly note: string | null;
  readonly open: { readonly outages: readonly HandoverOutage[]; readonly total: number };
  readonly cleared: { readonly outages: readonly HandoverOutage[]; readonly total: number };
  readonly works: readonly HandoverWork[];
  /** Label of each cause by its code, in the language of the text. */
  readonly causes: ReadonlyMap<string, string>;
}

/** What nobody has in hand comes first in the text: it is what the next shift must not miss. */
export function handoverText(facts: HandoverFacts, language: HandoverLanguage): string {
  const words = WORDS[language];
  const inHand = facts.open.outages.filter((outage) => isInHand(outage, facts.at));
  const nobodys = facts.open.outages.filter((outage) => !isInHand(outage, facts.at));
  const line = (outage: HandoverOutage) => outageLine(outage, facts, language);
  const sections: [string, string[]][] = [
    [`${words.nobodys} (${nobodys.length})`, nobodys.map(line)],
    [`${words.inHand} (${inHand.length})`, inHand.map(line)],
    [`${words.cleared} (${facts.cleared.total})`, facts.cleared.outages.map(line)],
    [`${words.works} (${facts.works.length})`, facts.works.map((work) => workLine(work, language))],
  ];
  return [
    `${words.title}: ${instant(facts.from, language)} - ${instant(facts.at, language)}`,
    `${words.from}: ${oneLine(facts.by)}${facts.takenBy === null ? '' : `, ${words.to}: ${oneLine(facts.takenBy)}`}`,
    `${words.open}: ${facts.open.total}`,
    ...sections.flatMap(([heading, lines]) => ['', heading, ...(lines.length > 0 ? lines : [`- ${words.none}`])]),
    ...more(facts.open, words),
    ...(facts.note === null ? [] : ['', words.note, facts.note]),
    '',
  ].join('\n');
}

const WORDS = {
  id: {
    title: 'SERAH TERIMA PIKET',
    from: 'Dari',
    to: 'kepada',
    open: 'Gangguan terbuka',
    nobodys: 'BELUM DITANGANI',
    inHand: 'SEDANG DITANGANI',
    cleared: 'PULIH SELAMA PIKET',
    works: 'PEMELIHARAAN',
    note: 'CATATAN',
    none: 'tidak ada',
    cameras: 'kamera',
    stations: 'kantor',
    since: 'sejak',
    until: 'sampai',
    holder: 'ditangani',
    cause: 'penyebab',
    last: 'catatan',
    restored: 'pulih',
    more: (count: number) => `(${count} gangguan lain tidak dirinci)`,
  },
  en: {
    title: 'SHIFT HANDOVER',
    from: 'From',
    to: 'to',
    open: 'Open outages',
    nobodys: 'IN NOBODY’S HAND',
    inHand: 'IN HAND',
    cleared: 'CLEARED DURING THE SHIFT',
    works: 'MAINTENANCE',
    note: 'NOTE',
    none: 'none',
    cameras: 'cameras',
    stations: 'stations',
    since: 'since',
    until: 'until',
    holder: 'held by',
    cause: 'cause',
    last: 'note',
    restored: 'cleared',
    more: (count: number) => `(${count} more outages are not listed)`,
  },
} as const;

const ALERTS_ID: Readonly<Record<AlertName, string>> = {
  FibreSpanCut: 'Ruas fiber putus',
  ConduitCut: 'Jalur pipa putus',
  LinkDown: 'Tautan putus',
  DeviceDown: 'Perangkat mati',
  PlaceDown: 'Listrik padam',
  CameraDown: 'Kamera mati',
  RedundancyLost: 'Jalur cadangan hilang',
  PollerBlind: 'Pemantau buta',
};

function isInHand({ acknowledgedBy, acknowledgedUntil }: HandoverOutage, at: Date): boolean {
  return acknowledgedBy !== null && (acknowledgedUntil === null || acknowledgedUntil > at);
}

function outageLine(outage: HandoverOutage, { at, causes }: HandoverFacts, language: HandoverLanguage): string {
  const words = WORDS[language];
  const what = language === 'id' ? ALERTS_ID[outage.alertName] : outage.alertName;
  const holder =
    isInHand(outage, at) && outage.acknowledgedBy !== null
      ? `; ${words.holder} ${oneLine(outage.acknowledgedBy)}${outage.acknowledgedUntil === null ? '' : ` ${words.until} ${instant(outage.acknowledgedUntil, language)}`}`
      : '';
  const cause = outage.cause === null ? '' : `; ${words.cause}: ${oneLine(causes.get(outage.cause) ?? outage.cause)}`;
  const end = outage.clearedAt === null ? '' : `, ${words.restored} ${instant(outage.clearedAt, language)}`;
  const last = outage.lastNote === null ? '' : `\n  ${words.last}: ${oneLine(outage.lastNote)}`;
  return (
    `- [${outage.severity}] ${what} ${oneLine(outage.root)}: ${outage.affectedCameras} ${words.cameras}, ${outage.affectedStations} ${words.stations}, ` +
    `${words.since} ${instant(outage.openedAt, language)}${end}${holder}${cause}${last}`
  );
}

function workLine({ title, startsAt, endsAt }: HandoverWork, language: HandoverLanguage): string {
  return `- ${oneLine(title)}: ${instant(startsAt, language)} - ${instant(endsAt, language)}`;
}

function more({ outages, total }: HandoverFacts['open'], words: (typeof WORDS)[HandoverLanguage]): string[] {
  return total > outages.length ? ['', words.more(total - outages.length)] : [];
}

/** What people wrote stays in its line: nobody writes another line of the handover by it. */
function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what must go
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').slice(0, 300);
}

/** In Jakarta's time, as people there write it. */
function instant(at: Date, language: HandoverLanguage): string {
  const [day, time] = jakartaOf(at).toISOString().split('T');
  const [year, month, date] = day.split('-');
  const [hour, minute] = time.split(':');
  return language === 'id' ? `${date}/${month}/${year} ${hour}.${minute} WIB` : `${day} ${hour}:${minute} WIB`;
}
