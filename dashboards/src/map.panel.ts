import { FrameGeometrySourceBuilder, FrameGeometrySourceMode, MapLayerOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import {
  ControlsOptionsBuilder,
  MapViewConfigBuilder,
  PanelBuilder as GeomapBuilder,
  TooltipMode,
  TooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/geomap';
import { PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import type { PanelLook } from './looks.js';
import { dressed, instantQuery, valueMappings } from './panel.parts.js';
import type { Speech } from './speech.js';
import { FIBRE } from './state.mappings.js';

export interface MapLook extends PanelLook {
  /** Stations: labels station, latitude, longitude; the value is coloured by `steps`. */
  readonly stations: string;
  /** The ends of spans: labels id, latitude, longitude. */
  readonly nodes: string;
  /** Spans: labels source and target, each the id of one of the nodes; 0 cut, 1 whole, 2 not known. */
  readonly edges: string;
  /** Those that bear their name on the map; the worst. */
  readonly named: string;
  readonly link?: string;
  /** Whether somebody points at it: a wall has no mouse. */
  readonly isTouched?: boolean;
}

const AT = () => new FrameGeometrySourceBuilder().mode(FrameGeometrySourceMode.Coords).latitude('latitude').longitude('longitude');

// With several queries Grafana calls the value of each by its letter.
const valueOf = (refId: string) => `Value #${refId}`;
const size = (fixed: number) => ({ fixed, min: 2, max: 15 });
const coloured = (refId: string) => ({ field: valueOf(refId), fixed: 'dark-green' });

/**
 * Stations and the spans between them. The layer "network" draws an edge between two nodes: it finds the nodes by the field `id`, the edges by `source` and
 * `target` and by the name `edges` of their query, and fails as a whole where an end is no node. So the recorded names hold only spans with both ends on the map,
 * and a dot stands in where there is none.
 */
export function map(title: string, look: MapLook, speech: Speech): GeomapBuilder {
  const ask = (refId: string, expr: string) => instantQuery({ expr }, refId, PromQueryFormat.Table, speech);
  const aDot = `label_replace(label_replace(topk(1, ${look.nodes}) * 0 + 2, "source", "$1", "id", "(.*)"), "target", "$1", "id", "(.*)")`;
  const panel = dressed(new GeomapBuilder(), title, look, 12, speech)
    .withTarget(ask('stations', look.stations))
    .withTarget(ask('nodes', look.nodes))
    .withTarget(ask('edges', `(${look.edges}) or on () (${aDot})`))
    .withTarget(ask('named', look.named))
    // Labels are text; coordinates are numbers.
    .withTransformation({
      id: 'convertFieldType',
      options: {
        conversions: ['latitude', 'longitude'].map((targetField) => ({ targetField, destinationType: 'number' })),
        fields: {},
      },
    })
    .view(new MapViewConfigBuilder().id('fit').allLayers(false).layer('stations').padding(10).zoom(11).lat(-6.2).lon(106.83))
    .controls(
      new ControlsOptionsBuilder()
        .showZoom(look.isTouched === true)
        .mouseWheelZoom(look.isTouched === true)
        .showAttribution(true)
        .showScale(false)
        .showDebug(false)
        .showMeasure(false),
    )
    .tooltip(new TooltipOptionsBuilder().mode(look.isTouched === true ? TooltipMode.Details : TooltipMode.None))
    .basemap(new MapLayerOptionsBuilder().type('default').name('basemap').config({}))
    .layers([spans(), stations(look.isTouched === true), names()])
    .overrideByName(valueOf('edges'), [
      { id: 'mappings', value: valueMappings(FIBRE, speech) },
      { id: 'thresholds', value: { mode: 'absolute', steps: EDGE_STEPS } },
      { id: 'unit', value: 'none' },
    ]);
  if (look.link !== undefined) panel.overrideByName('station', [{ id: 'links', value: [{ title: speech.say('Open'), url: look.link }] }]);
  return panel;
}

const EDGE_STEPS = [
  { value: null, color: 'red' },
  { value: 1, color: 'green' },
  { value: 2, color: 'text' },
];

const byQuery = (...refIds: string[]) => ({ id: 'byRefId', options: `/^(?:${refIds.join('|')})$/` });

function spans(): MapLayerOptionsBuilder {
  const style = (refId: string, width: number) => ({
    color: coloured(refId),
    opacity: 0.8,
    size: size(width),
    symbol: { fixed: 'img/icons/marker/circle.svg', mode: 'fixed' },
  });
  return new MapLayerOptionsBuilder()
    .type('network')
    .name('spans')
    .filterData(byQuery('nodes', 'edges'))
    .location(AT())
    .config({ arrow: 0, showLegend: false, style: { ...style('nodes', 1), color: { fixed: 'text' } }, edgeStyle: style('edges', 3) })
    .tooltip(false);
}

function stations(hasTooltip: boolean): MapLayerOptionsBuilder {
  return new MapLayerOptionsBuilder()
    .type('markers')
    .name('stations')
    .filterData(byQuery('stations'))
    .location(AT())
    .config({
      showLegend: false,
      style: { color: coloured('stations'), opacity: 0.9, size: size(7), symbol: { fixed: 'img/icons/marker/circle.svg', mode: 'fixed' } },
    })
    .tooltip(hasTooltip);
}

function names(): MapLayerOptionsBuilder {
  return new MapLayerOptionsBuilder()
    .type('markers')
    .name('names')
    .filterData(byQuery('named'))
    .location(AT())
    .config({
      showLegend: false,
      style: {
        color: coloured('named'),
        opacity: 0.9,
        size: size(9),
        symbol: { fixed: 'img/icons/marker/circle.svg', mode: 'fixed' },
        text: { field: 'station', fixed: '', mode: 'field' },
        textConfig: { fontSize: 18, offsetX: 12, offsetY: 0, textAlign: 'left', textBaseline: 'middle' },
      },
    })
    .tooltip(false);
}
