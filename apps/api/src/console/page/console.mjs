// The operators' first page: what is broken now, live. Everything shown goes through textContent: names come from the network.
import { Refused, SESSION, ask, askAll, follow } from './client.mjs';
import { enterBuildings, refreshBuildings } from './buildings.mjs';
import { openDoor, showDoor, signOff } from './door.mjs';
import { isExplained, namedOutage, showExplanation } from './explanation.mjs';
import { make } from './make.mjs';
import { drawMap } from './map.mjs';
import { CHANGES, OVERVIEW, SPANS, STATIONS } from './operations.mjs';

const MOST_STATIONS = 2_000;
const MOST_SPANS = 10_000;
const MOST_CLEARED = 10;
const MOST_NAMED = 6;
const REFRESH_PAUSE_MS = 2_000;
const REFRESH_EVERY_MS = 30_000;
const KEY = 'nadi-token';

const $ = (id) => document.getElementById(id);
const open = new Map();
let cleared = [];
let openTotal = 0;
let map = null;
let token = sessionStorage.getItem(KEY);
let stop = () => {};
let refreshTimer = 0;

const LEVELS = ['CRITICAL', 'MAJOR', 'MINOR', 'WARNING'];

const several = (count, noun) => ` ${noun}${count === 1 ? '' : 's'}`;

function card(outage) {
  const item = make('li', `outage ${outage.isOpen ? (LEVELS.includes(outage.severity) ? outage.severity.toLowerCase() : '') : 'cleared'}`);
  const what = make('div', 'what');
  const age = make('span', 'age');
  age.dataset.from = outage.isOpen ? outage.openedAt : outage.clearedAt;
  // What lies outside of one's area has no name there.
  const root = outage.rootCode === null ? make('b', 'muted', 'outside of your area') : make('b', '', outage.rootCode);
  what.append(root, make('span', 'muted', outage.alertName), age);
  const lost = make('div', 'lost');
  const { affectedCameras: cameras, affectedDeviceCount: devices, affectedStations: stations } = outage;
  lost.append(make('strong', '', cameras.toLocaleString('en')), `${several(cameras, 'camera')}, `);
  lost.append(make('strong', '', devices.toLocaleString('en')), several(devices, 'device'));
  const more = stations.length > MOST_NAMED ? ` and ${stations.length - MOST_NAMED} more` : '';
  if (stations.length > 0) lost.append(` · ${stations.slice(0, MOST_NAMED).join(', ')}${more}`);
  item.append(what, lost);
  const others = outage.candidates.map((each) => each.code).filter((code) => code !== outage.rootCode);
  if (outage.isOpen && others.length > 0) item.append(make('div', 'more', `or: ${others.slice(0, MOST_NAMED).join(', ')}`));
  if (outage.acknowledgedBy) item.append(make('div', 'more', `taken on by ${outage.acknowledgedBy}`));
  item.dataset.id = outage.id;
  item.tabIndex = 0;
  item.title = 'Why?';
  return item;
}

function showOutages() {
  const weight = ({ severity }) => LEVELS.indexOf(severity);
  const list = [...open.values()].sort((one, other) => weight(one) - weight(other) || other.openedAt.localeCompare(one.openedAt));
  $('open').replaceChildren(...(list.length > 0 ? list.map(card) : [make('li', 'calm', 'Nothing is broken.')]));
  $('open-count').textContent = openTotal > 0 ? String(Math.max(openTotal, list.length)) : '';
  $('cleared').replaceChildren(...(cleared.length > 0 ? cleared.map(card) : [make('li', 'muted', 'Nothing yet.')]));
  document.title = list.length > 0 ? `(${list.length}) Nadi` : 'Nadi';
  showAges();
  colourMap(list);
}

function colourMap(list) {
  if (!map) return;
  const spans = new Map();
  const conduits = new Map();
  const hit = new Set();
  for (const outage of list) {
    for (const code of outage.affectedStations) hit.add(code);
    for (const { kind, code } of outage.candidates) {
      const states = kind === 'SPAN' ? spans : kind === 'CONDUIT' ? conduits : null;
      const isRoot = kind === outage.kind && code === outage.rootCode;
      if (states && states.get(code) !== 'down') states.set(code, isRoot ? 'down' : 'suspected');
    }
  }
  map.colour(spans, conduits, hit);
}

function showAges() {
  const now = Date.now();
  for (const age of document.querySelectorAll('.age')) age.textContent = spoken((now - Date.parse(age.dataset.from)) / 1000);
  $('clock').textContent = new Date(now).toLocaleTimeString('en-GB', { timeZone: 'Asia/Jakarta' }) + ' WIB';
}

function spoken(seconds) {
  if (seconds < 60) return `${Math.max(0, Math.floor(seconds))} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3_600)} h`;
}

