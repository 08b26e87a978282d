// SPDX-License-Identifier: Apache-2.0

/** What the pages read of FHIR R4 resources; the server may send more. */
export interface Coding {
  readonly system?: string;
  readonly code?: string;
  readonly display?: string;
}
export interface Concept {
  readonly coding?: readonly Coding[];
  readonly text?: string;
}
interface Reference {
  readonly reference?: string;
  readonly display?: string;
  readonly identifier?: { readonly system?: string; readonly value?: string };
}
interface Period {
  readonly start?: string;
  readonly end?: string;
}
export interface Resource {
  readonly resourceType: string;
  readonly id: string;
  readonly meta?: { readonly versionId?: string; readonly lastUpdated?: string; readonly source?: string };
}
interface Contained {
  readonly resourceType: string;
  readonly id?: string;
  readonly name?: string | readonly { readonly family?: string; readonly given?: readonly string[] }[];
  readonly deviceName?: readonly { readonly name?: string }[];
  readonly practitioner?: Reference;
  readonly organization?: Reference;
}
export interface DocumentReference extends Resource {
  readonly status: 'current' | 'superseded' | 'entered-in-error';
  readonly contained?: readonly Contained[];
  readonly extension?: readonly { readonly url: string; readonly valueBoolean?: boolean }[];
  readonly type?: Concept;
  readonly category?: readonly Concept[];
  readonly date?: string;
  readonly author?: readonly Reference[];
  readonly securityLabel?: readonly Concept[];
  readonly content: readonly { readonly attachment: Attachment }[];
  readonly context?: { readonly period?: Period };
}
interface Attachment {
  readonly contentType?: string;
  readonly title?: string;
  readonly creation?: string;
  readonly size?: number;
  readonly url?: string;
}
export interface Consent extends Resource {
  readonly status: 'active' | 'inactive';
  readonly category: readonly Concept[];
  readonly dateTime?: string;
  readonly provision?: {
    readonly type?: 'permit' | 'deny';
    readonly period?: Period;
    readonly actor?: readonly { readonly reference: Reference }[];
  };
}
export interface AuditEvent extends Resource {
  readonly subtype?: readonly Coding[];
  readonly recorded: string;
  readonly outcome?: string;
  readonly agent: readonly {
    readonly role?: readonly Concept[];
    readonly who?: Reference;
    readonly name?: string;
    readonly requestor?: boolean;
    readonly purposeOfUse?: readonly Concept[];
  }[];
}
export interface Observation extends Resource {
  readonly code: Concept;
  readonly category?: readonly Concept[];
  readonly effectiveDateTime?: string;
  readonly valueQuantity?: { readonly value?: number; readonly unit?: string; readonly comparator?: string };
  readonly valueCodeableConcept?: Concept;
  readonly valueString?: string;
  readonly interpretation?: readonly Concept[];
  readonly referenceRange?: readonly {
    readonly low?: { readonly value?: number };
    readonly high?: { readonly value?: number };
    readonly text?: string;
  }[];
}
export interface Patient extends Resource {
  readonly name?: readonly { readonly use?: string; readonly family?: string; readonly given?: readonly string[] }[];
  readonly birthDate?: string;
  readonly gender?: string;
  readonly active?: boolean;
  readonly identifier?: readonly { readonly use?: string; readonly system?: string; readonly value?: string }[];
  readonly extension?: readonly {
    readonly url: string;
    readonly valueCode?: string;
    readonly valueBoolean?: boolean;
  }[];
}
export interface Communication extends Resource {
  readonly sent?: string;
  readonly payload?: readonly { readonly contentString?: string }[];
}
export interface SummarySection {
  readonly title: string;
  readonly code: Concept;
  readonly text?: { readonly div?: string };
}
export interface Composition extends Resource {
  readonly section: readonly SummarySection[];
}
export interface Bundle<T> {
  readonly resourceType: 'Bundle';
  readonly total?: number;
  readonly link?: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly { readonly resource: T }[];
}
export interface Parameter {
  readonly name: string;
  readonly part?: readonly Parameter[];
  readonly resource?: Resource;
  readonly [value: `value${string}`]: unknown;
}
export interface Parameters {
  readonly parameter?: readonly Parameter[];
}

/** Nobody is signed in any more. */
export class SignedOutError extends Error {}

/** What the server refused, in its words; `code` as in docs/errors.md. */
export class RefusedError extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, text: string) {
    super(text);
    this.status = status;
    this.code = code;
  }
}

