import { COMPONENT_KINDS, type ComponentKind } from '@app/kernel';
import { codesOf, type Component, componentsNamed, fullCode, kindBefore, type NetworkGraph } from '@app/topology';

export type FoundComponent =
  | { readonly kind: 'found'; readonly component: Component }
  | { readonly kind: 'unknown'; readonly code: string; readonly near: readonly string[] }
  /** A code that stands for several things; each meaning is a code that stands for one. */
  | { readonly kind: 'ambiguous'; readonly code: string; readonly meanings: readonly string[] };

const MOST_NEAR = 5;

/** What a person means by a code, with or without its kind before it. */
export function findComponent(graph: NetworkGraph, code: string): FoundComponent {
  const meant = componentsNamed(graph, code);
  if (meant.length === 1) return { kind: 'found', component: meant[0] };
  if (meant.length > 1) return { kind: 'ambiguous', code, meanings: meant.map(fullCode) };
  const prefix = kindBefore(code);
  return { kind: 'unknown', code, near: nearest(graph, prefix ? code.slice(prefix.length + 1) : code, prefix) };
}

function nearest(graph: NetworkGraph, written: string, only: ComponentKind | undefined): string[] {
  return nearestOf(
    (only ? [only] : COMPONENT_KINDS).flatMap((kind) => codesOf(graph, kind)),
    written,
  );
}

/** Codes that share the most pairs of neighbouring letters with what was written (Dice), so that a slip of the hand finds its aim. */
export function nearestOf(codes: readonly string[], written: string): string[] {
  const wanted = pairs(written);
  const scored: { code: string; score: number }[] = [];
  for (const code of codes) {
    const own = pairs(code);
    let shared = 0;
    for (const pair of own) if (wanted.has(pair)) shared++;
    const score = (2 * shared) / (own.size + wanted.size || 1);
    if (score > 0.5) scored.push({ code, score });
  }
  scored.sort((a, z) => z.score - a.score || a.code.length - z.code.length || (a.code < z.code ? -1 : 1));
  return [...new Set(scored.map(({ code }) => code))].slice(0, MOST_NEAR);
}

function pairs(text: string): Set<string> {
  const upper = text.toUpperCase();
  const found = new Set<string>();
  for (let i = 0; i + 1 < upper.length; i++) found.add(upper.slice(i, i + 2));
  return found;
}
