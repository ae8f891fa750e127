/** What every screen is made of. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { AppState } from '../app-state.ts';
import { texts } from '../texts.ts';

/**
 * A screen: its heading takes the focus when it appears, so that it is read out and the keyboard begins there. In a frame, as on
 * the desk, only while the keyboard is at the phone: a request that comes must not take it from whoever types elsewhere.
 */
export function Screen({
  title,
  lead,
  back,
  children,
}: {
  readonly title: string;
  readonly lead?: string;
  readonly back?: (() => void) | undefined;
  readonly children: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – ${texts.appName}`;
    if (window.parent === window || document.hasFocus()) heading.current?.focus();
  }, [title]);
  return (
    <main>
      {back && (
        <button type="button" class="back" onClick={back}>
          <span aria-hidden="true">‹ </span>
          {texts.back}
        </button>
      )}
      <h1 tabIndex={-1} ref={heading}>
        {title}
      </h1>
      {lead !== undefined && <p class="lead">{lead}</p>}
      {children}
    </main>
  );
}

/** What went wrong, read out when it appears, with its code for whoever is asked for help. */
export function ProblemNote({ problem, id }: { readonly problem: AppState['problem']; readonly id?: string }) {
  return (
    <div class="problem" role="alert" id={id}>
      {problem !== undefined && <p>{sentenceOf(problem)}</p>}
      {problem?.kind === 'refused' && <p class="code">{texts.codeOfProblem(problem.code)}</p>}
    </div>
  );
}

function sentenceOf(problem: NonNullable<AppState['problem']>): string {
  switch (problem.kind) {
    case 'text':
      return problem.text;
    case 'unreachable':
      return texts.problems.unreachable;
    case 'refused':
      return problem.code === 'signature_outdated' ? texts.problems.clockWrong : problem.description;
  }
}

/** Facts in two columns, or one below the other on narrow screens. */
export function Facts({ facts }: { readonly facts: readonly (readonly [string, string])[] }) {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{breakable(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Long names of people break at the sign in their middle first. */
function breakable(text: string): ComponentChildren {
  const [first = '', ...rest] = text.split('@');
  return rest.length === 1 ? [`${first}@`, <wbr key="break" />, rest[0]] : text;
}

/** A field with its label and what stands below it. */
export function Field({
  id,
  label,
  hint,
  problemId,
  ...input
}: {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly problemId?: string;
} & Readonly<Record<string, unknown>>) {
  const described = [hint === undefined ? undefined : `${id}-hint`, problemId].filter((one) => one !== undefined);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={id}
        required
        {...(described.length > 0 ? { 'aria-describedby': described.join(' ') } : {})}
        {...input}
      />
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** What a form's field holds. */
export function typedIn(event: Event, name: string): string {
  const form = event.currentTarget;
  if (!(form instanceof HTMLFormElement)) return '';
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value : '';
}
