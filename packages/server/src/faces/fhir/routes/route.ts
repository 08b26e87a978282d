// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import type { Actor } from '@dossier/core/actors';
import type { Failure } from '@dossier/core/errors';
import type { Result } from '@dossier/core/result';
import type { Need } from '@dossier/core/scopes';
import type { Instant } from '@dossier/core/time';
import type { Ports } from '../../../record/index.ts';
import type { Preferences, ResourceFormat } from '../negotiation/index.ts';
import type { ParameterType, RawParameter, SearchContext, SearchParameter } from '../search/index.ts';

export interface FhirFaceOptions {
  readonly ports: Ports;
  /** From the Authorization header, the proof beside it, and the connection of the request, to the caller. */
  readonly authenticate: (
    authorization: string | undefined,
    possession: { readonly proof: string | undefined; readonly method: string; readonly url: () => string },
    request: IncomingMessage,
  ) => Promise<Result<Actor, Failure>>;
  /** Address of the face as the caller of this request sees it, without a slash at the end: `https://host/fhir`. */
  readonly baseUrl: (request: IncomingMessage) => string;
  readonly limits: {
    /** Largest body of a request. */
    readonly bodyBytes: number;
    /** Entries of a bundle, operations of a patch. */
    readonly entries: number;
    readonly nestingJson: number;
    readonly nestingXml: number;
    /** Elements of a message in all. */
    readonly elements: number;
  };
  /** 32 bytes; the same in every process that answers for this face. */
  readonly pageTokenKey: Uint8Array;
}

/** One request, read as far as every route needs it. */
export interface Exchange {
  readonly method: string;
  readonly actor: Actor;
  readonly ports: Ports;
  readonly limits: FhirFaceOptions['limits'];
  readonly pageTokenKey: Uint8Array;
  readonly base: string;
  readonly now: Instant;
  /** `:id` of the address; empty where the route has none. */
  readonly id: string;
  readonly header: (name: string) => string | undefined;
  /** Parameters of the address, and of the form in a POST `_search`. */
  readonly parameters: readonly RawParameter[];
  readonly search: SearchContext;
  readonly preferences: Preferences;
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** What a route answers with: the text of a resource, nothing, or raw bytes. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON text of a resource, or its UTF-8; goes out as XML where the caller asked for it. */
  readonly json?: string | Buffer;
  /** The form in which `json` goes out, where the route itself settled it. */
  readonly format?: ResourceFormat;
  readonly raw?: {
    readonly contentType: string;
    readonly sizeBytes: number;
    readonly bytes: () => Buffer | AsyncIterable<Uint8Array>;
  };
}

/** Failures of a message can be several; the first gives the status. */
export type Refusal = Failure | readonly Failure[];

/** What of the CapabilityStatement a route is. */
export type Service =
  | { readonly system: 'transaction'; readonly documentation: string }
  | {
      readonly resource: string;
      readonly interaction: 'read' | 'search-type' | 'create' | 'update' | 'patch';
      readonly documentation: string;
      /** The same interaction at an address with a search in it (FHIR R4 §3.1.0.7.1). */
      readonly conditional?: true;
    }
  | {
      readonly resource: string;
      readonly operation: string;
      readonly definition: string;
      /** What a token must allow; absent: to read the type of the address. */
      readonly needs?: readonly Need[];
      readonly documentation: string;
      readonly parameters: readonly { readonly name: string; readonly type: ParameterType }[];
    };

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Under the face's base, with `:id` for the id: `/DocumentReference/:id`. */
  readonly path: string;
  readonly service: Service;
  /** Media types of a body; absent where the address takes none. */
  readonly accepts?: readonly string[];
  readonly bodyBytes?: number;
  /** Search parameters, for the CapabilityStatement. */
  readonly search?: readonly SearchParameter<unknown>[];
  /** `itself`: the route settles what Accept asks for. */
  readonly negotiates?: 'itself';
  readonly answer: (exchange: Exchange) => Promise<Result<Answer, Refusal>>;
}
