import { COMPONENT_KINDS, type ComponentKind } from '@app/kernel';
import type { Component } from './component.js';
import type { NetworkGraph } from './network.graph.js';

/** A code that says its kind: SPAN:SPAN-0001. */
export function fullCode({ kind, code }: Pick<Component, 'kind' | 'code'>): string {
  return `${kind}:${code}`;
}

/** The component of this kind and code, or null. */
export function componentOf(graph: NetworkGraph, kind: ComponentKind, code: string): Component | null {
  const index = indexOf(graph, kind, code);
  return index < 0 ? null : { kind, index, code };
}

/**
 * Everything that a person may mean by a code: codes are unique within a kind, not across kinds. A code that is nothing as it stands
 * may say its kind before a colon.
 */
export function componentsNamed(graph: NetworkGraph, code: string): Component[] {
  const plain = COMPONENT_KINDS.flatMap((kind) => componentOf(graph, kind, code) ?? []);
  if (plain.length > 0) return plain;
  const prefix = kindBefore(code);
  const component = prefix && componentOf(graph, prefix, code.slice(prefix.length + 1));
  return component ? [component] : [];
}

/** The devices that a way may end at: the one of this name, or those that stand in the place of this code; empty if there are none. */
export function devicesNamed(graph: NetworkGraph, name: string): readonly number[] {
  const device = graph.deviceIndex(name);
  if (device >= 0) return [device];
  const place = graph.placeIndex(name);
  return place < 0
    ? []
    : Array.from(graph.placeDevices.items.subarray(graph.placeDevices.start[place], graph.placeDevices.start[place + 1]));
}

/** The kind that a full code begins with. */
export function kindBefore(code: string): ComponentKind | undefined {
  return COMPONENT_KINDS.find((kind) => code.toUpperCase().startsWith(`${kind}:`));
}

function indexOf(graph: NetworkGraph, kind: ComponentKind, code: string): number {
  switch (kind) {
    case 'CONDUIT':
      return graph.conduitIndex(code);
    case 'SPAN':
      return graph.spanIndex(code);
    case 'LINK':
      return graph.linkIndex(code);
    case 'DEVICE':
      return graph.deviceIndex(code);
    case 'PLACE':
      return graph.placeIndex(code);
  }
}
