// Why an outage is taken for what it is: opened by a click on it, or by the address of an alert (/?outage=…). Text only, as everywhere here.
import { ask } from './client.mjs';
import { make } from './make.mjs';
import { EXPLANATION } from './operations.mjs';

const MOST_STATIONS = 6;
const NO_SUCH = 'There is no such outage.';
const NOT_EXPLAINED = 'Nothing was concluded here, so there is nothing to explain.';
const WRONG_THERE =
  'The topology does not explain this silence: it offers no way there, or contradicts what was seen. The device is told as broken itself.';

let shown = null;

const instant = (text) => {
  const at = new Date(text);
  const options = { timeZone: 'Asia/Jakarta', hour: '2-digit', minute: '2-digit', second: '2-digit' };
  const isToday = Date.now() - at.getTime() < 12 * 3_600_000;
  return at.toLocaleString('en-GB', isToday ? options : { ...options, day: '2-digit', month: 'short' });
};

function counted(count, noun) {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

function section(title, ...parts) {
  const made = make('section', 'why');
  made.append(make('h3', '', title), ...parts);
  return made;
}

function list(className, items) {
  const made = make('ul', className);
  made.append(...items);
  return made;
}

function evidence({ polarity, at, sentence }) {
  const item = make('li', polarity.toLowerCase());
  item.append(make('span', 'sentence', sentence));
  if (at) item.append(make('time', 'muted', instant(at)));
  return item;
}

const keyOf = ({ kind, polarity, sentence }) => `${kind} ${polarity} ${sentence}`;

/** What speaks the same of all candidates is told once: what is left is where they differ. */
function shared(candidates) {
  const [first, ...others] = candidates;
  if (!first || others.length === 0) return [];
  const keys = others.map(({ evidence: items }) => new Set(items.map(keyOf)));
  return first.evidence.filter((item) => keys.every((known) => known.has(keyOf(item))));
}

function candidate({ kind, code, evidence: items, omittedEvidence }, isRoot, common) {
  const made = make('div', `candidate${isRoot ? ' root' : ''}`);
  const title = make('h4');
  title.append(make('span', 'kind muted', kind), make('b', '', code), isRoot ? make('span', 'badge', 'told as the root') : '');
  const own = items.filter((item) => !common.has(keyOf(item)));
  made.append(title, list('evidence', own.map(evidence)));
  if (omittedEvidence > 0) made.append(make('p', 'muted', `and ${counted(omittedEvidence, 'further observation')}`));
  return made;
}

function more(shownCount, total) {
  return total > shownCount ? ` and ${(total - shownCount).toLocaleString('en')} more` : '';
}

function behind({ stations, buildings, cameras, buildingCount }, devices) {
  if (devices === 0) return section('Behind it', make('p', 'muted', 'Nothing is lost: every device keeps a way.'));
  const lost = stations.nodes.map(({ code, devices: count, cameras: of, isIsolated }) => {
    const item = make('li', isIsolated ? 'isolated' : '');
    item.append(make('b', '', code), ' ', make('span', 'whole', `${counted(count, 'device')}, ${counted(of, 'camera')}`));
    if (isIsolated) item.append(make('span', 'badge', 'isolated'));
    return item;
  });
  const left = more(stations.nodes.length, stations.totalCount);
  if (left) lost.push(make('li', 'muted', `${left.trim()}`));
  const named = (nodes, total) => `${nodes.join(', ')}${more(nodes.length, total)}`;
  const parts = [
    make(
      'p',
      '',
      `${counted(devices, 'device')}, ${counted(cameras.totalCount, 'camera')}, ${counted(buildingCount, 'building')} in the area of ${counted(stations.totalCount, 'station')}`,
    ),
    list('stations', lost),
  ];
  if (buildingCount > 0)
    parts.push(
      make(
        'p',
        'muted',
        `Buildings: ${named(
          buildings.nodes.map(({ code }) => code),
          buildingCount,
        )}`,
      ),
    );
  if (cameras.totalCount > 0)
    parts.push(
      make(
        'p',
        'muted',
        `Cameras: ${named(
          cameras.nodes.map(({ name }) => name),
          cameras.totalCount,
        )}`,
      ),
    );
  return section('Behind it', ...parts);
}

function redundancy({ isolatedStations, exposedStations }) {
  const codes = (all) => `${all.slice(0, MOST_STATIONS).join(', ')}${more(Math.min(all.length, MOST_STATIONS), all.length)}`;
  const items = [];
  if (isolatedStations.length > 0)
    items.push(make('li', 'against', `${counted(isolatedStations.length, 'station')} cut off: ${codes(isolatedStations)}`));
  if (exposedStations.length > 0)
    items.push(
      make(
        'li',
        'against',
        `${counted(exposedStations.length, 'station')} with one way left, which the next cut takes: ${codes(exposedStations)}`,
      ),
    );
  if (items.length === 0) items.push(make('li', 'for', 'No station lost a second way by it.'));
  return section('Redundancy left', list('evidence', items));
}

function life({ steps, openedOnVersion, judgedOnVersion }) {
  const items = steps.map(({ at, sentence }) => {
    const item = make('li');
    item.append(make('time', 'muted', instant(at)), make('span', 'sentence', sentence));
    return item;
  });
  const opened = openedOnVersion === null ? '' : `opened on topology version ${openedOnVersion}, `;
  return section('What changed when', list('steps', items), make('p', 'muted', `${opened}judged on version ${judgedOnVersion}`));
}

function draw(body, outage) {
  if (!outage) return body.replaceChildren(make('p', 'muted', NO_SUCH));
  const { explanation, rootCode, alertName, severity, isOpen, openedAt, clearedAt, affectedDeviceCount } = outage;
  const head = make('header', 'head');
  head.append(make('h2', '', rootCode), make('span', 'muted', `${alertName} · ${severity.toLowerCase()}`));
  head.append(
    make('span', isOpen ? 'state open' : 'state', isOpen ? `open since ${instant(openedAt)} WIB` : `cleared ${instant(clearedAt)} WIB`),
  );
  if (!explanation) return body.replaceChildren(head, make('p', 'muted', NOT_EXPLAINED));
  const isRoot = ({ kind, code }) => kind === outage.kind && code === rootCode;
  const common = shared(explanation.candidates);
  const keys = new Set(common.map(keyOf));
  const candidates = explanation.candidates.map((each) => candidate(each, isRoot(each), keys));
  if (common.length > 0) candidates.unshift(make('p', 'muted', 'Seen of each of them:'), list('evidence common', common.map(evidence)));
  if (explanation.omittedCandidates > 0)
    candidates.push(make('p', 'muted', `and ${counted(explanation.omittedCandidates, 'further candidate')}`));
  const title =
    candidates.length === 1
      ? 'It alone explains what was seen'
      : `One of these ${explanation.candidates.length + explanation.omittedCandidates}: nobody can tell them apart from here`;
  return body.replaceChildren(
    head,
    ...(explanation.isExplained ? [] : [make('p', 'wrong', WRONG_THERE)]),
    section(title, ...candidates),
    behind(explanation, affectedDeviceCount),
    redundancy(explanation),
    life(explanation),
  );
}

/** Shows one outage, and shows it anew when it changes while it is looked at. */
export async function showExplanation(dialog, token, id) {
  const body = dialog.querySelector('.body');
  if (!dialog.open) {
    body.replaceChildren(make('p', 'muted', 'reading…'));
    dialog.showModal();
  }
  shown = id;
  const { outage } = await ask(token, EXPLANATION, { id });
  if (shown === id) draw(body, outage);
}

/** Whether this outage is looked at now. */
export function isExplained(dialog, id) {
  return dialog.open && shown === id;
}

/** The opaque id of the outage that the address of the page names, as alerts do; null where it names none. */
export function namedOutage(search) {
  const key = new URLSearchParams(search).get('outage');
  if (!key || !/^[0-9a-f-]{36}$/.test(key)) return null;
  return btoa(`Outage:${key}`).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
