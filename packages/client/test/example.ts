// SPDX-License-Identifier: Apache-2.0
import { connect, DossierError, verifyInclusionProof } from '@dossier/client';
import { journalCrypto } from '@dossier/client/node';

const dossier = connect({
  baseUrl: process.env.DOSSIER_URL ?? 'http://127.0.0.1:8080/fhir',
  token: process.env.TOKEN ?? '',
});
const dominique = dossier.record({ system: 'urn:oid:1.2.250.1.213.1.4.10', value: '279035121518989' });

// Is there a record, and may I read it?
const status = await dominique.status();
console.log(`open: ${status?.open}, authorisation: ${status?.authorization}`);

// Share a document; sending it again adds nothing.
const nos = 'https://mos.esante.gouv.fr/NOS';
const ambulatory = { system: `${nos}/TRE_R02-SecteurActivite/FHIR/TRE-R02-SecteurActivite`, code: 'SA07' };
const [shared] = await dominique.share(
  [
    {
      content: new TextEncoder().encode('Bonjour, ceci est un compte rendu.'),
      contentType: 'text/plain',
      title: 'Compte rendu de consultation',
      uniqueId: 'urn:oid:1.2.250.1.999.1.4711',
      type: { system: 'http://loinc.org', code: '11488-4' },
      category: { system: `${nos}/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument`, code: '10' },
      format: {
        system: 'http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode',
        code: 'urn:ihe:iti:xds-sd:text:2008',
      },
      facilityType: ambulatory,
      practiceSetting: { system: `${nos}/TRE_A01-CadreExercice/FHIR/TRE-A01-CadreExercice`, code: 'AMBULATOIRE' },
      author: { identifier: { system: 'urn:oid:1.2.250.1.71.4.2.1', value: '899700218896' }, family: 'MEDECIN' },
      creation: '2026-11-20T10:00:00+01:00',
      serviceStart: '2026-11-20',
    },
  ],
  { sourceId: 'urn:oid:1.2.250.1.999.1', contentType: ambulatory },
);
console.log(`shared: ${shared?.id}, before: ${shared?.alreadyShared}`);

// Find documents; pages are fetched as the loop needs them.
for await (const document of dominique.find({ period: 'ge2026-11-01', isArchived: false })) {
  const { bytes, contentType } = await dossier.retrieve(document);
  console.log(`${document.content[0]?.attachment.title}: ${bytes.length} bytes of ${contentType}`);
}

// A refusal is a DossierError with the server's code and sentence.
try {
  await dossier.revise('00000000-0000-4000-8000-000000000000', 'mask');
} catch (error) {
  if (!(error instanceof DossierError)) throw error;
  console.log(`refused: ${error.code}, ${error.message}`);
}

// Everything left a trace, and traces can be proven with the journal's public key alone.
const key = await dossier.journal.key();
for await (const access of dominique.accesses({ subtype: 'document.share' })) {
  const proof = await dossier.proofOf(access.id).catch((error: unknown) => {
    // A trace can be proven once its batch is sealed, a moment after the access.
    if (error instanceof DossierError && error.code === 'object-unknown') return undefined;
    throw error;
  });
  const proven = proof !== undefined && verifyInclusionProof(proof, key, journalCrypto).ok;
  console.log(`${access.recorded}: ${access.agent?.[0]?.name} shared, proven: ${proven}`);
}
