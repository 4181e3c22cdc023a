import type { ConduitId, DeviceId, LinkId, Page, PageRequest, PlaceId, SpanId } from '@app/kernel';
import { type Condition, containsPattern, KeysetList, type Relation, type SqlSource } from '@app/platform';

export interface LinkView {
  readonly linkId: LinkId;
  readonly code: string;
  readonly aDeviceId: DeviceId;
  readonly aInterface: string | null;
  readonly zDeviceId: DeviceId;
  readonly zInterface: string | null;
}

export interface SpanView {
  readonly spanId: SpanId;
  readonly code: string;
  readonly cable: string | null;
  readonly aPlaceId: PlaceId;
  readonly zPlaceId: PlaceId;
  readonly lengthM: number | null;
  readonly conduitId: ConduitId | null;
  /** [longitude, latitude] from a to z. */
  readonly route: readonly (readonly [number, number])[];
}

export interface ConduitView {
  readonly conduitId: ConduitId;
  readonly code: string;
  readonly name: string | null;
}

export interface LinkFilter {
  readonly codes?: readonly string[] | null;
  /** Links with an end at one of these devices. */
  readonly devices?: readonly string[] | null;
  /** Links that ride one of these spans. */
  readonly spans?: readonly string[] | null;
  readonly text?: string | null;
}

export interface SpanFilter {
  readonly codes?: readonly string[] | null;
  readonly cables?: readonly string[] | null;
  readonly conduits?: readonly string[] | null;
  /** Spans with an end at one of these places. */
  readonly places?: readonly string[] | null;
  readonly text?: string | null;
}

interface LinkRaw {
  id: number;
  code: string;
  a_device_id: number;
  a_interface: string | null;
  z_device_id: number;
  z_interface: string | null;
}
interface SpanRaw {
  id: number;
  code: string;
  cable: string | null;
  a_place_id: number;
  z_place_id: number;
  length_m: number | null;
  conduit_id: number | null;
  route: [number, number][] | null;
}

const links = new KeysetList<LinkRaw, LinkView>({
  columns: 'link.id, link.code, link.a_device_id, link.a_interface, link.z_device_id, link.z_interface',
  from: 'link',
  order: [{ sql: 'link.code', type: 'text', keyOf: (raw) => raw.code }],
  toRow: (raw) => ({
    linkId: raw.id as LinkId,
    code: raw.code,
    aDeviceId: raw.a_device_id as DeviceId,
    aInterface: raw.a_interface,
    zDeviceId: raw.z_device_id as DeviceId,
    zInterface: raw.z_interface,
  }),
});

const spans = new KeysetList<SpanRaw, SpanView>({
  columns: 'span.id, span.code, span.cable, span.a_place_id, span.z_place_id, span.length_m, span.conduit_id, span.route',
  from: 'span',
  order: [{ sql: 'span.code', type: 'text', keyOf: (raw) => raw.code }],
  toRow: (raw) => ({
    spanId: raw.id as SpanId,
    code: raw.code,
    cable: raw.cable,
    aPlaceId: raw.a_place_id as PlaceId,
    zPlaceId: raw.z_place_id as PlaceId,
    lengthM: raw.length_m,
    conduitId: raw.conduit_id as ConduitId | null,
    route: raw.route ?? [],
  }),
});

// A union of two index scans; OR would read all links.
const LINKS_OF_DEVICE =
  'SELECT one.id FROM link AS one WHERE one.a_device_id = parent.id UNION SELECT other.id FROM link AS other WHERE other.z_device_id = parent.id';
const LINKS_OF_SPAN = 'SELECT link_span.link_id FROM link_span WHERE link_span.span_id = parent.id';
/** In the past the list is read first, as an array: an index is then reached below each table that a past table is made of. */
const linksAmong = (ids: string): Relation<number> => ({
  sql: `link.id IN (${ids})`,
  keyType: 'int',
  pastSql: `link.id = ANY (ARRAY(${ids}))`,
});
const LINK_RELATIONS: Readonly<Record<'device' | 'span', Relation<number>>> = {
  device: linksAmong(LINKS_OF_DEVICE),
  span: linksAmong(LINKS_OF_SPAN),
};
export type LinkRelation = keyof typeof LINK_RELATIONS;

const liveLink: Condition = () => 'link.valid_to IS NULL';
const liveSpan: Condition = () => 'span.valid_to IS NULL';

/** Reads links, spans and conduits for screens. Lists hold what exists now; lookups by id also find what was retired. */
export class CableQueries {
  constructor(private readonly source: SqlSource) {}

  links(filter: LinkFilter, request: PageRequest): Promise<Page<LinkView>> {
    return links.page(this.source.manager, linkConditions(filter), request);
  }

