import {
  BarGaugeDisplayMode,
  BarGaugeNamePlacement,
  BarGaugeSizing,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TableSortByFieldStateBuilder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTextDisplayOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder as BarGaugeBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import { PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { levelExpr, levelStates, type PanelLook, type Query } from './looks.js';
import { dressed, instantQuery, levelMappings, nameSeries, rangeQuery, valueMappings, wordMappings } from './panel.parts.js';
import type { Speech } from './speech.js';

const LAST = () => new ReduceDataOptionsBuilder().calcs(['lastNotNull']);

function textSizes({ titleSize, valueSize }: PanelLook): VizTextDisplayOptionsBuilder | null {
  if (titleSize === undefined && valueSize === undefined) return null;
  const sizes = new VizTextDisplayOptionsBuilder();
  if (titleSize !== undefined) sizes.titleSize(titleSize);
  if (valueSize !== undefined) sizes.valueSize(valueSize);
  return sizes;
}

/** One number (or a few) as it stands now. */
export function stat(title: string, query: Query, look: PanelLook & { readonly link?: string }, speech: Speech): StatBuilder {
  const named = look.isFar === true ? { ...query, legend: title } : query;
  const panel = dressed(new StatBuilder(), look.isFar === true ? '' : title, look, 4, speech)
    .colorMode(BigValueColorMode.Background)
    .graphMode(BigValueGraphMode.None)
    .reduceOptions(LAST())
    .withTarget(instantQuery(named, 'A', PromQueryFormat.TimeSeries, speech));
  nameSeries(panel, [query], speech);
  if (look.isFar === true) panel.textMode(BigValueTextMode.ValueAndName).wideLayout(false);
  const { isSpoken = false, steps } = look;
  if (isSpoken && steps) {
    const level = { expr: levelExpr(query.expr, steps), legend: 'level' };
    panel.withTarget(instantQuery(level, 'B', PromQueryFormat.TimeSeries, speech)).orientation(VizOrientation.Horizontal);
    if (look.isFar !== true) panel.textMode(BigValueTextMode.Value);
    panel.overrideByQuery('B', [
      { id: 'mappings', value: valueMappings(levelStates(steps), speech) },
      { id: 'unit', value: 'none' },
      { id: 'decimals', value: 0 },
      // The word needs no name.
      { id: 'displayName', value: ' ' },
    ]);
  }
  const sizes = textSizes(look);
  if (sizes) panel.text(sizes);
  if (look.link !== undefined) panel.overrideByRegexp('.*', [openLink(look.link, speech)]);
  return panel;
}

/** Lines over time. */
export function lines(title: string, queries: readonly Query[], look: PanelLook, speech: Speech): TimeseriesBuilder {
  const panel = dressed(new TimeseriesBuilder(), title, look, 8, speech)
    .fillOpacity(10)
    .legend(new VizLegendOptionsBuilder().showLegend(true).displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  queries.forEach((query, index) => panel.withTarget(rangeQuery(query, index, speech)));
  nameSeries(panel, queries, speech);
  return panel;
}

/** Areas on top of one another, for parts of a whole. */
export function stacked(title: string, query: Query, look: PanelLook, speech: Speech): TimeseriesBuilder {
  return lines(title, [query], look, speech).fillOpacity(60).stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
}

/** A bar of states a series, over time. */
export function timeline(title: string, query: Query, look: PanelLook, speech: Speech): StateTimelineBuilder {
  const panel = dressed(new StateTimelineBuilder(), title, look, 6, speech)
    .showValue(VisibilityMode.Auto)
    .mergeValues(true)
    .rowHeight(0.85)
    .fillOpacity(80)
    .legend(new VizLegendOptionsBuilder().showLegend(false).displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Single).sort(SortOrder.None))
    .withTarget(rangeQuery(query, 0, speech));
  nameSeries(panel, [query], speech);
  return panel;
}

/** Bars, the longest first as the query orders them. */
export function bars(title: string, query: Query, look: PanelLook & { readonly link?: string }, speech: Speech): BarGaugeBuilder {
  const panel = dressed(new BarGaugeBuilder(), title, look, 10, speech)
    .displayMode(BarGaugeDisplayMode.Basic)
    .orientation(VizOrientation.Horizontal)
    .reduceOptions(LAST())
    .withTarget(instantQuery(query, 'A', PromQueryFormat.TimeSeries, speech));
  nameSeries(panel, [query], speech);
  const sizes = textSizes(look);
  if (sizes) panel.text(sizes).namePlacement(BarGaugeNamePlacement.Top);
  if (look.barHeight !== undefined) panel.sizing(BarGaugeSizing.Manual).maxVizHeight(look.barHeight);
  if (look.link !== undefined) panel.overrideByRegexp('.*', [openLink(look.link, speech)]);
  return panel;
}

function openLink(url: string, speech: Speech): { id: string; value: unknown } {
  return { id: 'links', value: [{ title: speech.say('Open'), url }] };
}

export interface TableLook extends PanelLook {
  /** What stands above the column of the value. */
  readonly value: string;
  /** The labels that are shown, in order, and what stands above each. */
  readonly columns: Readonly<Record<string, string>>;
  /** Where a click on a column's value leads, by label. */
  readonly links?: Readonly<Record<string, string>>;
  readonly worst?: 'highest' | 'lowest';
}

const LEVEL = 'Level';

/** Rows as they stand now, the worst on top. */
export function worstFirst(title: string, query: Query, look: TableLook, speech: Speech): TableBuilder {
  const names = [...Object.keys(look.columns), 'Value'];
  const value = speech.say(look.value);
  const heads = Object.fromEntries(Object.entries(look.columns).map(([label, head]) => [label, speech.say(head)]));
  const panel = dressed(new TableBuilder(), title, look, 9, speech)
    .withTarget(instantQuery(query, 'A', PromQueryFormat.Table, speech))
    .withTransformation({ id: 'filterFieldsByName', options: { include: { names } } });
  if (look.isSpoken === true && look.steps) {
    // The value again, in a column that shows the word for it.
    panel.withTransformation({
      id: 'calculateField',
      options: { mode: 'binary', binary: { left: 'Value', operator: '*', right: '1' }, alias: speech.say(LEVEL) },
    });
    panel.overrideByName(speech.say(LEVEL), [
      { id: 'mappings', value: levelMappings(look.steps, speech) },
      { id: 'custom.cellOptions', value: { type: 'color-text' } },
      { id: 'unit', value: 'none' },
    ]);
  }
  panel
    .withTransformation({
      id: 'organize',
      options: { indexByName: Object.fromEntries(names.map((name, index) => [name, index])), renameByName: { ...heads, Value: value } },
    })
    .sortBy([new TableSortByFieldStateBuilder().displayName(value).desc(look.worst !== 'lowest')])
    .overrideByName(value, [{ id: 'custom.cellOptions', value: { type: 'color-text' } }]);
  for (const [label, head] of Object.entries(heads)) {
    const words = wordMappings(label, speech);
    const url = look.links?.[label];
    const properties = [
      ...(url === undefined ? [] : [openLink(url, speech)]),
      ...(words.length === 0 ? [] : [{ id: 'mappings', value: words }]),
    ];
    if (properties.length > 0) panel.overrideByName(head, properties);
  }
  return panel;
}
