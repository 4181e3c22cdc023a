// Where buildings stand, for who may know: of one's own area all of them, of the whole network those that somebody has to decide on.
import { ask, download } from './client.mjs';
import { make } from './make.mjs';
import { BUILDINGS, VIEWER } from './operations.mjs';

const $ = (id) => document.getElementById(id);
const REPORT = { path: '/compliance/buildings.xlsx', name: 'nadi-gedung.xlsx' };
let shownFor = null;
let filter = {};

/** Settles what this viewer is shown of buildings; nothing of them for who may not. */
export async function enterBuildings(token) {
  shownFor = null;
  $('buildings').hidden = true;
  const { viewer } = await ask(token, VIEWER);
  if (!viewer.permissions.includes('compliance:read')) return;
  shownFor = token;
  filter = viewer.jurisdiction.isWholeNetwork ? { overdue: true } : {};
  $('buildings').hidden = false;
  $('buildings-which').textContent = viewer.jurisdiction.isWholeNetwork ? 'over their time' : '';
  $('buildings-file').onclick = () => download(token, REPORT.path, REPORT.name);
  await refreshBuildings();
}

export async function refreshBuildings() {
  if (shownFor === null) return;
  const { report, list } = await ask(shownFor, BUILDINGS, { filter });
  $('buildings-states').replaceChildren(
    ...report.rows.map(({ key, buildings }) => {
      const chip = make('span', `chip ${key.toLowerCase()}`);
      chip.append(make('b', '', buildings.toLocaleString('en')), ` ${key}`);
      return chip;
    }),
  );
  $('buildings-count').textContent = report.total.buildings.toLocaleString('en');
  const none = make('li', 'muted', filter.overdue ? 'None.' : 'There are none.');
  $('buildings-list').replaceChildren(...(list.nodes.length > 0 ? list.nodes.map(row) : [none]));
  const more = list.totalCount - list.nodes.length;
  $('buildings-more').textContent = more > 0 ? `and ${more.toLocaleString('en')} more: see the file` : '';
}

function row({ state, deadlineAt, isOverdue, building, facts }) {
  const item = make('li', 'building');
  const told =
    facts.camerasDeclared > 0 ? `${facts.camerasVerified} of ${facts.camerasDeclared} cameras verified` : `${facts.cameras} cameras`;
  const share = facts.lapsed.shareRatio;
  item.append(make('b', '', building.name), make('span', `chip ${state.toLowerCase()}`, state), make('span', 'muted', told));
  if (share !== null) item.append(make('span', 'muted', `reachable ${(Math.floor(share * 1000) / 10).toFixed(1)} %`));
  if (deadlineAt !== null)
    item.append(make('span', isOverdue ? 'overdue' : 'muted', `${isOverdue ? 'was due' : 'until'} ${dayOf(deadlineAt)}`));
  return item;
}

function dayOf(time) {
  return new Date(time).toLocaleDateString('en-GB', { timeZone: 'Asia/Jakarta', day: 'numeric', month: 'short', year: 'numeric' });
}
