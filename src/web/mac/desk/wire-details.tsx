/** One message opened: what was checked, what was sent and received, signed and encrypted parts taken apart. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { WireDetail, WireMessage } from '#api/desk/view.ts';
import type { DeskClient } from '../desk-client.ts';
import { sentenceOf } from '../mac-actions.ts';
import { BadIcon, CloseIcon, GoodIcon } from './desk-icons.tsx';
import { readableBody } from './readable-body.ts';

interface Props {
  readonly message: WireMessage;
  readonly client: DeskClient;
  readonly onClose: () => void;
}

/** Draws it. */
export function WireDetails({ message, client, onClose }: Props) {
  const [detail, setDetail] = useState<WireDetail | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const close = useFocusWhileOpen();
  // Also when more became known of it.
  const known = `${message.id} ${message.status ?? ''} ${message.checks.length}`;
  useEffect(() => {
    client.wireDetail(message.id).then(setDetail, (error: unknown) => setProblem(sentenceOf(error)));
  }, [client, known]);
  return (
    <section
      class="desk-detail"
      aria-label={`Message: ${message.purpose}`}
      onKeyDown={({ key }) => {
        if (key === 'Escape') onClose();
      }}
    >
      <div class="desk-detail-top">
        <h3>{message.purpose}</h3>
        <Copy detail={detail} />
        <button type="button" class="desk-plain" aria-label="Close the message" onClick={onClose} ref={close}>
          <CloseIcon />
        </button>
      </div>
      <p class="desk-url">
        {message.method} {message.url}
      </p>
      {message.quirks.length > 0 && <p class="desk-warn">Misbehaving on request: {message.quirks.join(', ')}</p>}
      {message.error !== undefined && <p class="desk-bad">{message.error}</p>}
      {problem !== undefined && <p class="desk-bad">{problem}</p>}
      <Checks message={message} />
      {detail?.parts.map(({ title, header, claims }) => (
        <details key={title} open>
          <summary>{title}</summary>
          {header !== undefined && (
            <>
              <h4>Header</h4>
              <pre tabIndex={0}>{JSON.stringify(header, undefined, 2)}</pre>
              <h4>Claims</h4>
            </>
          )}
          <pre tabIndex={0}>{JSON.stringify(claims, undefined, 2)}</pre>
        </details>
      ))}
      {detail && <HttpSide title="Sent" side={detail.sent} isOpen={detail.parts.length === 0} />}
      {detail?.received && (
        <HttpSide
          title={`Received, ${detail.status ?? ''}`}
          side={detail.received}
          isOpen={detail.parts.length === 0}
        />
      )}
    </section>
  );
}

/** The button has the focus when the message is opened; afterwards whoever had it before. */
function useFocusWhileOpen() {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    button.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return button;
}

function Checks({ message }: { message: WireMessage }) {
  if (message.checks.length === 0) return null;
  return (
    <ul class="desk-checks" aria-label="What the Mac checked">
      {message.checks.map(({ sentence, holds }) => (
        <li key={sentence} class={holds ? 'desk-good' : 'desk-bad'}>
          {holds ? <GoodIcon /> : <BadIcon />}
          <span>
            {holds ? '' : 'Not so: '}
            {sentence}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Values beyond this are as tall as they may be, and are scrolled. */
const longValue = 300;

interface SideProps {
  readonly title: string;
  readonly side: WireDetail['sent'];
  readonly isOpen: boolean;
}

function HttpSide({ title, side, isOpen }: SideProps) {
  const body = readableBody(side);
  return (
    <details open={isOpen}>
      <summary>{title}</summary>
      <table class="desk-headers">
        <tbody>
          {Object.entries(side.headers).map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <div tabIndex={value.length > longValue ? 0 : undefined}>{value}</div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {body === '' ? <p class="desk-faint">No body.</p> : <pre tabIndex={0}>{body}</pre>}
    </details>
  );
}

function Copy({ detail }: { detail: WireDetail | undefined }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard.writeText(JSON.stringify(detail, undefined, 2)).then(() => setCopied(true));
  };
  return (
    <button type="button" class="desk-button desk-small" disabled={!detail} onClick={copy}>
      {isCopied ? 'Copied' : 'Copy'}
    </button>
  );
}
