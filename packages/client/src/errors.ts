// SPDX-License-Identifier: Apache-2.0
import type { OperationOutcome } from './resources.ts';

/** One fault, as the server names it. */
export interface Fault {
  /** Code of the error registry of Dossier (docs/errors.md), or the FHIR issue type where there is none. */
  readonly code: string;
  /** The same in words, for people. */
  readonly sentence: string;
  /** FHIRPath of the element in the message that was sent. */
  readonly location?: string;
}

/** What a refusal says beside its faults. */
export interface RefusalDetails {
  /** The server's number of the request, to be named to those who run it. */
  readonly requestId?: string | undefined;
  /** How long to wait before the request is worth sending again. */
  readonly retryAfterSeconds?: number | undefined;
}

/**
 * The server refused a request; the message is its sentence. A request that did not reach the server, or was aborted,
 * fails with what `fetch` throws instead.
 */
export class DossierError extends Error {
  /** HTTP status. */
  readonly status: number;
  /** Code of the first fault, such as `access-refused`; undefined where something before the server answered. */
  readonly code: string | undefined;
  /** Everything that is wrong with the request; empty where something before the server answered. */
  readonly faults: readonly Fault[];
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, faults: readonly Fault[], { requestId, retryAfterSeconds }: RefusalDetails = {}) {
    super(faults[0]?.sentence ?? `The server answered ${status}.`);
    this.name = 'DossierError';
    this.status = status;
    this.code = faults[0]?.code;
    this.faults = faults;
    this.requestId = requestId;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** What makes an answer useless: its content is not the one that was stated, it leads elsewhere, it is no FHIR. */
export type AnswerProblem = 'content' | 'address' | 'form';

/** The server answered, but the answer must not be used. */
export class AnswerError extends Error {
  readonly problem: AnswerProblem;

  constructor(problem: AnswerProblem, sentence: string) {
    super(sentence);
    this.name = 'AnswerError';
    this.problem = problem;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** The issues of an OperationOutcome. */
export const faultsOfOutcome = ({ issue }: Partial<OperationOutcome>): readonly Fault[] =>
  (issue ?? []).map(({ code, details, diagnostics, expression }) => ({
    code: details?.coding?.[0]?.code ?? code,
    sentence: diagnostics ?? details?.text ?? code,
    ...(expression?.[0] === undefined ? {} : { location: expression[0] }),
  }));

/** Reads an OperationOutcome, or the problem that addresses outside FHIR answer; any other body leaves no faults. */
const faultsOf = (body: unknown): readonly Fault[] => {
  if (!isObject(body)) return [];
  if (body.resourceType === 'OperationOutcome') return faultsOfOutcome(body as Partial<OperationOutcome>);
  const { code, text } = body;
  return typeof code === 'string' && typeof text === 'string' ? [{ code, sentence: text }] : [];
};

/** The refusal that a response is. */
export const refusalOf = async (response: Response): Promise<DossierError> => {
  const text = await response.text();
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new DossierError(response.status, faultsOf(parsed(text)), {
    requestId: response.headers.get('x-request-id') ?? undefined,
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
  });
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
