import { type Component, componentsNamed, fullCode, type NetworkGraph, quoted } from '@app/topology';

/** The one component that a code means, or why there is not exactly one. */
export function componentFor(graph: NetworkGraph, code: string): Component | string {
  const matches = componentsNamed(graph, code);
  if (matches.length === 1) return matches[0];
  if (matches.length === 0) return `there is no conduit, span, link, device or place ${quoted(code)}`;
  return `${quoted(code)} is ambiguous: say ${matches.map(fullCode).join(' or ')}`;
}
