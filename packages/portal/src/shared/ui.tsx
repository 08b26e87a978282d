// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { RefusedError, SignedOutError } from './fhir.ts';
import { signInAt } from './session.ts';

export const Card = ({ title, children, more }: { title: string; children: ReactNode; more?: ReactNode }) => (
  <section className="card">
    <header className="card-head">
      <h2>{title}</h2>
      {more}
    </header>
    {children}
  </section>
);

export const Quiet = ({ children }: { children: ReactNode }) => <p className="quiet">{children}</p>;

export const Waiting = () => {
  const { t } = useTranslation();
  return (
    <p className="quiet" role="status">
      {t('waiting')}
    </p>
  );
};

/** What went wrong and what to do next. */
export const Problem = ({ error }: { error: Error }) => {
  const { t, i18n } = useTranslation();
  if (error instanceof SignedOutError)
    return (
      <div className="problem" role="alert">
        <p>{t('signedOut')}</p>
        <a className="button" href={signInAt(window.location.pathname, i18n.language)}>
          {t('signIn')}
        </a>
      </div>
    );
  const known = error instanceof RefusedError ? `refusals.${error.code}` : 'refusals.network';
  return (
    <div className="problem" role="alert">
      <p>{t(known, { defaultValue: t('refusals.other') })}</p>
      {error instanceof RefusedError && <p className="quiet">{error.message}</p>}
    </div>
  );
};

interface Loaded<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
}

/** The content once it is there; else that it is on its way, or why not. */
export const Loading = <T,>({ query, children }: { query: Loaded<T>; children: (data: T) => ReactNode }) => {
  if (query.data !== undefined) return children(query.data);
  return query.error === null ? <Waiting /> : <Problem error={query.error} />;
};

interface ConfirmProps {
  readonly label: string;
  readonly title: string;
  readonly children: ReactNode;
  readonly confirm: string;
  readonly onConfirm: () => void;
  readonly danger?: boolean;
}

/** A button that says what will happen before it does. */
export const Confirm = ({ label, title, children, confirm, onConfirm, danger = false }: ConfirmProps) => {
  const { t } = useTranslation();
  return (
    <DialogTrigger>
      <Button className={danger ? 'button danger' : 'button second'}>{label}</Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal>
          <Dialog className="dialog">
            {({ close }) => (
              <>
                <Heading slot="title">{title}</Heading>
                {children}
                <div className="row">
                  <Button
                    className={danger ? 'button danger' : 'button'}
                    onPress={() => {
                      close();
                      onConfirm();
                    }}
                  >
                    {confirm}
                  </Button>
                  <Button className="button second" onPress={close}>
                    {t('cancel')}
                  </Button>
                </div>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
};
