import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { program, type Series, seriesOf } from '../support/prometheus.js';
import { bounds, type Drawn, drawnPanel, type PanelFile } from './drawn.panel.js';

const WALL = (language: string) => new URL(`../../dashboards/json/${language}/wall.json`, import.meta.url).pathname;
const SCREEN = { width: 1920, height: 1080 };
/** Grafana's grid: 24 columns, rows of 30 pixels, gaps of 8. */
const [COLUMNS, ROW, GAP] = [24, 30, 8];
const BACK_SECONDS = 900;

/**
 * Draws the wall's panels, as its file says them, with what a Prometheus answers now: there is no Grafana in the tests, and people should see what they get. Positions, sizes of
 * letters, thresholds, words and links between queries are the file's; what Grafana adds (fonts, the background of the map) is not.
 */
export async function drawWall(url: string, file: string, language: string): Promise<void> {
  const chromium = program('chromium');
  if (chromium === null) throw new Error('no chromium on this machine');
  const { panels } = JSON.parse(readFileSync(WALL(language), 'utf8')) as { panels: PanelFile[] };
  const drawn = await Promise.all(panels.map(async (panel) => placed(panel, drawnPanel(panel, await answersOf(url, panel)))));
  const folder = mkdtempSync(join(tmpdir(), 'nadi-wall-'));
  try {
    const page = join(folder, 'wall.html');
    writeFileSync(page, pageOf(drawn.join('\n')));
    const size = `--window-size=${SCREEN.width},${SCREEN.height}`;
    const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', `--user-data-dir=${folder}/profile`, size];
    await promisify(execFile)(chromium, [...flags, `--screenshot=${resolve(file)}`, `file://${page}`]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function answersOf(url: string, panel: PanelFile): Promise<ReadonlyMap<string, readonly Series[]>> {
  const answers = await Promise.all(
    panel.targets.map(async ({ refId, expr, range }): Promise<[string, readonly Series[]]> => [
      refId,
      await seriesOf(url, expr, range === true ? { backSeconds: BACK_SECONDS, stepSeconds: 15 } : null),
    ]),
  );
  return new Map(answers);
}

function placed(panel: PanelFile, { body, background }: Drawn): string {
  const { x, y } = panel.gridPos;
  const column = (SCREEN.width - 2 * GAP) / COLUMNS;
  const [left, top] = [GAP + x * column, GAP + y * (ROW + GAP)];
  const { width, height } = bounds(panel.gridPos);
  const style = `left:${left}px;top:${top}px;width:${width}px;height:${height}px;background:${background}`;
  return `<section style="${style}"><h2>${panel.title ?? ''}</h2>${body}</section>`;
}

function pageOf(body: string): string {
  return `<!doctype html><meta charset="utf-8"><style>
    body { margin: 0; background: #111217; color: #ccccdc; font: 14px Inter, 'DejaVu Sans', sans-serif; overflow: hidden }
    section { position: absolute; border-radius: 3px; overflow: hidden; box-sizing: border-box }
    h2 { margin: 0; padding: 6px 12px 0; font-size: 16px; font-weight: 500; color: #fff }
    .stat { position: absolute; inset: 0; display: flex; flex-direction: column; gap: 4px; color: #fff }
    .stat div { flex: 1; display: flex; flex-direction: column; align-items: center; justify-content: center; white-space: nowrap; line-height: 1.15 }
    .bars { position: absolute; inset: 38px 12px 10px; display: flex; flex-direction: column; gap: 3px }
    .bar { flex: 1; display: flex; flex-direction: column; white-space: nowrap; min-height: 0 }
    .bar b { overflow: hidden; text-overflow: ellipsis; font-weight: 500; line-height: 1.1 }
    .bar div { flex: 1; min-height: 0; display: flex; align-items: center; line-height: 1; color: #fff }
    .bar span { display: inline-block; height: 90%; border-radius: 2px; margin-right: 10px; opacity: 0.85 }
    .line { position: absolute; left: 12px; right: 12px; display: flex; align-items: center }
    .line b { width: 330px; flex: none; font-size: 16px; font-weight: 500; overflow: hidden; text-overflow: ellipsis; padding-right: 8px; white-space: nowrap }
    .line i { font-style: normal; height: 100%; color: #111217; font-size: 16px; font-weight: 600; display: flex; align-items: center; padding-left: 8px; box-sizing: border-box; overflow: hidden }
  </style>${body}`;
}