interface Outcome {
  readonly issue?: readonly { readonly details?: Concept; readonly diagnostics?: string }[];
  readonly code?: string;
  readonly text?: string;
}

const refusalOf = async (response: Response): Promise<Error> => {
  if (response.status === 401) return new SignedOutError();
  const outcome = (await response.json().catch(() => ({}))) as Outcome;
  const [issue] = outcome.issue ?? [];
  return new RefusedError(
    response.status,
    issue?.details?.coding?.[0]?.code ?? outcome.code ?? '',
    issue?.diagnostics ?? outcome.text ?? response.statusText,
  );
};

export interface Asked {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT';
  readonly body?: unknown;
  readonly type?: string;
  readonly signal?: AbortSignal;
  readonly ifMatch?: string;
}

/** Asks an address of the server; the cookie of the session goes along. Throws SignedOutError or RefusedError. */
export const ask = async <T>(path: string, asked: Asked = {}): Promise<T> => {
  const { method = 'GET', body, type = 'application/fhir+json', signal, ifMatch } = asked;
  const response = await fetch(path, {
    method,
    headers: {
      accept: path.startsWith('/fhir') ? 'application/fhir+json' : 'application/json',
      ...(body !== undefined && { 'content-type': type }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  if (!response.ok) throw await refusalOf(response);
  return (await response.json()) as T;
};

/** The resources of a page of a search. */
export const resources = <T>(bundle: Bundle<T>): readonly T[] => (bundle.entry ?? []).map(({ resource }) => resource);

/** Path of the next page, on this server whatever its public address is. */
export const nextOf = (bundle: Bundle<unknown>): string | undefined => {
  const url = bundle.link?.find(({ relation }) => relation === 'next')?.url;
  return url === undefined ? undefined : url.slice(url.indexOf('/fhir/'));
};

export const labelOf = (concept: Concept | undefined): string =>
  concept?.text ?? concept?.coding?.find(({ display }) => display)?.display ?? concept?.coding?.[0]?.code ?? '';

/** The value of a parameter of `$…`, whatever its type. */
export const valueIn = (parameters: readonly Parameter[] | undefined, name: string): unknown => {
  const found = parameters?.find((parameter) => parameter.name === name);
  const key = found && (Object.keys(found) as (keyof Parameter)[]).find((one) => String(one).startsWith('value'));
  return found && key && found[key];
};

const nameOf = (contained: Contained): string | undefined => {
  if (typeof contained.name === 'string') return contained.name;
  const [name] = contained.name ?? [];
  if (name) return [...(name.given ?? []), name.family].filter(Boolean).join(' ');
  return contained.deviceName?.[0]?.name;
};

/** Who wrote a document: the names of its contained authors. */
export const authorsOf = ({ author = [], contained = [] }: DocumentReference): string => {
  const byId = (reference: string | undefined) => contained.find(({ id }) => reference === `#${id}`);
  const names = author.map(({ reference, display }) => {
    const one = byId(reference);
    const person = one?.practitioner ? byId(one.practitioner.reference) : one;
    const place = one?.organization ? byId(one.organization.reference) : undefined;
    return display ?? (person && nameOf(person)) ?? (place && nameOf(place)) ?? '';
  });
  return [...new Set(names.filter((name) => name !== ''))].join(', ');
};

const MASKED = 'MASQUE_PS';

export const isMasked = ({ securityLabel = [] }: DocumentReference): boolean =>
  securityLabel.some(({ coding = [] }) => coding.some(({ code }) => code === MASKED));

const VISIBILITY =
  'https://mos.esante.gouv.fr/NOS/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument';

/** Hides a document from professionals, or shows it again; refused when it has changed since it was read. */
export const setMasked = (document: DocumentReference, masked: boolean): Promise<DocumentReference> => {
  const index = (document.securityLabel ?? []).findIndex(({ coding = [] }) =>
    coding.some(({ code }) => code === MASKED),
  );
  const patch = masked
    ? { op: 'add', path: '/securityLabel/-', value: { coding: [{ system: VISIBILITY, code: MASKED }] } }
    : { op: 'remove', path: `/securityLabel/${index}` };
  return ask(`/fhir/DocumentReference/${document.id}`, {
    method: 'PATCH',
    body: [patch],
    type: 'application/json-patch+json',
    ...(document.meta?.versionId !== undefined && { ifMatch: `W/"${document.meta.versionId}"` }),
  });
};
