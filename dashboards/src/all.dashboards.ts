import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { device } from './device.dashboard.js';
import { nadiItself } from './nadi-itself.dashboard.js';
import { nocOverview } from './noc-overview.dashboard.js';
import { station } from './station.dashboard.js';

/** Every dashboard by the name of its file. */
export function allDashboards(): Readonly<Record<string, Dashboard>> {
  const boards = { 'noc-overview': nocOverview(), station: station(), device: device(), 'nadi-itself': nadiItself() };
  return Object.fromEntries(Object.entries(boards).map(([name, board]) => [name, finished(board)]));
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
