import type { Series } from '../support/prometheus.js';
import { drawnMap } from './drawn.map.js';

/** What is read of a panel's file. */
export interface PanelFile {
  readonly type: string;
  readonly title?: string;
  readonly gridPos: Grid;
  readonly targets: readonly { readonly refId: string; readonly expr: string; readonly legendFormat?: string; readonly range?: boolean }[];
  readonly options?: {
    readonly textMode?: string;
    readonly maxVizHeight?: number;
    readonly text?: { readonly titleSize?: number; readonly valueSize?: number };
  };
  readonly fieldConfig: {
    readonly defaults: FieldFile;
    readonly overrides?: readonly {
      readonly matcher: { readonly id: string; readonly options: string };
      readonly properties: readonly { readonly id: string; readonly value: unknown }[];
    }[];
  };
}

export interface Grid {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface FieldFile {
  readonly unit?: string;
  readonly displayName?: string;
  readonly decimals?: number;
  readonly noValue?: string;
  readonly thresholds?: { readonly steps: readonly { readonly value: number | null; readonly color: string }[] };
  readonly mappings?: readonly { readonly options: Readonly<Record<string, { readonly text?: string; readonly color?: string }>> }[];
}

export interface Drawn {
  readonly body: string;
  readonly background: string;
}

const PLAIN = '#181b1f';
const COLORS: Readonly<Record<string, string>> = {
  green: '#37872d',
  red: '#c4162a',
  orange: '#fa6400',
  yellow: '#e0b400',
  blue: '#1f60c4',
  text: '#8e8e99',
};

export const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Pixels of a panel on a screen of 1920. */
export function bounds({ w, h }: Grid): { width: number; height: number } {
  return { width: (w * 1904) / 24 - 8, height: h * 38 - 8 };
}

export function colorOf(field: FieldFile, value: number): string {
  const mapped = field.mappings?.[0]?.options[String(value)]?.color;
  const step = field.thresholds?.steps.findLast(({ value: from }) => from === null || value >= from)?.color;
  return COLORS[mapped ?? step ?? 'text'] ?? COLORS.text;
}

export function textOf({ unit, decimals, mappings }: FieldFile, value: number): string {
  const mapped = mappings?.[0]?.options[String(value)]?.text;
  if (mapped !== undefined) return mapped;
  if (unit === 'percentunit') return `${(value * 100).toFixed(decimals ?? 1)}%`;
  return decimals === undefined ? String(Math.round(value * 100) / 100) : value.toFixed(decimals);
}

function fieldOf(panel: PanelFile, refId: string): FieldFile {
  const { defaults, overrides = [] } = panel.fieldConfig;
  const own = overrides
    .filter(({ matcher }) => matcher.id === 'byFrameRefID' && matcher.options === refId)
    .flatMap(({ properties }) => properties);
  return { ...defaults, ...(Object.fromEntries(own.map(({ id, value }) => [id, value])) as FieldFile) };
}

export function nameOf(legend: string | undefined, metric: Series['metric']): string {
  return (legend ?? '').replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? '').trim();
}

export function drawnPanel(panel: PanelFile, answers: ReadonlyMap<string, readonly Series[]>): Drawn {
  switch (panel.type) {
    case 'stat':
      return stat(panel, answers);
    case 'bargauge':
      return { body: bars(panel, answers), background: PLAIN };
    case 'state-timeline':
      return { body: timeline(panel, answers), background: PLAIN };
    case 'geomap':
      return { body: drawnMap(panel, answers), background: PLAIN };
    default:
      throw new Error(`a wall has no panel of the type ${panel.type}`);
  }
}

/** A tile a value, one below the other, each in its colour; the name above the number where the file says so. */
function stat(panel: PanelFile, answers: ReadonlyMap<string, readonly Series[]>): Drawn {
  const { titleSize = 20, valueSize = 40 } = panel.options?.text ?? {};
  const isNamed = panel.options?.textMode === 'value_and_name';
  const tiles = panel.targets.flatMap(({ refId, legendFormat }) => {
    const field = fieldOf(panel, refId);
    return (answers.get(refId) ?? []).map(({ metric, value }) => {
      const name = isNamed ? (field.displayName ?? nameOf(legendFormat, metric)).trim() : '';
      return { name, text: textOf(field, Number(value?.[1])), color: colorOf(field, Number(value?.[1])) };
    });
  });
  const shown = tiles.length > 0 ? tiles : [{ name: '', text: panel.fieldConfig.defaults.noValue ?? 'No data', color: COLORS.text }];
  const drawn = shown.map(({ name, text, color }) => {
    const label = name === '' ? '' : `<span style="font-size:${titleSize}px">${escaped(name)}</span>`;
    return `<div style="background:${color}">${label}<b style="font-size:${valueSize}px">${escaped(text)}</b></div>`;
  });
  return { body: `<div class="stat">${drawn.join('')}</div>`, background: PLAIN };
}

function bars(panel: PanelFile, answers: ReadonlyMap<string, readonly Series[]>): string {
  const [target] = panel.targets;
  const { titleSize = 16, valueSize = 20 } = panel.options?.text ?? {};
  const { maxVizHeight = 300 } = panel.options ?? {};
  const field = panel.fieldConfig.defaults;
  const rows = (answers.get(target.refId) ?? []).map(({ metric, value }) => ({
    name: nameOf(target.legendFormat, metric),
    value: Number(value?.[1]),
  }));
  const most = Math.max(1, ...rows.map(({ value }) => value));
  const drawn = rows
    .toSorted((a, b) => b.value - a.value)
    .map(({ name, value }) => {
      const bar = `<span style="width:${Math.max(0.5, (value / most) * 85)}%;background:${colorOf(field, value)}"></span>`;
      const number = `<div style="font-size:${valueSize}px">${bar}${textOf(field, value)}</div>`;
      return `<div class="bar" style="max-height:${maxVizHeight}px"><b style="font-size:${titleSize}px">${escaped(name)}</b>${number}</div>`;
    });
  return `<div class="bars">${drawn.join('')}</div>`;
}

function timeline(panel: PanelFile, answers: ReadonlyMap<string, readonly Series[]>): string {
  const [target] = panel.targets;
  const field = panel.fieldConfig.defaults;
  const series = answers.get(target.refId) ?? [];
  const height = (bounds(panel.gridPos).height - 44) / Math.max(1, series.length);
  const rows = series.map(({ metric, values = [] }, row) => {
    const runs: { value: number; count: number }[] = [];
    for (const [, text] of values) {
      const last = runs.at(-1);
      if (last?.value === Number(text)) last.count++;
      else runs.push({ value: Number(text), count: 1 });
    }
    const parts = runs.map(
      ({ value, count }) => `<i style="flex:${count};background:${colorOf(field, value)}">${escaped(textOf(field, value))}</i>`,
    );
    return `<div class="line" style="top:${34 + row * height}px;height:${height * 0.85}px"><b>${escaped(nameOf(target.legendFormat, metric))}</b>${parts.join('')}</div>`;
  });
  return rows.join('');
}
