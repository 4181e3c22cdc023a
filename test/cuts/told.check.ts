import type { ListedAlert, Notification } from '../support/alertmanager.js';
import type { Expectation, ExpectedAlert } from './expected.alerts.js';
import { keyOf } from './naive.network.js';

/** What the city went through from the first cut to the last repair, in order; what is told last of the broken ones is held exactly. */
export interface Story {
  /** Everything that was true for a while: with the first cut alone, the second alone, both. */
  readonly passing: readonly Expectation[];
  /** With all that was cut. */
  readonly final: Expectation;
}

type Labelled = Pick<ListedAlert, 'labels' | 'annotations'>;

/** Names in one annotation, as README says of alerts: a message, not a list of thousands. */
const MOST_NAMED = 20;

/** One alert in words; two of the same words are the same alert. */
export function nameOf({ labels }: Labelled): string {
  return `${labels['alertname']} ${labels['kind']} ${labels['root']}`;
}

function rootOf({ labels }: Labelled): string {
  return `${labels['kind']} ${labels['root']}`;
}

/** What is wrong with what is told while all is cut; empty where it is exactly right. */
export function complaintsAtLast({ passing, final }: Story, firing: readonly ListedAlert[]): string[] {
  const earlier = new Set(passing.flatMap(({ answers }) => answers.flat().map(({ root }) => keyOf(root))));
  const found = final.answers.map((answer) => complaintsOf(answer, firing, earlier, final, passing));
  return found.reduce((least, each) => (each.length < least.length ? each : least), found[0] ?? ['nothing explains what is seen']);
}

function complaintsOf(
  answer: readonly ExpectedAlert[],
  firing: readonly ListedAlert[],
  earlier: ReadonlySet<string>,
  final: Expectation,
  passing: readonly Expectation[],
): string[] {
  const complaints: string[] = [];
  const left = new Set(firing);
  let cameras = 0;
  for (const wanted of answer) {
    const alert = [...left].find((each) => isToldAs(each, wanted));
    if (alert) left.delete(alert);
    cameras += alert ? camerasOf(alert) : 0;
    complaints.push(...(alert ? complaintsAbout(alert, wanted, earlier) : [`not told: ${wanted.alertname} ${keyOf(wanted.root)}`]));
  }
  if (complaints.length === 0 && cameras !== final.cameras && !final.isBlind)
    complaints.push(`${cameras} cameras are told as lost, not ${final.cameras}`);
  for (const extra of left) if (!isHiddenBy(final, extra, passing)) complaints.push(`told beside: ${nameOf(extra)}`);
  return complaints;
}

function camerasOf({ annotations }: Labelled): number {
  return Number(annotations['affected_cameras']);
}

function isToldAs(alert: Labelled, { candidates, root }: ExpectedAlert): boolean {
  return [root, ...candidates].some((part) => keyOf(part) === rootOf(alert));
}

const NAME_OF_KIND: Readonly<Record<string, string>> = {
  CONDUIT: 'ConduitCut',
  SPAN: 'FibreSpanCut',
  LINK: 'LinkDown',
  DEVICE: 'DeviceDown',
  PLACE: 'PlaceDown',
};

/** An outage keeps the root it was told by; all else is as the evidence of now wants it. */
function complaintsAbout(alert: ListedAlert, wanted: ExpectedAlert, earlier: ReadonlySet<string>): string[] {
  const { labels, annotations } = alert;
  const complaints: string[] = [];
  const isFirst = rootOf(alert) === keyOf(wanted.root);
  if (!isFirst && !earlier.has(rootOf(alert))) complaints.push(`${nameOf(alert)} is told, but ${keyOf(wanted.root)} stands first`);
  const isOfRoot = !isFirst && wanted.alertname !== 'RedundancyLost' && wanted.alertname !== 'CameraDown';
  const alertname = isOfRoot ? NAME_OF_KIND[labels['kind']] : wanted.alertname;
  if (labels['alertname'] !== alertname) complaints.push(`${nameOf(alert)} should be ${alertname}`);
  const candidates = wanted.candidates.slice(0, MOST_NAMED).map(keyOf).join(', ');
  if (wanted.alertname !== 'PollerBlind' && !(annotations['candidates'] ?? '').startsWith(candidates))
    complaints.push(`${nameOf(alert)} has the candidates ${annotations['candidates']}, not ${candidates}`);
  if (camerasOf(alert) < wanted.leastCameras)
    complaints.push(`${nameOf(alert)} tells ${camerasOf(alert)} cameras, but takes ${wanted.leastCameras} alone`);
  return complaints;
}

/** What was rightly told and cannot be looked at any more stays told: nothing says that it healed. */
function isHiddenBy(final: Expectation, alert: Labelled, passing: readonly Expectation[]): boolean {
  return passing.some(({ answers, sight }) => {
    const wasRight = answers.some((answer) => answer.some((wanted) => isToldAs(alert, wanted)));
    const isTold = sight.reads.some((read, end) => read === 0 && final.sight.reads[end] !== -1);
    return wasRight && (final.isBlind || !isTold);
  });
}

/** What is wrong with the notices of the whole story: each that was told was once right, came once and ended once. */
export function complaintsOverall({ passing, final }: Story, notices: readonly Notification[]): string[] {
  const complaints: string[] = [];
  const right = [...passing, final].flatMap(({ answers }) => answers.flat());
  const byName = new Map<string, Notification[]>();
  for (const notice of notices) {
    const key = `${nameOf(notice)} ${notice.labels['severity']}`;
    byName.set(key, [...(byName.get(key) ?? []), notice]);
  }
  for (const [name, each] of byName) {
    if (!right.some((wanted) => isToldAs(each[0], wanted))) complaints.push(`never right: ${name}`);
    const firing = each.filter(({ status }) => status === 'firing').length;
    const resolved = each.length - firing;
    if (firing !== 1 || resolved !== 1) complaints.push(`${name}: told ${firing} times, resolved ${resolved} times`);
  }
  return complaints;
}
