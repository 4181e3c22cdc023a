import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelLook, Query } from './looks.js';
import { map, type MapLook } from './map.panel.js';
import { DATASOURCE } from './panel.parts.js';
import { bars, lines, stacked, stat, type TableLook, timeline, worstFirst } from './panels.js';
import { type BoardName, LANGUAGES, type Speech } from './speech.js';

export interface BoardFace {
  readonly board: BoardName;
  readonly title: string;
  readonly description: string;
  readonly from?: string;
  readonly refresh?: string;
  /** Nobody touches it: no choices and no links are shown. */
  readonly isWall?: boolean;
}

interface ChoiceLook {
  readonly isMulti?: boolean;
  readonly hasAll?: boolean;
}

/** A dashboard in the making, in one language: what all of Nadi's have, and panels in the order of reading. */
export class Board {
  private readonly builder: DashboardBuilder;

  constructor(
    readonly speech: Speech,
    face: BoardFace,
  ) {
    const hide = face.isWall === true ? VariableHide.HideVariable : VariableHide.DontHide;
    this.builder = new DashboardBuilder(`Nadi · ${speech.say(face.title)}`)
      .uid(speech.uid(face.board))
      .description(speech.say(face.description))
      .tags(['nadi', `nadi-${speech.language}`])
      .timezone('browser')
      .refresh(face.refresh ?? '30s')
      .time({ from: face.from ?? 'now-6h', to: 'now' })
      .tooltip(DashboardCursorSync.Crosshair)
      .editable()
      .withVariable(new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus').hide(hide));
    if (face.isWall === true) return;
    this.builder.link(
      new DashboardLinkBuilder('Nadi')
        .type(DashboardLinkType.Dashboards)
        .tags([`nadi-${speech.language}`])
        .asDropdown(true)
        .includeVars(true)
        .keepTime(true)
        .icon('external link')
        .tooltip(''),
    );
    for (const language of LANGUAGES.filter((other) => other !== speech.language))
      this.builder.link(
        new DashboardLinkBuilder(language === 'id' ? 'Bahasa Indonesia' : 'English')
          .type(DashboardLinkType.Link)
          .url(`/d/${speech.uid(face.board, language)}`)
          .includeVars(true)
          .keepTime(true)
          .icon('external link')
          .tooltip(''),
      );
  }

  /** A choice among the values of a label. */
  choice(name: string, label: string, query: string, look: ChoiceLook = {}): this {
    const variable = new QueryVariableBuilder(name)
      .label(this.speech.say(label))
      .datasource(DATASOURCE)
      .query({ query, refId: `${name}-values` })
      .definition(query)
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .sort(VariableSort.AlphabeticalAsc);
    if (look.hasAll === true) variable.includeAll(true).allValue('.*');
    if (look.isMulti === true) variable.multi(true);
    this.builder.withVariable(variable);
    return this;
  }

  /** All values of a label, as one expression for a query: nobody chooses among them. */
  all(name: string, query: string): this {
    this.builder.withVariable(
      new QueryVariableBuilder(name)
        .datasource(DATASOURCE)
        .query({ query, refId: `${name}-values` })
        .definition(query)
        .refresh(VariableRefresh.OnTimeRangeChanged)
        .hide(VariableHide.HideVariable)
        .multi(true)
        .includeAll(true)
        .current({ selected: true, text: ['All'], value: ['$__all'] }),
    );
    return this;
  }

  row(title: string): this {
    this.builder.withRow(new RowBuilder(this.speech.say(title)));
    return this;
  }

  stat(title: string, query: Query, look: PanelLook & { readonly link?: string }): this {
    this.builder.withPanel(stat(title, query, look, this.speech));
    return this;
  }

  lines(title: string, queries: readonly Query[], look: PanelLook): this {
    this.builder.withPanel(lines(title, queries, look, this.speech));
    return this;
  }

  stacked(title: string, query: Query, look: PanelLook): this {
    this.builder.withPanel(stacked(title, query, look, this.speech));
    return this;
  }

  timeline(title: string, query: Query, look: PanelLook): this {
    this.builder.withPanel(timeline(title, query, look, this.speech));
    return this;
  }

  bars(title: string, query: Query, look: PanelLook & { readonly link?: string }): this {
    this.builder.withPanel(bars(title, query, look, this.speech));
    return this;
  }

  worstFirst(title: string, query: Query, look: TableLook): this {
    this.builder.withPanel(worstFirst(title, query, look, this.speech));
    return this;
  }

  map(title: string, look: MapLook): this {
    this.builder.withPanel(map(title, look, this.speech));
    return this;
  }

  build(): Dashboard {
    return this.builder.build();
  }
}