  spans(filter: SpanFilter, request: PageRequest): Promise<Page<SpanView>> {
    return spans.page(this.source.manager, spanConditions(filter), request);
  }

  linksOf(relation: LinkRelation, parentIds: readonly number[], request: PageRequest, countOf: (id: number) => Promise<number>) {
    return links.pagesOf(this.source.manager, LINK_RELATIONS[relation], parentIds, [liveLink], request, countOf);
  }

  countLinksOf(relation: LinkRelation, parentIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
    return links.countsOf(this.source.manager, LINK_RELATIONS[relation], parentIds, [liveLink]);
  }

  linksByIds(ids: readonly number[]): Promise<LinkView[]> {
    return links.all(this.source.manager, [(bind) => `link.id = ANY(${bind(ids)}::int[])`]);
  }

  linksByCodes(codes: readonly string[]): Promise<LinkView[]> {
    return links.all(this.source.manager, [liveLink, (bind) => `link.code = ANY(${bind(codes)}::text[])`]);
  }

  spansByIds(ids: readonly number[]): Promise<SpanView[]> {
    return spans.all(this.source.manager, [(bind) => `span.id = ANY(${bind(ids)}::int[])`]);
  }

  spansByCodes(codes: readonly string[]): Promise<SpanView[]> {
    return spans.all(this.source.manager, [liveSpan, (bind) => `span.code = ANY(${bind(codes)}::text[])`]);
  }

  /** The spans that each link rides, in order from its a end. */
  async spansOfLinks(linkIds: readonly number[]): Promise<ReadonlyMap<number, readonly SpanView[]>> {
    const manager = this.source.manager;
    const rides = (await manager.query('SELECT link_id, span_id FROM link_span WHERE link_id = ANY($1::int[]) ORDER BY link_id, seq', [
      linkIds,
    ])) as { link_id: number; span_id: number }[];
    const found = new Map(
      (await this.spansByIds([...new Set(rides.map((ride) => ride.span_id))])).map((span) => [span.spanId as number, span]),
    );
    const byLink = new Map<number, SpanView[]>(linkIds.map((id) => [id, []]));
    for (const ride of rides) {
      const span = found.get(ride.span_id);
      if (span) byLink.get(ride.link_id)?.push(span);
    }
    return byLink;
  }

  async conduitsByIds(ids: readonly number[]): Promise<ConduitView[]> {
    const rows: unknown = await this.source.manager.query('SELECT id AS "conduitId", code, name FROM conduit WHERE id = ANY($1::int[])', [
      ids,
    ]);
    return rows as ConduitView[];
  }
}

function linkConditions(filter: LinkFilter): Condition[] {
  const conditions: Condition[] = [liveLink];
  const { codes, devices, spans: ridden, text } = filter;
  if (codes) conditions.push((bind) => `link.code = ANY(${bind(codes)}::text[])`);
  if (devices) {
    conditions.push((bind) => {
      const ids = `(SELECT id FROM device WHERE name = ANY(${bind(devices)}::text[]) AND valid_to IS NULL)`;
      return `link.a_device_id IN ${ids} OR link.z_device_id IN ${ids}`;
    });
  }
  if (ridden) {
    conditions.push(
      (bind) =>
        `link.id IN (SELECT link_span.link_id FROM link_span JOIN span ON span.id = link_span.span_id WHERE span.code = ANY(${bind(ridden)}::text[]))`,
    );
  }
  if (text) conditions.push((bind) => `link.code ILIKE ${bind(containsPattern(text))}`);
  return conditions;
}

function spanConditions(filter: SpanFilter): Condition[] {
  const conditions: Condition[] = [liveSpan];
  const { codes, cables, conduits, places, text } = filter;
  if (codes) conditions.push((bind) => `span.code = ANY(${bind(codes)}::text[])`);
  if (cables) conditions.push((bind) => `span.cable = ANY(${bind(cables)}::text[])`);
  if (conduits) conditions.push((bind) => `span.conduit_id IN (SELECT id FROM conduit WHERE code = ANY(${bind(conduits)}::text[]))`);
  if (places) {
    conditions.push((bind) => {
      const ids = `(SELECT id FROM place WHERE code = ANY(${bind(places)}::text[]) AND valid_to IS NULL)`;
      return `span.a_place_id IN ${ids} OR span.z_place_id IN ${ids}`;
    });
  }
  if (text) {
    conditions.push((bind) => {
      const pattern = bind(containsPattern(text));
      return `span.code ILIKE ${pattern} OR span.cable ILIKE ${pattern}`;
    });
  }
  return conditions;
}
