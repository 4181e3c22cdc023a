import type { BeliefsInput, ConclusionsInput, GraphInput } from './fleet.inputs.js';
import { ABSENT } from './fleet.source.js';

/** Links and spans: 1 up, 0 down, ABSENT where no evidence tells. */
export interface PathStates {
  readonly links: Uint8Array;
  readonly spans: Uint8Array;
}

const BELIEVED_UP = 1;

/**
 * What can be said of each link and span. Down is what is told as a root cause, or reads down at an end. Up is what reads up, or is the only way
 * to a device that answers. All else is not known: a link that is merely dark behind another fault is not broken, and not proven whole.
 */
export function pathStates(graph: GraphInput, beliefs: BeliefsInput, conclusions: ConclusionsInput): PathStates {
  const told = toldDown(graph, conclusions);
  const links = new Uint8Array(graph.linkCount);
  for (let link = 0; link < graph.linkCount; link++) links[link] = told.links[link] ? 0 : linkState(graph, beliefs, link);
  const spans = new Uint8Array(graph.spanCount);
  for (let span = 0; span < graph.spanCount; span++) spans[span] = told.spans[span] ? 0 : spanState(graph, links, span);
  return { links, spans };
}

function linkState(graph: GraphInput, { operUp, status }: BeliefsInput, link: number): number {
  const a = operUp[2 * link];
  const z = operUp[2 * link + 1];
  if (a === 0 || z === 0) return 0;
  if (a === 1 || z === 1) return 1;
  const answersThrough = (device: number) => status[device] === BELIEVED_UP && graph.adjStart[device + 1] - graph.adjStart[device] === 1;
  return answersThrough(graph.linkA[link]) || answersThrough(graph.linkZ[link]) ? 1 : ABSENT;
}

function spanState({ spanLinks: { start, items } }: GraphInput, links: Uint8Array, span: number): number {
  for (let at = start[span]; at < start[span + 1]; at++) if (links[items[at]] === 1) return 1;
  return ABSENT;
}

/** The told root causes that are a link, a span or a conduit, with what lies in them. */
function toldDown(graph: GraphInput, { openOutages }: ConclusionsInput): { links: Uint8Array; spans: Uint8Array } {
  const links = new Uint8Array(graph.linkCount);
  const spans = new Uint8Array(graph.spanCount);
  for (const { kind, rootCode } of openOutages) {
    if (kind === 'LINK') mark(links, graph.linkCodes.indexOf(rootCode));
    if (kind === 'SPAN') mark(spans, graph.spanCodes.indexOf(rootCode));
    const conduit = kind === 'CONDUIT' ? graph.conduitCodes.indexOf(rootCode) : -1;
    if (conduit >= 0) {
      const { start, items } = graph.conduitSpans;
      for (let at = start[conduit]; at < start[conduit + 1]; at++) mark(spans, items[at]);
    }
  }
  spans.forEach((isDown, span) => {
    const { start, items } = graph.spanLinks;
    for (let at = start[span]; isDown === 1 && at < start[span + 1]; at++) mark(links, items[at]);
  });
  return { links, spans };
}

/** Nothing for a code that this topology version does not know: the outage is of an older one. */
function mark(marks: Uint8Array, at: number): void {
  if (at >= 0) marks[at] = 1;
}
