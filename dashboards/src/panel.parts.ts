import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import {
  MappingType,
  type RangeMap,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { ALL_FINE, levelOf, type PanelLook, type Query, type Steps } from './looks.js';
import type { Speech } from './speech.js';
import type { StateNames } from './state.mappings.js';

/** The Prometheus to ask, chosen at the top of each dashboard. */
export const DATASOURCE: DataSourceRef = { type: 'prometheus', uid: '${datasource}' };

const letter = (index: number) => String.fromCharCode('A'.charCodeAt(0) + index);

function query({ expr, legend }: Query, refId: string, speech: Speech): DataqueryBuilder {
  return new DataqueryBuilder()
    .datasource(DATASOURCE)
    .expr(expr)
    .legendFormat(legend === undefined ? '__auto' : speech.say(legend))
    .refId(refId);
}

export function rangeQuery(asked: Query, index: number, speech: Speech): DataqueryBuilder {
  return query(asked, letter(index), speech).range();
}

export function instantQuery(asked: Query, refId: string, format: PromQueryFormat, speech: Speech): DataqueryBuilder {
  return query(asked, refId, speech).instant().format(format);
}

/** What all panels share. Grafana shows the description behind the panel's "i". */
interface AnyPanel<Panel> {
  title(title: string): Panel;
  description(text: string): Panel;
  datasource(source: DataSourceRef): Panel;
  span(width: number): Panel;
  height(rows: number): Panel;
  unit(unit: string): Panel;
  decimals(digits: number): Panel;
  min(value: number): Panel;
  max(value: number): Panel;
  noValue(text: string): Panel;
  thresholds(config: ThresholdsConfigBuilder): Panel;
  mappings(mappings: ValueMapping[]): Panel;
}

export function dressed<Panel extends AnyPanel<Panel>>(
  panel: Panel,
  title: string,
  look: PanelLook,
  height: number,
  speech: Speech,
): Panel {
  panel
    .title(speech.say(title))
    .description(speech.say(look.description))
    .datasource(DATASOURCE)
    .span(look.width)
    .height(look.height ?? height)
    .thresholds(thresholds(look.steps ?? ALL_FINE));
  if (look.unit !== undefined) panel.unit(look.unit);
  if (look.decimals !== undefined) panel.decimals(look.decimals);
  if (look.min !== undefined) panel.min(look.min);
  if (look.max !== undefined) panel.max(look.max);
  if (look.nothing !== undefined) panel.noValue(speech.say(look.nothing));
  if (look.states) panel.mappings(valueMappings(look.states, speech));
  return panel;
}

function thresholds(steps: Steps): ThresholdsConfigBuilder {
  const list = steps.map(([value, color]): Threshold => ({ value, color }));
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(list);
}

export function valueMappings(states: StateNames, speech: Speech): ValueMapping[] {
  const options = Object.fromEntries(
    Object.entries(states).map(([value, { text, color }], index) => [value, { text: stateText(text, speech), color, index }]),
  );
  return [{ type: MappingType.ValueToText, options }];
}

/** The names of statuses are values of a label as well; both are told by the same word. */
function stateText(text: string, speech: Speech): string {
  return /^[A-Z]+$/.test(text) ? (speech.valuesOf('status')[text] ?? text) : speech.say(text);
}

/** The word of each step, for a column that says what the colour beside it says. */
export function levelMappings(steps: Steps, speech: Speech): ValueMapping[] {
  return steps
    .map(([from, color], index): RangeMap => {
      const next = steps[index + 1]?.[0] ?? null;
      // Both ends are in a range, and of two that fit the first counts: so the upper ones come first.
      return { type: MappingType.RangeToText, options: { from, to: next, result: { text: speech.say(levelOf(color)), color, index } } };
    })
    .reverse();
}

/** The values of a label in this language, for a column of a table. */
export function wordMappings(label: string, speech: Speech): ValueMapping[] {
  const options = Object.fromEntries(Object.entries(speech.valuesOf(label)).map(([value, text], index) => [value, { text, index }]));
  return Object.keys(options).length === 0 ? [] : [{ type: MappingType.ValueToText, options }];
}

interface Overridable {
  overrideByName(name: string, properties: { id: string; value: unknown }[]): unknown;
}

const STATUS_COLORS: Readonly<Record<string, string>> = {
  UP: 'green',
  DEGRADED: 'yellow',
  DOWN: 'red',
  UNREACHABLE: 'orange',
  UNKNOWN: 'text',
  critical: 'red',
  major: 'orange',
  minor: 'yellow',
  warning: 'blue',
};

/** Series that are named by a label whose values have words: the word, and always the same colour for a status. */
export function nameSeries(panel: Overridable, queries: readonly Query[], speech: Speech): void {
  for (const { legend } of queries) {
    const label = /^\{\{(\w+)\}\}$/.exec(legend ?? '')?.[1];
    if (label !== 'status' && label !== 'severity' && label !== 'kind' && label !== 'window') continue;
    const words = speech.valuesOf(label);
    const named = label === 'status' ? ['UP', 'DEGRADED', 'DOWN', 'UNREACHABLE', 'UNKNOWN'] : Object.keys(words);
    for (const value of named) {
      const properties = [
        ...(words[value] === undefined ? [] : [{ id: 'displayName', value: words[value] }]),
        ...(label === 'status' ? [{ id: 'color', value: { mode: 'fixed', fixedColor: STATUS_COLORS[value] } }] : []),
      ];
      if (properties.length > 0) panel.overrideByName(value, properties);
    }
  }
}
