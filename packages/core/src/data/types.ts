// SPDX-License-Identifier: Apache-2.0
import type { LawVersion, Operation } from '../access/types.ts';
import type { AccessMode, Actor, Authentication } from '../actors/types.ts';
import type { Delay } from '../time/index.ts';

/** A piece of the law as data. Dates are `YYYY-MM-DD`; `validUntil` is the first day on which it no longer holds. */
export interface Versioned {
  readonly id: string;
  readonly version: string;
  readonly validFrom: string;
  readonly validUntil?: string;
  readonly source: string;
  /** How it came here: transcribed from the official text, or reconstructed where the text was not at hand. */
  readonly evidence: 'official' | 'transcribed' | 'reconstruction';
}

/** Rows of a rights matrix: the operations, and what of a document an operation lets see. */
export type RightsRow =
  | Operation
  | 'sight.masked' // TD3.2 open: masked to professionals
  | 'sight.hidden' // TD3.2 open: invisible to patient or legal representatives
  | 'sight.not-current'; // TD3.2 open: archived, obsolete version, deleted

/**
 * One cell: allowed, refused, or allowed under a condition. Conditions are few, named, and implemented once:
 * `own-documents`, `own-structure` (documents imputed to the caller's organisation), `imputed-to-structure`
 * (shares only what its organisation authored), `if-patient-allowed` (emergency permission for masked documents),
 * `to-structure` (the authorisation lands on the organisation), `same-structure`, `new-authorizations`,
 * `feed-types` (only the types of the feed), `own-patient-documents` (documents the patient wrote), `if-granted` (what the
 * patient's delegation names).
 */
export type RightsCell = 'yes' | 'no' | RightsCondition;

export type RightsCondition =
  | 'own-documents'
  | 'own-structure'
  | 'imputed-to-structure'
  | 'if-patient-allowed'
  | 'to-structure'
  | 'same-structure'
  | 'new-authorizations'
  | 'feed-types'
  | 'own-patient-documents'
  | 'if-granted';

/** `<actor class>.<mode>`: `doctor.normal`, `attending.break-glass`, `organization.emergency-dispatch`, `patient.normal`. */
export type RightsColumn = string;

/** Who (column) may do what (row). A cell that is not there means no. */
export interface RightsMatrix extends Versioned {
  readonly authentications: readonly Authentication[];
  readonly rows: { readonly [R in RightsRow]?: Readonly<Record<RightsColumn, RightsCell>> };
}

/** What ties to the record an operation asks of a professional. */
export type RelationRequirement = 'none' | 'not-blocked' | 'authorized';

/** How callers fall into the classes of the rights matrices, and what each operation asks of their relation. */
export interface ActorClasses extends Versioned {
  /** First match wins; an entry without profession matches every professional. */
  readonly professionals: readonly {
    readonly class: string;
    readonly profession?: string;
    readonly specialties?: readonly string[];
  }[];
  /** Column to read where the matrix has none, for example an attending doctor in dispatch mode reads as a doctor. */
  readonly fallbackColumns: Readonly<Record<RightsColumn, RightsColumn>>;
  readonly relationRequired: Readonly<Record<Operation, RelationRequirement>>;
  /** Professions (TRE_G15) whose members must say which speciality they practise. */
  readonly professionsWithSpecialty: readonly string[];
  /** The types of documents that patients write; on such documents the operations are left to the classes (note *). */
  readonly patientDocuments: {
    readonly types: readonly string[];
    readonly operations: readonly Operation[];
    readonly classes: readonly string[];
  };
}

/** Which document types a profession may consult. A type or profession that is not there is refused. */
export interface TypeByProfession extends Versioned {
  /** Profession (TRE_G15) to type codes. */
  readonly consultable: Readonly<Record<string, readonly string[]>>;
}

/** The codes by which this profile hides documents. */
export interface ConfidentialityRules extends Versioned {
  readonly normal: string;
  readonly masked: string;
  readonly hiddenFromPatient: string;
  readonly hiddenFromRepresentatives: string;
}

export interface TimeRules extends Versioned {
  readonly oppositionWindow: Delay; // R.1111-28 CSP
  readonly authorizationDuration: Delay;
  readonly archiveAfterClosure: Delay; // R.1111-36 CSP
  readonly expressDestruction: Delay; // R.1111-36 CSP
  readonly announcementNotice: Delay; // R.1111-53 CSP
  readonly announcementRelease: Delay; // R.1111-53 CSP
  readonly majorityAgeYears: number;
  /** IANA name; a day of the law begins at midnight there. */
  readonly timeZone: string;
}

/** What one who acts for the patient may be given: a code of the delegation, and the operations behind it. */
export interface DelegationGrant {
  readonly code: string;
  readonly label: ConceptLabel;
  readonly operations: readonly Operation[];
  /** Whether documents masked to professionals are in sight. */
  readonly masked: boolean;
}