function showTiles({ devices, cameras }) {
  const cameraCounts = new Map(cameras.statusCounts.map(({ status, count }) => [status, count]));
  const tiles = devices.statusCounts.map(({ status, count }) => {
    const tile = make('div', `tile ${status.toLowerCase()}`);
    tile.append(make('small', '', status), make('b', '', count.toLocaleString('en')));
    tile.append(make('small', '', `${(cameraCounts.get(status) ?? 0).toLocaleString('en')} cameras`));
    return tile;
  });
  const all = make('div', 'tile');
  all.append(make('small', '', 'DEVICES'), make('b', '', devices.totalCount.toLocaleString('en')));
  all.append(make('small', '', `${cameras.totalCount.toLocaleString('en')} cameras`));
  $('tiles').replaceChildren(all, ...tiles);
}

async function refresh() {
  const overview = await ask(token, OVERVIEW);
  open.clear();
  for (const outage of overview.open.nodes) open.set(outage.id, outage);
  openTotal = overview.open.totalCount;
  cleared = overview.cleared.nodes;
  showTiles(overview);
  showOutages();
}

/** One refresh soon, however many ask for it: a cut that takes 5,000 cameras must not bring 5,000 queries. */
function refreshSoon() {
  refreshTimer ||= setTimeout(() => {
    refreshTimer = 0;
    refresh().catch(fail);
  }, REFRESH_PAUSE_MS);
}

function hear({ outageChanged: outage }) {
  if (outage.isOpen) {
    open.set(outage.id, outage);
  } else {
    open.delete(outage.id);
    cleared = [outage, ...cleared.filter(({ id }) => id !== outage.id)].slice(0, MOST_CLEARED);
  }
  openTotal = open.size;
  showOutages();
  if (isExplained($('explanation'), outage.id)) explain(outage.id);
  refreshSoon();
}

function explain(id) {
  showExplanation($('explanation'), token, id).catch(fail);
}

/** Cards are made anew with each change, so the list hears for them. */
function explainFrom(event) {
  const id = event.target.closest?.('.outage')?.dataset.id;
  if (id && (event.type === 'click' || event.key === 'Enter')) explain(id);
}

function line(state, text) {
  $('line').dataset.state = state;
  $('line').textContent = text;
}

function fail(error) {
  if (error instanceof Refused) return leave(overFor(token));
  line('lost', error.message);
}

function leave(reason = '') {
  stop();
  sessionStorage.removeItem(KEY);
  token = null;
  $('board').hidden = true;
  $('explanation').close();
  $('leave').hidden = true;
  showDoor(reason);
  line('off', 'not connected');
}

const overFor = (used) =>
  used === SESSION ? 'You are signed off: the session is over, or your rights changed.' : 'This token is not valid.';

async function drawOnce() {
  const [stations, spans] = [await askAll(token, STATIONS, 'stations', MOST_STATIONS), await askAll(token, SPANS, 'spans', MOST_SPANS)];
  const top = stations.find(({ kind }) => kind === 'POLDA') ?? stations[0];
  $('place').textContent = top?.name ?? '';
  const counted = (items, noun) => items.length.toLocaleString('en') + several(items.length, noun);
  $('map-note').textContent = `${counted(stations, 'station')}, ${counted(spans, 'span')} · wheel: zoom, drag: move, double click: all`;
  $('map-panel').hidden = stations.length === 0;
  $('board').classList.toggle('no-map', stations.length === 0);
  map = stations.length === 0 ? null : drawMap($('map'), stations, spans);
  showOutages();
}

async function enter() {
  await refresh();
  sessionStorage.setItem(KEY, token);
  $('door').hidden = true;
  $('board').hidden = false;
  $('leave').hidden = false;
  stop = follow(token, CHANGES, {
    onData: hear,
    onLive: () => {
      line('live', 'live');
      refresh().catch(fail);
    },
    onLost: () => line('lost', 'connection lost, trying again'),
    onRefused: () => leave(overFor(token)),
  });
  drawOnce().catch(fail);
  enterBuildings(token).catch(fail);
  const named = namedOutage(location.search);
  if (named) explain(named);
}

function enterWith(given) {
  token = given;
  enter().catch((error) => leave(error instanceof Refused ? overFor(given) : error.message));
}

openDoor({ onSession: () => enterWith(SESSION), onToken: enterWith });
$('leave').addEventListener('click', () => {
  void (token === SESSION ? signOff() : Promise.resolve()).then(() => leave());
});
for (const list of ['open', 'cleared']) for (const kind of ['click', 'keydown']) $(list).addEventListener(kind, explainFrom);
$('close').addEventListener('click', () => $('explanation').close());
// A click beside the dialog is a click on it, and on nothing in it.
$('explanation').addEventListener('click', ({ target, currentTarget }) => target === currentTarget && currentTarget.close());
setInterval(showAges, 1_000);
setInterval(() => token && !$('board').hidden && Promise.all([refresh(), refreshBuildings()]).catch(fail), REFRESH_EVERY_MS);
if (token) enter().catch(fail);
// Somebody who signed on in another tab, or comes back from their organisation's page, is in already.
else {
  token = SESSION;
  enter().catch(() => leave());
}
