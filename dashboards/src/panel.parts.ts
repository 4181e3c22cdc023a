import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  TableSortByFieldStateBuilder,
  TooltipDisplayMode,
  SortOrder,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder as BarGaugeBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import { type Threshold, ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { type StateNames, valueMappings } from './state.mappings.js';

/** The Prometheus to ask, chosen at the top of each dashboard. */
export const DATASOURCE: DataSourceRef = { type: 'prometheus', uid: '${datasource}' };

/** The dashboards by their uids, which stand in links and bookmarks and never change. */
export const UID = { overview: 'nadi-noc-overview', station: 'nadi-station', device: 'nadi-device', itself: 'nadi-itself' } as const;

const KEEP = '${datasource:queryparam}&${__url_time_range}';

/** Where a click on the name of a station or device leads. */
export const TO_STATION = `/d/${UID.station}?var-station=\${__value.raw}&${KEEP}`;
export const TO_DEVICE = `/d/${UID.device}?var-station=$__all&var-device=\${__value.raw}&${KEEP}`;
/** The same from a bar, which carries its labels. */
export const BAR_TO_STATION = `/d/${UID.station}?var-station=\${__field.labels.station}&${KEEP}`;

export interface Query {
  readonly expr: string;
  readonly legend?: string;
}

interface PanelLook {
  readonly description: string;
  readonly unit?: string;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  readonly width: number;
  readonly height?: number;
  /** Colours from a value upwards; the first counts from below everything. */
  readonly steps?: readonly (readonly [from: number | null, color: string])[];
  readonly states?: StateNames;
}

const ALL_FINE: PanelLook['steps'] = [[null, 'green']];

export const BAD_ABOVE_ZERO: PanelLook['steps'] = [
  [null, 'green'],
  [1, 'red'],
];
export const GOOD_AT_ONE: PanelLook['steps'] = [
  [null, 'red'],
  [1, 'green'],
];
/** Light over what a receiver needs, dB. */
export const MARGIN: PanelLook['steps'] = [
  [null, 'red'],
  [1, 'orange'],
  [3, 'green'],
];
/** Ratios of what works: a camera in a hundred that is out is worth a look, one in twenty is bad. */
export const RATIO_UP: PanelLook['steps'] = [
  [null, 'red'],
  [0.95, 'orange'],
  [0.99, 'green'],
];

function steps(look: PanelLook): ThresholdsConfigBuilder {
  const list = (look.steps ?? ALL_FINE ?? []).map(([value, color]): Threshold => ({ value, color }));
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(list);
}

const refId = (index: number) => String.fromCharCode('A'.charCodeAt(0) + index);

function rangeQuery({ expr, legend }: Query, index: number): DataqueryBuilder {
  return new DataqueryBuilder()
    .datasource(DATASOURCE)
    .expr(expr)
    .range()
    .legendFormat(legend ?? '__auto')
    .refId(refId(index));
}

function instantQuery({ expr, legend }: Query, index: number, format: PromQueryFormat): DataqueryBuilder {
  return new DataqueryBuilder()
    .datasource(DATASOURCE)
    .expr(expr)
    .instant()
    .format(format)
    .legendFormat(legend ?? '__auto')
    .refId(refId(index));
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
  thresholds(config: ThresholdsConfigBuilder): Panel;
  mappings(mappings: ReturnType<typeof valueMappings>): Panel;
}

function dressed<Panel extends AnyPanel<Panel>>(panel: Panel, title: string, look: PanelLook, height: number): Panel {
  panel
    .title(title)
    .description(look.description)
    .datasource(DATASOURCE)
    .span(look.width)
    .height(look.height ?? height)
    .thresholds(steps(look));
  if (look.unit !== undefined) panel.unit(look.unit);
  if (look.decimals !== undefined) panel.decimals(look.decimals);
  if (look.min !== undefined) panel.min(look.min);
  if (look.max !== undefined) panel.max(look.max);
  if (look.states) panel.mappings(valueMappings(look.states));
  return panel;
}

/** One number (or a few) as it stands now. */
export function stat(title: string, query: Query, look: PanelLook): StatBuilder {
  return dressed(new StatBuilder(), title, look, 4)
    .colorMode(BigValueColorMode.Background)
    .graphMode(BigValueGraphMode.None)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .withTarget(instantQuery(query, 0, PromQueryFormat.TimeSeries));
}

/** Lines over time. */
export function lines(title: string, queries: readonly Query[], look: PanelLook): TimeseriesBuilder {
  const panel = dressed(new TimeseriesBuilder(), title, look, 8)
    .fillOpacity(10)
    .legend(new VizLegendOptionsBuilder().showLegend(true).displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  queries.forEach((query, index) => panel.withTarget(rangeQuery(query, index)));
  return panel;
}

/** Areas on top of one another, for parts of a whole. */
export function stacked(title: string, query: Query, look: PanelLook): TimeseriesBuilder {
  return lines(title, [query], look).fillOpacity(60).stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
}

/** Bars, the longest first as the query orders them. */
export function bars(title: string, query: Query, look: PanelLook & { readonly link?: string }): BarGaugeBuilder {
  const panel = dressed(new BarGaugeBuilder(), title, look, 10)
    .displayMode(BarGaugeDisplayMode.Basic)
    .orientation(VizOrientation.Horizontal)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .withTarget(instantQuery(query, 0, PromQueryFormat.TimeSeries));
  if (look.link !== undefined) panel.overrideByRegexp('.*', [{ id: 'links', value: [{ title: 'Open', url: look.link }] }]);
  return panel;
}

interface TableLook extends PanelLook {
  /** What stands above the column of the value. */
  readonly value: string;
  /** The labels that are shown, in order, and what stands above each. */
  readonly columns: Readonly<Record<string, string>>;
  /** Where a click on a column's value leads, by label. */
  readonly links?: Readonly<Record<string, string>>;
  readonly worst?: 'highest' | 'lowest';
}

/** Rows as they stand now, the worst on top. */
export function worstFirst(title: string, query: Query, look: TableLook): TableBuilder {
  const names = [...Object.keys(look.columns), 'Value'];
  const panel = dressed(new TableBuilder(), title, look, 9)
    .withTarget(instantQuery(query, 0, PromQueryFormat.Table))
    .withTransformation({ id: 'filterFieldsByName', options: { include: { names } } })
    .withTransformation({
      id: 'organize',
      options: {
        indexByName: Object.fromEntries(names.map((name, index) => [name, index])),
        renameByName: { ...look.columns, Value: look.value },
      },
    })
    .sortBy([new TableSortByFieldStateBuilder().displayName(look.value).desc(look.worst !== 'lowest')])
    .overrideByName(look.value, [{ id: 'custom.cellOptions', value: { type: 'color-text' } }]);
  for (const [label, url] of Object.entries(look.links ?? {}))
    panel.overrideByName(look.columns[label] ?? label, [{ id: 'links', value: [{ title: 'Open', url }] }]);
  return panel;
}
