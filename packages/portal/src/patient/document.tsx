// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { DocumentPage } from '../shared/document-page.tsx';
import { ask, type DocumentReference, isMasked, type Parameters, setMasked, valueIn } from '../shared/fhir.ts';
import { Card, Confirm, Loading, Problem } from '../shared/ui.tsx';
import { useRecord } from './use-record.ts';

interface Seer {
  readonly who: string;
  /** `by-profession`: where their profession may read documents of this type. */
  readonly sees: 'yes' | 'no' | 'by-profession';
}

/** Who may see a document, as the same gates say that decide (`$explain`). */
const useSeers = (recordId: string, documentId: string) =>
  useQuery({
    queryKey: ['seers', documentId],
    queryFn: async (): Promise<readonly Seer[]> => {
      const { parameter = [] } = await ask<Parameters>(`/fhir/Patient/${recordId}/$explain?document=${documentId}`);
      const all = parameter
        .filter(({ name, part }) => name === 'explanation' && valueIn(part, 'mode') === 'normal')
        .filter(({ part }) => valueIn(part, 'name') !== undefined)
        .map(({ part }) => ({ who: String(valueIn(part, 'name')), sees: valueIn(part, 'sees') as Seer['sees'] }));
      // Who is two things to the record, such as the author and a member of a team, stands there once: with the most.
      const rank = ({ sees }: Seer) => ['no', 'by-profession', 'yes'].indexOf(sees);
      return [...Map.groupBy(all, ({ who }) => who).values()].flatMap((same) =>
        same.toSorted((one, two) => rank(two) - rank(one)).slice(0, 1),
      );
    },
  });

const Seers = ({ recordId, documentId }: { recordId: string; documentId: string }) => {
  const { t } = useTranslation();
  const seers = useSeers(recordId, documentId);
  return (
    <Card title={t('documents.whoSees')}>
      <Loading query={seers}>
        {(all) => (
          <ul className="lines">
            {all.map(({ who, sees }) => (
              <li key={who} className="line">
                <span>{who}</span>
                <span className={sees === 'no' ? 'tag' : 'tag good'}>{t(`documents.sees.${sees}`)}</span>
              </li>
            ))}
          </ul>
        )}
      </Loading>
    </Card>
  );
};

/** Hides the document, after having said from whom; shows it again, at once. */
const Visibility = ({ document }: { document: DocumentReference }) => {
  const { t } = useTranslation();
  const { recordId } = useRecord();
  const cache = useQueryClient();
  const seers = useSeers(recordId, document.id);
  const change = useMutation({
    mutationFn: (masked: boolean) => setMasked(document, masked),
    onSettled: () =>
      Promise.all(
        [['document'], ['documents'], ['seers'], ['inside']].map((queryKey) => cache.invalidateQueries({ queryKey })),
      ),
  });
  const losing = (seers.data ?? []).filter(({ sees }) => sees !== 'no').map(({ who }) => who);
  return (
    <>
      {isMasked(document) ? (
        <Button className="button second" isDisabled={change.isPending} onPress={() => change.mutate(false)}>
          {t('documents.show')}
        </Button>
      ) : (
        <Confirm
          label={t('documents.hide')}
          title={t('documents.hideTitle')}
          confirm={t('documents.hide')}
          onConfirm={() => change.mutate(true)}
        >
          <p>{t('documents.hideText')}</p>
          {losing.length === 0 ? (
            <p>{t('documents.losesNobody')}</p>
          ) : (
            <>
              <p>{t('documents.loses')}</p>
              <ul>
                {losing.map((who) => (
                  <li key={who}>{who}</li>
                ))}
              </ul>
            </>
          )}
        </Confirm>
      )}
      {change.isSuccess && <p role="status">{t('saved')}</p>}
      {change.error && <Problem error={change.error} />}
    </>
  );
};

export const PatientDocument = () => {
  const { t } = useTranslation();
  const { documentId } = useParams({ strict: false });
  const { recordId } = useRecord();
  if (documentId === undefined) return null;
  return (
    <>
      <Link to="/patient/documents">{t('documents.back')}</Link>
      <DocumentPage id={documentId} more={(document) => <Visibility document={document} />} />
      <Seers recordId={recordId} documentId={documentId} />
    </>
  );
};
