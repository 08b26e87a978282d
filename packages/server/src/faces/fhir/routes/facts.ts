// SPDX-License-Identifier: Apache-2.0
import { type Failure, failure } from '@dossier/core/errors';
import { type FactKind, isObservation, type SourcedFact } from '@dossier/core/facts';
import { fail, type Result } from '@dossier/core/result';
import { readFacts } from '../../../record/index.ts';
import { type FactContext, factId, renderBenefit, renderFact, renderReports } from '../facts/index.ts';
import {
  type FactFilter,
  type FactSearch,
  type FactView,
  factParameters,
  lastParameters,
  meets,
  parseFactSearch,
} from '../search/index.ts';
import { resource, type SearchEntry, searchset, selfLink, unknown } from './answers.ts';
import { nextLink, pageAsked, pageLink } from './paging.ts';
import type { Answer, Exchange, Route } from './route.ts';
import { searchRoutes } from './route-kinds.ts';
import { askIn, isNotThere, refusalById } from './where.ts';

/** A resource that is made of facts: of which, and how it is searched. */
interface FactType {
  readonly type: string;
  readonly documentation: string;
  readonly kinds: readonly FactKind[];
  readonly takes: (sourced: SourcedFact) => boolean;
  readonly search: readonly FactFilter[];
  readonly render: (
    facts: readonly SourcedFact[],
    context: FactContext,
  ) => readonly { readonly id?: string | undefined }[];
}

const each: FactType['render'] = (facts, context) => facts.flatMap((sourced) => renderFact(sourced, context) ?? []);

const any = (): boolean => true;

const isAct =
  (...acts: readonly string[]) =>
  ({ fact }: SourcedFact): boolean =>
    fact.kind === 'medication' && acts.includes(fact.act);

/** Documents of what health insurance paid (TRE_A04). */
const isReimbursed = ({ source }: SourcedFact): boolean => source.typeCode === 'REMB';

const types: readonly FactType[] = [
  {
    type: 'AllergyIntolerance',
    documentation: 'Allergies and intolerances that documents in sight state.',
    kinds: ['allergy'],
    takes: any,
    search: ['clinical-status'],
    render: each,
  },
  {
    type: 'Condition',
    documentation: 'Problems, present and past, that documents in sight state.',
    kinds: ['problem'],
    takes: any,
    search: ['clinical-status'],
    render: each,
  },
  {
    type: 'MedicationStatement',
    documentation: 'Treatments that documents in sight state.',
    kinds: ['medication'],
    takes: isAct('statement', 'stopped', 'reimbursement'),
    search: [],
    render: each,
  },
  {
    type: 'MedicationRequest',
    documentation: 'Lines of prescriptions in sight.',
    kinds: ['medication'],
    takes: isAct('prescription'),
    search: [],
    render: each,
  },
  {
    type: 'MedicationDispense',
    documentation: 'Lines of dispensations in sight.',
    kinds: ['medication'],
    takes: isAct('dispensation'),
    search: [],
    render: each,
  },
  {
    type: 'Immunization',
    documentation: 'Vaccinations that documents in sight state.',
    kinds: ['immunization'],
    takes: any,
    search: [],
    render: each,
  },
  {
    type: 'Observation',
    documentation: 'Results, measures and other observations of documents in sight.',
    kinds: ['result', 'vital-sign', 'social-history', 'functional-status', 'pregnancy', 'directive', 'finding'],
    takes: any,
    search: ['category'],
    render: each,
  },
  {
    type: 'DiagnosticReport',
    documentation: 'Documents in sight that hold results, each with its Observations.',
    kinds: ['result'],
    takes: any,
    search: [],
    render: renderReports,
  },
  {
    type: 'Procedure',
    documentation: 'Acts that documents in sight state.',
    kinds: ['procedure'],
    takes: any,
    search: [],
    render: each,
  },
  {
    type: 'ExplanationOfBenefit',
    documentation: 'What health insurance paid for, by its documents in sight.',
    kinds: ['medication', 'procedure', 'immunization', 'device', 'encounter'],
    takes: isReimbursed,
    search: [],
    render: (facts, context) => facts.map((sourced) => renderBenefit(sourced, context)),
  },
];

const categoryOf: Readonly<Partial<Record<FactKind, string>>> = {
  result: 'laboratory',
  'vital-sign': 'vital-signs',
  'social-history': 'social-history',
  'functional-status': 'survey',
  directive: 'survey',
  pregnancy: 'exam',
  finding: 'exam',
};

const viewOf = (sourced: SourcedFact, { type }: FactType): FactView => {
  const { fact, source } = sourced;
  const category = isObservation(fact) ? categoryOf[fact.kind] : undefined;
  return {
    id: type === 'DiagnosticReport' ? source.logicalId : factId(sourced),
    codes: fact.concept.codes,
    from: fact.period?.start ?? fact.period?.end ?? source.creationTime,
    to: fact.period?.end ?? fact.period?.start ?? source.creationTime,
    ...(category !== undefined && { category }),
    ...(fact.status !== undefined && { status: fact.status }),
  };
};

const newestFirst = (a: SourcedFact, b: SourcedFact): number =>
  b.source.creationTime.localeCompare(a.source.creationTime) ||
  a.source.logicalId.localeCompare(b.source.logicalId) ||
  a.index - b.index;

type Asked = Pick<FactSearch, 'where' | 'conditions' | 'limit'> & { readonly offset: number };

