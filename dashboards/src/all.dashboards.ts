import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { alerts } from './alerts.dashboard.js';
import { building } from './building.dashboard.js';
import { cameras } from './cameras.dashboard.js';
import { device } from './device.dashboard.js';
import { fibre } from './fibre.dashboard.js';
import { nadiItself } from './nadi-itself.dashboard.js';
import { outages } from './outages.dashboard.js';
import { polres } from './polres.dashboard.js';
import { polsek } from './polsek.dashboard.js';
import { province } from './province.dashboard.js';
import type { Speech } from './speech.js';
import { wall } from './wall.dashboard.js';

const BOARDS = {
  wall,
  province,
  polres,
  polsek,
  building,
  device,
  fibre,
  cameras,
  outages,
  alerts,
  'nadi-itself': nadiItself,
} as const satisfies Readonly<Record<string, (speech: Speech) => Dashboard>>;

/** Every dashboard in one language, by the name of its file. */
export function allDashboards(speech: Speech): Readonly<Record<string, Dashboard>> {
  return Object.fromEntries(Object.entries(BOARDS).map(([name, board]) => [name, finished(board(speech))]));
}

/** Panels get their numbers by position (links to one panel name it by number); the links stand in the bar, where people look. */
function finished(dashboard: Dashboard): Dashboard {
  const panels = dashboard.panels?.map((panel, index) => ({ ...panel, id: index + 1 }));
  const links = dashboard.links?.map((link) => ({ ...link, placement: undefined }));
  return { ...dashboard, panels, links };
}

/** What stands in the file: stable, so that a difference is a change. */
export function printed(dashboard: Dashboard): string {
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}