/** From which age a minor does something themself. */
export interface MinorAutonomy {
  /** `secret`: in a session kept from the representatives; whatever no other line names is `any`. */
  readonly act: 'any' | 'secret' | readonly Operation[];
  readonly aloneFromYears: number;
  /** From this age where a representative has agreed (relation `agreed-autonomy`); absent: nobody can agree to it. */
  readonly agreedFromYears?: number;
  readonly source: string;
}

/** Who acts for a patient, and what a minor does themself. */
export interface DelegationRules extends Versioned {
  readonly grants: readonly DelegationGrant[];
  /** Code of the grant of a carer for whom none was named. */
  readonly usualGrant: string;
  readonly invitation: { readonly validity: Delay; readonly attempts: number; readonly openAtOnce: number };
  readonly autonomy: readonly MinorAutonomy[];
  /** What proves a legal representation. */
  readonly proofs: readonly { readonly code: string; readonly label: ConceptLabel }[];
}

/** Access without the patient's authorisation: how long, on what it opens, how it is looked at afterwards. */
export interface EmergencyRules extends Versioned {
  readonly breakGlass: { readonly duration: Delay; readonly reviewed: boolean };
  readonly emergencyDispatch: { readonly duration: Delay; readonly reviewed: boolean };
  /** Operations that an access in these modes is opened for. */
  readonly opens: readonly Operation[];
  /** A reason that has served is not taken again by itself within this time. */
  readonly reasonRests: Delay;
  readonly verdicts: readonly string[];
  /** Verdict that leaves an access in the queue. */
  readonly undecided: string;
}

/** How names are compared when a patient is looked for by traits. Tables are read from the top. */
export interface NameMatching extends Versioned {
  /** Words of a name that do not count, after folding. */
  readonly particles: readonly string[];
  /** Letters that are not a letter with a mark: `Œ` to `OE`. */
  readonly letters: Readonly<Record<string, string>>;
  /** Regular expressions over folded text, and what stands for the sound. */
  readonly sounds: readonly (readonly [pattern: string, sound: string])[];
  /** Points of each trait when it agrees wholly. */
  readonly points: {
    readonly family: number;
    readonly given: number;
    readonly birthDate: number;
    readonly town: number;
  };
  /** Share of the points for each way of agreeing. */
  readonly agreement: {
    readonly beginning: number;
    readonly sound: number;
    readonly birthMonth: number;
    readonly birthYear: number;
  };
  /** Least score (0 to 1) of what is shown. */
  readonly least: number;
  /** Most persons shown. */
  readonly most: number;
  /** Least letters of a name to look for. */
  readonly letterCount: number;
}

/** How a record comes to be, under one regime. */
export interface RegimeRules {
  readonly id: string;
  /** `on-consent`: opens at once with the consent recorded; `on-silence`: notice, then open unless opposed. */
  readonly opening: 'on-consent' | 'on-silence';
  /** How the secret that activates the person's account reaches them: from whoever opens, or with the notice. */
  readonly activation: 'by-opener' | 'by-notice';
}

export interface Regimes extends Versioned {
  readonly regimes: readonly RegimeRules[];
  readonly current: string;
}

/** What each automatic feed may share. */
export interface FeedRules extends Versioned {
  readonly types: Readonly<Record<string, readonly string[]>>;
}

/** Identifier systems of the patient identity. */
export interface IdentityRules extends Versioned {
  readonly systems: readonly {
    readonly oid: string;
    /** Where it is taken as an INS. */
    readonly environments: readonly ('production' | 'demo')[];
    /** In an environment where several systems name the same fictitious persons, the one they are kept under. */
    readonly keptAs?: Readonly<Partial<Record<'production' | 'demo', string>>>;
  }[];
}

/** What an assertion says of who asks, for whom and why, each in an attribute of its own. */
export type AssertionField =
  | 'version'
  | 'mode'
  | 'structure'
  | 'sector'
  | 'name'
  | 'role'
  | 'patient'
  | 'resource'
  | 'purpose'
  | 'reason'
  | 'confidentiality'
  | 'softwareId'
  | 'softwareName'
  | 'softwareVersion'
  | 'softwareApproval';

/** How the signed assertion of professional software is written, and which of its values are taken. */
export interface AssertionRules extends Versioned {
  readonly versions: readonly string[];
  /** Names of the attributes; the first is the one that is written. */
  readonly attributes: Readonly<
    Record<AssertionField, { readonly names: readonly [string, ...string[]]; readonly needed: boolean }>
  >;
  /** Values of `mode`: how the caller proved who they are, whose key signs, and whether the sign-in must be a strong one. */
  readonly modes: Readonly<
    Record<
      string,
      {
        readonly authentication: Authentication;
        readonly signedBy: 'card' | 'organization';
        readonly strong: boolean;
      }
    >
  >;
  /** Authentication contexts (SAML) of a strong sign-in; the first is written for a card, the second otherwise. */
  readonly strongContexts: readonly [string, string, ...string[]];
  /** Context that is written where no person signed in. */
  readonly weakContext: string;
  readonly resources: readonly [string, ...string[]];
  /** Code system of `purpose`, and its codes. */
  readonly purposes: { readonly system: string; readonly modes: Readonly<Record<string, AccessMode['kind']>> };
  readonly sectorSystem: string;
  /** Forms of the identifiers of structures, professionals and members of staff. */
  readonly identifiers: Readonly<Record<'structure' | 'professional' | 'staff', RegExp>>;
  /** Code systems of the values of `role`; the first of each is the one that is written. */
  readonly roles: {
    readonly professions: readonly [string, ...string[]];
    readonly specialties: readonly [string, ...string[]];
    /** Specialities that stand in no card any more, and still in assertions. */
    readonly formerSpecialties: readonly string[];
    /** A second role with a list of its own: sections of the pharmacists. */
    readonly sections: { readonly system: string; readonly codes: readonly string[] };
    /** Who is no health professional: as what each code acts. */
    readonly others: {
      readonly system: string;
      readonly codes: Readonly<
        Record<string, { readonly kind: 'staff' | 'organization' } | { readonly kind: 'feed'; readonly feed: string }>
      >;
    };
  };
}