const page = async (
  exchange: Exchange,
  of: FactType,
  { where, conditions, limit, offset }: Asked,
  more: { readonly self: string; readonly warnings: readonly Failure[]; readonly countOnly?: boolean },
): Promise<Result<Answer, Failure>> => {
  const isAsked = (sourced: SourcedFact): boolean =>
    of.takes(sourced) && conditions.every((condition) => meets(viewOf(sourced, of), condition));
  const read = await askIn(where, (record) =>
    readFacts(exchange.actor, { record, kinds: of.kinds, isAsked }, exchange.ports),
  );
  if (!read.ok && !where.record && isNotThere(read.error))
    return searchset({ total: 0, self: more.self, entries: [], warnings: more.warnings });
  if (!read.ok) return read;
  const { facts, recordId, unread } = read.value;
  const { base } = exchange;
  const path = `/${of.type}`;
  const resources = of.render([...facts].sort(newestFirst), { recordId, base });
  const entries = resources
    .slice(offset, offset + limit)
    .map((one): SearchEntry => ({ fullUrl: `${base}${path}/${one.id}`, json: JSON.stringify(one) }));
  const goesOn = offset + limit < resources.length && !more.countOnly;
  const waiting = unread > 0 ? [failure('documents-unread', { count: unread })] : [];
  return searchset({
    total: resources.length,
    self: more.self,
    ...(goesOn && { next: nextLink(exchange, path, { where, conditions, limit, offset: offset + limit }) }),
    entries: more.countOnly ? [] : entries,
    warnings: [...more.warnings, ...waiting],
  });
};

const routesOf = (of: FactType): readonly Route[] => {
  const path = `/${of.type}`;
  const table = factParameters(...of.search);
  return [
    ...searchRoutes({
      resource: of.type,
      documentation: of.documentation,
      search: table,
      answer: async (exchange) => {
        const further = pageAsked<Asked>(exchange, path);
        if (further)
          return further.ok
            ? page(exchange, of, further.value, { self: pageLink(exchange, path), warnings: [] })
            : further;
        const parsed = parseFactSearch(table, exchange.parameters, exchange.search);
        if (!parsed.ok) return parsed;
        const { understood, warnings, countOnly, ...asked } = parsed.value;
        const self = selfLink(exchange.base, path, understood);
        return page(exchange, of, { ...asked, offset: 0 }, { self, warnings, countOnly });
      },
    }),
    {
      method: 'GET',
      path: `${path}/:id`,
      service: { resource: of.type, interaction: 'read', documentation: 'One of them, by its id.' },
      answer: async (exchange) => {
        const { actor, ports, base, id } = exchange;
        const isAsked = (sourced: SourcedFact): boolean => of.takes(sourced) && viewOf(sourced, of).id === id;
        const [object = ''] = id.split('.');
        const read = await readFacts(actor, { record: { object }, kinds: of.kinds, isAsked }, ports);
        if (!read.ok) return fail(refusalById(read.error, of.type));
        const [one] = of.render(read.value.facts, { recordId: read.value.recordId, base });
        return one === undefined ? unknown(of.type) : resource(JSON.stringify(one));
      },
    },
  ];
};

/** By when it was so, not by when it was written down. */
const newestFact = (a: SourcedFact, b: SourcedFact): number => {
  const at = ({ fact: { period }, source }: SourcedFact) => period?.end ?? period?.start ?? source.creationTime;
  return at(b).localeCompare(at(a)) || newestFirst(a, b);
};

/** The newest of each code (FHIR R4 Observation-lastn); two codes of one thing are two. */
const lastOfEach = (facts: readonly SourcedFact[], max: number): readonly SourcedFact[] => {
  const seen = new Map<string, number>();
  return [...facts].sort(newestFact).filter(({ fact: { concept } }) => {
    const [code] = concept.codes;
    const key = code === undefined ? (concept.text ?? '') : `${code.system}|${code.code}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count <= max;
  });
};

const [observationType] = types.filter(({ type }) => type === 'Observation') as [FactType];

const lastRoute: Route = {
  method: 'GET',
  path: '/Observation/$lastn',
  service: {
    resource: 'Observation',
    operation: 'lastn',
    definition: 'http://hl7.org/fhir/OperationDefinition/Observation-lastn',
    documentation: 'The last of each code, or the last `max`, of what the documents in sight say.',
    parameters: lastParameters.filter(({ general }) => !general).map(({ name, type }) => ({ name, type })),
  },
  answer: async (exchange) => {
    const { actor, ports, base, parameters, search } = exchange;
    const parsed = parseFactSearch(lastParameters, parameters, search);
    if (!parsed.ok) return parsed;
    const { where, conditions, understood, warnings } = parsed.value;
    const max = understood.some(({ name }) => name === 'max') ? parsed.value.limit : 1;
    const isAsked = (sourced: SourcedFact): boolean =>
      conditions.every((condition) => meets(viewOf(sourced, observationType), condition));
    const { kinds } = observationType;
    const read = await askIn(where, (record) => readFacts(actor, { record, kinds, isAsked }, ports));
    if (!read.ok) return read;
    const { facts, recordId, unread } = read.value;
    const entries = each(lastOfEach(facts, max), { recordId, base }).map(
      (one): SearchEntry => ({ fullUrl: `${base}/Observation/${one.id}`, json: JSON.stringify(one) }),
    );
    const waiting = unread > 0 ? [failure('documents-unread', { count: unread })] : [];
    const self = selfLink(base, '/Observation/$lastn', understood);
    return searchset({ total: entries.length, self, entries, warnings: [...warnings, ...waiting] });
  },
};

/** What documents say, as resources: each with the address of its document in `meta.source`. */
export const facts: readonly Route[] = [...types.flatMap(routesOf), lastRoute];