/** Signatures of submissions by one of their documents (IHE DSG). */
export interface SubmissionSignatureRules extends Versioned {
  /** Format codes of documents that are such a signature. */
  readonly formats: readonly string[];
  /** Kinds of callers whose submissions are signed where an installation wants it. */
  readonly signers: readonly Actor['kind'][];
}

export interface ConceptLabel {
  readonly fr?: string;
  readonly en?: string;
}

export interface Concept {
  readonly code: string;
  /** OID of the code system, or a URI where there is none. */
  readonly system: string;
  readonly label: ConceptLabel;
}

export interface ValueSet extends Versioned {
  readonly oid?: string;
  readonly concepts: readonly Concept[];
}

/** The metadata elements that are bound to a value set. */
export type BoundElement =
  | 'typeCode'
  | 'classCode'
  | 'formatCode'
  | 'healthcareFacilityTypeCode'
  | 'practiceSettingCode'
  | 'confidentialityCode'
  | 'contentTypeCode'
  | 'profession'
  | 'specialty'
  | 'authorSpecialty';

/** Official type to class map (ASS_X16). */
export interface TypeToClass extends Versioned {
  /** Type code to class code. */
  readonly classOf: Readonly<Record<string, string>>;
  /**
   * Pairs that official samples carry by mistake: taken, put right, and reported as a warning.
   */
  readonly knownErrata: readonly { readonly type: string; readonly class: string; readonly source: string }[];
}

/** A national profile: all that is law or code list, nothing that is code. */
export interface Profile {
  readonly id: string;
  readonly rights: readonly RightsMatrix[];
  readonly actorClasses: readonly ActorClasses[];
  readonly typeByProfession: readonly TypeByProfession[];
  readonly confidentiality: readonly ConfidentialityRules[];
  readonly timeRules: readonly TimeRules[];
  readonly regimes: readonly Regimes[];
  readonly feeds: readonly FeedRules[];
  readonly delegation: readonly DelegationRules[];
  readonly emergency: readonly EmergencyRules[];
  readonly nameMatching: readonly NameMatching[];
  readonly identity: readonly IdentityRules[];
  readonly assertions: readonly AssertionRules[];
  readonly submissionSignatures: readonly SubmissionSignatureRules[];
  readonly typeToClass: readonly TypeToClass[];
  readonly valueSets: Readonly<Record<BoundElement, readonly ValueSet[]>>;
  /** CDA model templateId (`root` or `root^extension`) to format code (ASS_A11). */
  readonly formatByTemplate: Readonly<Record<string, string>>;
  /** Format code of an unstructured CDA document by the media type of its body (ASS_A12). */
  readonly formatByMediaType: Readonly<Record<string, string>>;
  /**
   * OIDs of the national identifiers: professionals (PS_IdNat) and structures (Struct_IdNat).
   * An author with one of them is a party that can own a document.
   */
  readonly partySystems: { readonly professional: string; readonly organization: string };
}

/** The pieces of a profile that hold at one moment. */
export interface Law {
  readonly profile: string;
  readonly rights: readonly RightsMatrix[];
  readonly actorClasses: ActorClasses;
  readonly typeByProfession: TypeByProfession;
  readonly confidentiality: ConfidentialityRules;
  readonly timeRules: TimeRules;
  readonly regimes: Regimes;
  readonly feeds: FeedRules;
  readonly delegation: DelegationRules;
  readonly emergency: EmergencyRules;
  readonly nameMatching: NameMatching;
  readonly identity: IdentityRules;
  readonly assertions: AssertionRules;
  readonly submissionSignatures: SubmissionSignatureRules;
  readonly typeToClass: TypeToClass;
  readonly valueSets: Readonly<Record<BoundElement, ValueSet>>;
  readonly formatByTemplate: Readonly<Record<string, string>>;
  readonly formatByMediaType: Readonly<Record<string, string>>;
  readonly partySystems: { readonly professional: string; readonly organization: string };
  /** What a decision of this moment cites. */
  readonly versions: readonly LawVersion[];
}
